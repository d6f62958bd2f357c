// What the panel of a topology works out for itself: states of services, the part at the cursor, and where arrows lead.
import { describe, expect, it } from 'vitest';
import type { ContainerRow } from '../../../client/src/engine/engine-state.ts';
import { partAt } from '../../../client/src/webviews/topology-place.ts';
import { statesOf } from '../../../client/src/webviews/topology-states.ts';
import { nextSpot } from '../../../client/webview/topology/walk.ts';

function container(
  service: string,
  more: Partial<ContainerRow> & { readonly files?: readonly string[] } = {},
): ContainerRow {
  const { files = ['/p/compose.yaml'], ...rest } = more;
  const compose = { project: 'p', service, files, isOneOff: false };
  const none = { ports: [], mounts: [], networks: [], labels: {} };
  return {
    id: service,
    name: service,
    image: 'a',
    imageId: 'b',
    command: '',
    createdAt: 0,
    ...none,
    status: 'running',
    compose,
    ...rest,
  };
}

describe('The state of a service', () => {
  it.each([
    [[container('web')], { kind: 'running', words: 'running' }],
    [[container('web', { health: 'unhealthy' })], { kind: 'unhealthy', words: 'running, unhealthy' }],
    [[container('web', { status: 'exited', exitCode: 0 })], { kind: 'stopped', words: 'exited' }],
    [[container('web', { status: 'exited', exitCode: 3 })], { kind: 'failed', words: 'exited with code 3' }],
    [[container('web', { status: 'paused' })], { kind: 'paused', words: 'paused' }],
    [[container('web', { status: 'restarting' })], { kind: 'changing', words: 'restarting' }],
    [
      [container('web'), container('web', { status: 'exited', exitCode: 1 })],
      { kind: 'failed', words: '1 of 2 running' },
    ],
  ])('%#', (rows, state) => {
    expect(statesOf('/p/compose.yaml', rows)).toEqual({ web: state });
  });

  it('is that of this file alone, and of no container run once', () => {
    const other = container('web', { files: ['/other/compose.yaml'] });
    const once = container('web', {
      compose: { project: 'p', service: 'web', files: ['/p/compose.yaml'], isOneOff: true },
    });
    expect(statesOf('/p/compose.yaml', [other, once])).toEqual({});
    const windows = container('web', { files: ['C:\\p\\compose.yaml'] });
    expect(statesOf('c:\\p\\compose.yaml', [windows])).toHaveProperty('web');
    expect(statesOf('/P/compose.yaml', [container('web')])).toEqual({});
  });
});

describe('The part at the cursor', () => {
  const range = (from: number, to: number, end = 20) => {
    return { start: { line: from, character: 4 }, end: { line: to, character: end } };
  };
  const part = (id: string, at: object) => ({ id, name: id, words: [], findings: [], place: { uri: 'u', ...at } });
  const parts = [
    part('service', { range: range(1, 1, 7), extent: range(1, 6) }),
    part('port', { range: range(3, 3) }),
    part('elsewhere', { range: range(3, 3), uri: 'other' }),
  ] as unknown as Parameters<typeof partAt>[0];

  it.each([
    [1, 0, 'service'],
    [2, 30, 'service'],
    [3, 10, 'port'],
    [3, 2, 'service'],
    [7, 0, undefined],
  ])('in line %i at %i is %s', (line, character, id) => {
    expect(partAt(parts, 'u', line, character)?.id).toBe(id);
  });
});

describe('Arrow keys', () => {
  const spots = [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 100, y: 5 },
    { id: 'c', x: 60, y: 100 },
    { id: 'd', x: 0, y: 200 },
  ] as const;
  it.each([
    [0, 'right', 'b'],
    [0, 'down', 'd'],
    [0, 'up', undefined],
    [1, 'left', 'a'],
    [1, 'down', 'c'],
    [3, 'up', 'a'],
  ] as const)('from %i %s', (from, direction, id) => {
    expect(nextSpot(spots[from], spots, direction)?.id).toBe(id);
  });
});
