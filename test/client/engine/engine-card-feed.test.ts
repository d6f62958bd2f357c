// What is asked for the card of an engine, and when.
import { describe, expect, it } from 'vitest';
import type { ContainerEngine } from '../../../client/src/engine/engine.ts';
import type { Connection } from '../../../client/src/engine/engine-state.ts';
import type { EngineCardMessage } from '../../../client/src/webviews/engine-card.ts';
import { engineCardFeed } from '../../../client/src/webviews/engine-card-feed.ts';
import { engineState } from '../../support/engine-states.ts';
import { later } from '../../support/later.ts';
import { settableStore } from '../../support/settable-store.ts';

const settle = () => new Promise(resolve => setImmediate(resolve));
const use = { count: 0, active: 0, bytes: 0, freeable: 0 };
const measuredUse = { images: use, containers: use, volumes: use, buildCache: use };

function fed(first: Connection = engineState({}).connection) {
  const followed = settableStore(engineState({ connection: first }));
  let host = 'unix:///here';
  let measuring: Promise<typeof measuredUse> = Promise.resolve(measuredUse);
  const asked: string[] = [];
  const told: EngineCardMessage[] = [];
  const engine = {
    identity: { engine: '28.0.0', api: '1.48', architecture: 'amd64', operatingSystem: 'linux' },
    buildPlatforms: async () => ['linux/amd64'],
    survey: {
      describe: async () => {
        asked.push('describe');
        return { warnings: [], security: [], containers: { running: 0, paused: 0, stopped: 0 }, images: 0 };
      },
      diskUse: () => {
        asked.push('disk');
        return measuring;
      },
    },
  } as unknown as ContainerEngine;
  const feed = engineCardFeed({
    store: followed.store,
    engine: async () => engine,
    choice: async () => ({ name: 'here', host }),
    tell: message => told.push(message),
  });
  return {
    ...{ feed, asked, told },
    demands: () => followed.demands,
    hold(answer: Promise<typeof measuredUse>) {
      measuring = answer;
    },
    become(connection: Connection, at = host) {
      host = at;
      followed.become(engineState({ connection }), { isOfConnection: true });
    },
  };
}

describe('The feed of the engine card', () => {
  it('waits for the store on the way to an engine, and asks each thing once', async () => {
    const { feed, asked, become } = fed({ kind: 'idle' });
    feed.resume();
    await settle();
    expect(asked).toEqual([]);
    become(engineState({}).connection);
    await settle();
    expect(asked).toEqual(['describe', 'disk']);
  });

  it('does not measure again because the card was hidden, but for another engine', async () => {
    const { feed, asked, demands, become } = fed();
    feed.resume();
    await settle();
    feed.pause();
    expect(demands()).toBe(0);
    feed.resume();
    await settle();
    expect(asked).toEqual(['describe', 'disk', 'describe']);
    become(engineState({}).connection, 'ssh://elsewhere');
    await settle();
    expect(asked.slice(3)).toEqual(['describe', 'disk']);
  });

  it('measures again what was given up when it was hidden', async () => {
    const { feed, asked, told, hold } = fed();
    const late = later<typeof measuredUse>();
    hold(late.promise);
    feed.resume();
    await settle();
    feed.pause();
    late.resolve(measuredUse);
    await settle();
    expect(told.at(-1)).toEqual({ kind: 'disk', disk: { kind: 'measuring' } });
    feed.resume();
    await settle();
    expect(asked).toEqual(['describe', 'disk', 'describe', 'disk']);
    expect(told.at(-1)).toEqual({ kind: 'disk', disk: { kind: 'measured', use: measuredUse } });
  });

  it('asks nothing while it is hidden', async () => {
    const { feed, asked, become } = fed();
    feed.resume();
    await settle();
    feed.pause();
    const before = asked.length;
    become(engineState({}).connection);
    await settle();
    expect(asked).toHaveLength(before);
  });
});
