import { expect, it } from 'vitest';
import { agree, readStatusText } from '../../../client/src/engine/rows/status-text.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  ['Up Less than a second', { age: 0 }],
  ['Up 1 second', { age: second }],
  ['Up 59 seconds', { age: 59 * second }],
  ['Up About a minute', { age: minute }],
  ['Up 2 minutes (Paused)', { age: 2 * minute }],
  ['Up About an hour', { age: hour }],
  ['Up 3 hours (healthy)', { age: 3 * hour, health: 'healthy' }],
  ['Up 47 hours (unhealthy)', { age: 47 * hour, health: 'unhealthy' }],
  ['Up 5 seconds (health: starting)', { age: 5 * second, health: 'starting' }],
  ['Up 13 days', { age: 13 * day }],
  ['Exited (137) 2 weeks ago', { exitCode: 137, age: 14 * day }],
  ['Exited (0) Less than a second ago', { exitCode: 0, age: 0 }],
  ['Exited (-1) 22 months ago', { exitCode: -1, age: 22 * 30 * day }],
  ['Exited (3221225786) About an hour ago', { age: hour }],
  ['Restarting (1) 5 seconds ago', { exitCode: 1, age: 5 * second }],
  ['Exited (0) 3 years ago', { exitCode: 0, age: 3 * 365 * day }],
  ['Created', {}],
  ['Dead', {}],
  ['Removal In Progress', {}],
  ['', {}],
  ['Up a while', {}],
  // Podman's.
  ['Up 3 hours ago', { age: 3 * hour }],
])('reads "%s"', (text, said) => {
  expect(readStatusText(text)).toEqual(said);
});

it('takes two times for the same as far as the words are exact', () => {
  const now = 1_000 * day;
  expect(agree(now - 3.9 * hour, now - 3 * hour, now)).toBe(true);
  expect(agree(now - 5 * hour, now - 3 * hour, now)).toBe(false);
  expect(agree(now - 8.5 * second, now - 8 * second, now)).toBe(true);
  expect(agree(now - 12 * second, now - 8 * second, now)).toBe(false);
  expect(agree(now - 20 * day, now - 14 * day, now)).toBe(true);
  // The engine's clock is ahead of ours.
  expect(agree(now + hour, now, now)).toBe(false);
});
