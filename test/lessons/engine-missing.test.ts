import { expect, it } from 'vitest';
import { checksByLesson, checksOf } from '../../server/src/lessons/checks.ts';
import { lessonFacts } from './facts-under-test.ts';

const checks = [...checksByLesson.keys()].flatMap(lesson => checksOf(lesson));

it('Checks that look at the engine say so, and cannot be told without one', () => {
  for (const { id, needs, check } of checks.filter(it => it.needs.engine && it.id !== 'x.engineUp')) {
    for (const [engine, because] of [
      [{ kind: 'unreachable', endpoint: 'tcp://hut:2375' }, 'No engine answers at tcp://hut:2375'],
      [{ kind: 'connecting', endpoint: 'tcp://hut:2375' }, 'Waiting for the engine at tcp://hut:2375'],
      [{ kind: 'restricted' }, 'The engine is not asked in Restricted Mode: trust this workspace first'],
    ] as const) {
      expect([id, check(lessonFacts({ engine }))]).toEqual([id, { kind: 'unknown', because }]);
    }
    expect(needs.engine).toBe(true);
  }
});

it('Ports of an engine on another machine are not taken for closed', () => {
  const facts = lessonFacts({ engine: { kind: 'connected', endpoint: 'ssh://pi@hut', isLocal: false } });
  const pushed = checksOf('docker/11-registries').find(({ id }) => id === 'd11.pushed');
  expect(pushed?.check(facts)).toEqual({
    kind: 'unknown',
    because: 'The engine is on another machine, so port 5001 cannot be tried from here',
  });
});

it('A finding that nobody looked for is not taken for none', () => {
  const clean = checksOf('docker/12-review').find(({ id }) => id === 'd12.clean');
  expect(clean?.check(lessonFacts({ files: { Dockerfile: 'FROM node\n' } }))).toMatchObject({ kind: 'unknown' });
});

it('Every check of a lesson is named after it, and no name stands for two checks', () => {
  const byId = new Map(checks.map(check => [check.id, check]));
  for (const check of checks) expect(byId.get(check.id)).toBe(check);
  for (const [lesson, own] of checksByLesson) {
    const number = /\/(\d+)/.exec(lesson)?.[1];
    for (const { id } of own) expect(id).toMatch(new RegExp(`^(?:x|d${number})\\.[a-z]\\w*$`));
  }
});

it('No hint names the tag of a base image that the pinned list does not', () => {
  const facts = lessonFacts({ bases: {}, files: { Dockerfile: 'FROM debian\nRUN true\n' } });
  for (const { id, check } of checks) {
    const result = check(facts);
    const hints = result.kind === 'unmet' ? result.hints.join(' ') : '';
    expect([id, /(?:debian|node|registry|alpine):[\d\w]/.exec(hints)?.[0]]).toEqual([id, undefined]);
  }
});
