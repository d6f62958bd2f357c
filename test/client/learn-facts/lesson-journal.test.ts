import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../client/src/engine/listing.ts';
import {
  emptyJournal,
  journalLimits,
  type LessonJournal,
  tagsAfter,
  tagsNow,
  withBuild,
  withContainer,
  withEvent,
  withOnly,
  withoutEarlier,
  withTags,
} from '../../../client/src/learn/facts/lesson-journal.ts';
import { build, container } from '../../lessons/facts-under-test.ts';

const told = (id: string, action: string, at: number, attributes: EngineEvent['attributes'] = {}): EngineEvent => ({
  ...{ type: 'container', id, action, at },
  attributes: { name: `${id}-name`, image: 'hull:1', ...attributes },
});
const having = (...events: readonly EngineEvent[]): LessonJournal => events.reduce(withEvent, emptyJournal);

describe('The journal of a lesson', () => {
  it('knows a container from its making on, and what it went through', () => {
    const [only, ...more] = having(
      told('a', 'create', 1),
      told('a', 'start', 2),
      told('a', 'exec_create: /bin/sh -c ls', 3),
      told('a', 'kill', 4, { signal: '15' }),
      told('a', 'health_status: healthy', 5),
      told('a', 'die', 6, { exitCode: '137' }),
    ).containers;
    expect(more).toEqual([]);
    expect(only).toMatchObject({ id: 'a', name: 'a-name', image: 'hull:1', state: 'exited', exitCode: 137 });
    expect(only?.life).toEqual([
      { at: 1, what: 'create' },
      { at: 2, what: 'start' },
      { at: 3, what: 'exec_create', command: '/bin/sh -c ls' },
      { at: 4, what: 'kill', signal: 15 },
      { at: 6, what: 'die', exitCode: 137 },
    ]);
  });

  it('reads the words of Podman', () => {
    const journal = having(
      told('a', 'create', 1),
      told('a', 'kill', 2, { signal: 'SIGTERM' }),
      told('a', 'died', 3, { containerExitCode: '0' }),
      told('a', 'remove', 4),
    );
    expect(journal.containers[0]).toMatchObject({ state: 'gone', exitCode: 0 });
    expect(journal.containers[0]?.life.map(({ what }) => what)).toEqual(['create', 'kill', 'die', 'destroy']);
  });

  it('passes over containers of others, and what is no container', () => {
    expect(having(told('a', 'start', 1))).toBe(emptyJournal);
    expect(having({ ...told('a', 'create', 1), type: 'network' })).toBe(emptyJournal);
  });

  it('believes events more than a description that comes late', () => {
    const gone = having(told('a', 'create', 1), told('a', 'die', 2, { exitCode: '1' }), told('a', 'destroy', 3));
    const described = withContainer(gone, container('a', { id: 'a', user: 'node', state: 'running' }));
    expect(described.containers[0]).toMatchObject({ state: 'gone', exitCode: 1, user: 'node' });
    expect(described.containers[0]?.life).toHaveLength(3);
  });

  it('takes the state of a container that it has heard nothing of from its description', () => {
    const journal = withContainer(emptyJournal, container('a', { state: 'paused', life: [] }));
    expect(journal.containers[0]).toMatchObject({ state: 'paused', life: [] });
  });

  it('notices that containers went while nobody listened', () => {
    const journal = having(told('a', 'create', 1), told('b', 'create', 2));
    expect(withOnly(journal, new Set(['b'])).containers.map(({ state }) => state)).toEqual(['gone', 'created']);
  });

  it('keeps no more than its limits, what is gone first', () => {
    const events = Array.from({ length: journalLimits.containers }, (_, i) => told(`c${i}`, 'create', i));
    const full = [told('c5', 'destroy', 500), told('new', 'create', 501)].reduce(withEvent, having(...events));
    expect(full.containers).toHaveLength(journalLimits.containers);
    expect(full.containers.map(({ id }) => id)).not.toContain('c5');
    const chatter = Array.from({ length: 300 }, (_, i) => told('a', 'top', i + 2));
    const life = [told('a', 'create', 1), ...chatter].reduce(withEvent, emptyJournal).containers[0]?.life ?? [];
    expect(life).toHaveLength(journalLimits.life);
    expect(life[0]?.what).toBe('create');
    const builds = Array.from({ length: 90 }, (_, i) => build(i)).reduce(withBuild, emptyJournal).builds;
    expect([builds.length, builds.at(-1)?.at]).toEqual([journalLimits.builds, 89_000]);
  });

  it('forgets what happened before the exercise was opened anew, but not what is there', () => {
    const journal = withBuild(having(told('a', 'create', 1), told('a', 'start', 9)), build(0));
    const later = withoutEarlier(withTags(journal, 2, { 'a:1': 'x' }), 5);
    expect([later.builds, later.moments]).toEqual([[], []]);
    expect(later.containers[0]?.life.map(({ what }) => what)).toEqual(['start']);
  });
});

describe('Names of images', () => {
  it('are a new moment only when one of them changed', () => {
    const once = withTags(emptyJournal, 1, { 'a:1': 'x' });
    expect(withTags(once, 2, { 'a:1': 'x' })).toBe(once);
    expect(tagsNow(withTags(once, 2, { 'a:1': 'y' }))).toEqual({ 'a:1': 'y' });
    expect(tagsNow(emptyJournal)).toEqual({});
  });

  const tags = { 'a:1': 'x', 'a:2': 'x', 'a:3': 'y' };
  const image = (action: string, id: string, name: string): EngineEvent => ({
    ...{ type: 'image', action, id, at: 1 },
    attributes: { name },
  });

  it.each([
    ['a name that is given', image('tag', 'y', 'a:1'), { 'a:1': 'y', 'a:2': 'x', 'a:3': 'y' }],
    ['a name that is taken away', image('untag', 'x', 'a:2'), { 'a:1': 'x', 'a:3': 'y' }],
    ['an image that is deleted', image('delete', 'x', 'x'), { 'a:3': 'y' }],
    // The classic image store does not say which name it took away.
    ['a name that is not told', image('untag', 'x', 'x'), undefined],
    ['an image that is pulled', image('pull', 'a:4', 'a:4'), undefined],
  ])('follow %s', (_title, event, wanted) => {
    expect(tagsAfter(tags, event)).toEqual(wanted);
  });
});
