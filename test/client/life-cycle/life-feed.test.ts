// Following one container: what is remembered, what comes, and what is asked while nobody looks.
import { describe, expect, it } from 'vitest';
import type { ContainerEngine } from '../../../client/src/engine/engine.ts';
import type { EngineState } from '../../../client/src/engine/engine-state.ts';
import type { EngineEvent } from '../../../client/src/engine/listing.ts';
import { lifeFeed } from '../../../client/src/life-cycle/life-feed.ts';
import type { ShownLife } from '../../../client/src/life-cycle/life-messages.ts';
import { containerRow, engineState } from '../../support/engine-states.ts';
import { later } from '../../support/later.ts';
import { settableStore } from '../../support/settable-store.ts';

const row = containerRow('web', { status: 'running', createdAt: 1 });
const event = (action: string, at: number, attributes: EngineEvent['attributes'] = {}): EngineEvent => ({
  ...{ type: 'container', id: row.id, action, at, attributes },
});
const settle = () => new Promise(resolve => setImmediate(resolve));

function followed(state: EngineState = engineState({ containers: [row] })) {
  const settable = settableStore(state);
  const asked: string[] = [];
  let past: Promise<readonly EngineEvent[]> = Promise.resolve([event('create', 1), event('start', 2)]);
  const told: ShownLife[] = [];
  const engine = {
    containers: {
      inspect: async (id: string) => {
        asked.push(`inspect ${id === row.id ? 'web' : id}`);
        return { HostConfig: { RestartPolicy: { Name: 'always' } } };
      },
    },
    listing: {
      pastEvents: async () => {
        asked.push('past');
        return past;
      },
    },
  } as unknown as ContainerEngine;
  const feed = lifeFeed({
    subject: { id: row.id, name: row.name, image: row.image },
    store: settable.store,
    engine: async () => engine,
    tell: life => told.push(life),
    log: () => undefined,
  });
  return {
    feed,
    told,
    asked,
    demands: () => settable.demands,
    hear: settable.hear,
    remember(events: readonly EngineEvent[] | Promise<readonly EngineEvent[]>) {
      past = Promise.resolve(events);
    },
    become(next: EngineState, of: 'rows' | 'connection') {
      settable.become(next, { isOfConnection: of === 'connection', containers: new Set([row.id]) });
    },
  };
}

describe('The feed of a life', () => {
  it('begins with what the engine remembers and goes on with what happens', async () => {
    const { feed, told, hear, demands } = followed();
    feed.resume();
    await settle();
    expect(told.at(-1)?.story?.moments.map(({ kind }) => kind)).toEqual(['created', 'started']);
    expect(told.at(-1)?.next).toContain('(always)');
    hear(event('die', 3, { exitCode: '2' }));
    hear({ ...event('die', 3), id: 'another' });
    await settle();
    expect(told.at(-1)?.story).toMatchObject({ state: 'exited', exitCode: 2 });
    expect(demands()).toBe(1);
  });

  it('counts an event once that came while the past was asked for', async () => {
    const { feed, hear, remember } = followed();
    remember([event('create', 1), event('start', 2), event('die', 3, { exitCode: '0' })]);
    feed.resume();
    hear(event('die', 3, { exitCode: '0' }));
    hear(event('start', 4));
    await settle();
    expect(feed.life.story?.moments.map(({ kind }) => kind)).toEqual(['created', 'started', 'ended', 'started']);
  });

  it('says when it is gone', async () => {
    const { feed, become } = followed();
    feed.resume();
    await settle();
    become(engineState({}), 'rows');
    expect(feed.life.story?.state).toBe('gone');
    expect(feed.life.next).toContain('It is gone');
  });

  it('asks and tells nothing while nobody looks', async () => {
    const { feed, told, asked, hear, demands } = followed();
    feed.resume();
    await settle();
    feed.pause();
    const before = [told.length, asked.length];
    hear(event('die', 3, { exitCode: '0' }));
    await settle();
    expect([told.length, asked.length]).toEqual(before);
    expect(demands()).toBe(0);
    feed.resume();
    await settle();
    expect(asked.filter(it => it === 'past')).toHaveLength(2);
  });

  it('does not take a container for removed while another engine is selected', async () => {
    const { feed, become, asked } = followed();
    feed.resume();
    await settle();
    const before = asked.length;
    const { connection } = engineState({});
    if (connection.kind !== 'connected') throw new Error('The sample is connected');
    become(engineState({ connection: { kind: 'connecting', engine: connection.engine } }), 'connection');
    const other = { ...connection, engine: { name: 'other', host: 'ssh://elsewhere' } };
    become(engineState({ connection: other }), 'connection');
    await settle();
    expect(feed.life).toMatchObject({ story: { state: 'running' }, note: expect.stringContaining('Another engine') });
    expect(asked).toHaveLength(before);
    become(engineState({ containers: [row] }), 'connection');
    await settle();
    expect(feed.life.note).toBeUndefined();
    expect(asked.length).toBeGreaterThan(before);
  });

  it('knows nothing after a reload until the engine is there', async () => {
    const away = engineState({ connection: { kind: 'idle' } });
    const { feed, told, asked, become } = followed(away);
    feed.resume();
    await settle();
    expect(told.at(-1)).toEqual({
      ...{ name: row.name, image: row.image, next: '' },
      note: 'Waiting for the engine…',
    });
    expect(asked).toEqual([]);
    expect(feed.subject).not.toHaveProperty('host');
    become(engineState({ containers: [row] }), 'connection');
    await settle();
    expect(told.at(-1)?.story?.moments.map(({ kind }) => kind)).toEqual(['created', 'started']);
    expect(feed.subject).toHaveProperty('host');
  });

  it('goes by the younger answer when the past is asked for twice', async () => {
    const { feed, hear, remember } = followed();
    const late = later<readonly EngineEvent[]>();
    remember(late.promise);
    feed.resume();
    await settle();
    feed.pause();
    const younger = later<readonly EngineEvent[]>();
    remember(younger.promise);
    feed.resume();
    await settle();
    late.resolve([event('create', 1)]);
    await settle();
    hear(event('die', 3, { exitCode: '0' }));
    younger.resolve([event('create', 1), event('start', 2)]);
    await settle();
    expect(feed.life.story?.moments.map(({ kind }) => kind)).toEqual(['created', 'started', 'ended']);
  });

  it('keeps what it heard when the past cannot be asked for', async () => {
    const { feed, hear, remember } = followed();
    const failing = later<readonly EngineEvent[]>();
    remember(failing.promise);
    feed.resume();
    await settle();
    hear(event('pause', 3));
    failing.reject(new Error('cut off'));
    await settle();
    expect(feed.life.story?.moments.map(({ kind }) => kind)).toEqual(['created', 'paused']);
  });
});
