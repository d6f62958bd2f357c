// Volumes that are looked into, each through a container of ours.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { volumeLabel } from '../../../client/src/engine/container-files.ts';
import { type ContainerEngine, EngineRefused } from '../../../client/src/engine/engine.ts';
import { openedVolumes } from '../../../client/src/files/opened-volumes.ts';
import { containerRow, engineState, hours, noon } from '../../support/engine-states.ts';
import { imageOf } from '../../support/fake-engine.ts';

const there = new Set<string>();
let made = 0;
beforeEach(() => {
  there.clear();
  made = 0;
});
afterEach(() => void vi.useRealTimers());

/** A connection: what is in the engine is the same over each. */
function connection(): ContainerEngine {
  const engine: Partial<{ [K in keyof ContainerEngine]: unknown }> = {
    files: {
      async openVolume() {
        const containerId = `c${++made}`;
        there.add(containerId);
        return { containerId };
      },
      closeVolume: async (id: string) => void there.delete(id),
    },
    containers: {
      async inspect(id: string) {
        if (!there.has(id)) throw new EngineRefused('no such container', 404);
        return { Id: id };
      },
    },
  };
  return engine as ContainerEngine;
}

it('have one container however often they are opened, until they are closed', async () => {
  const at = connection();
  const volumes = openedVolumes(async () => at);
  expect(await volumes.open('hold', imageOf('i'))).toBe('c1');
  expect(await volumes.open('hold', imageOf('i'))).toBe('c1');
  expect(await volumes.containerOf('hold')).toBe('c1');
  await volumes.close('hold');
  expect(await volumes.containerOf('hold')).toBeUndefined();
  expect(there.size).toBe(0);
});

it('get another container when theirs has removed itself', async () => {
  const at = connection();
  const volumes = openedVolumes(async () => at);
  await volumes.open('hold', imageOf('i'));
  there.clear();
  const open = () => volumes.open('hold', imageOf('i'));
  expect(await Promise.all([open(), open()])).toEqual(['c2', 'c2']);
});

it('leave no container behind when they are opened over another connection', async () => {
  let at = connection();
  const volumes = openedVolumes(async () => at);
  await volumes.open('hold', imageOf('i'));
  at = connection();
  expect(await volumes.open('hold', imageOf('i'))).toBe('c2');
  await volumes.closeAll();
  expect([...there]).toEqual([]);
});

it('are closed after an hour, for a container that never runs does not end by itself', async () => {
  vi.useFakeTimers();
  const at = connection();
  const volumes = openedVolumes(async () => at);
  await volumes.open('hold', imageOf('i'));
  await volumes.open('brig', imageOf('i'));
  await volumes.close('brig');
  expect([...there]).toEqual(['c1']);
  await vi.advanceTimersByTimeAsync(hours(1));
  expect([...there]).toEqual([]);
  expect(await volumes.containerOf('hold')).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

it('that another window left behind are removed once they are an hour old, and nothing else is', async () => {
  vi.useFakeTimers({ now: noon });
  const at = connection();
  const labels = { [volumeLabel]: 'hold' };
  const row = (id: string, more: Parameters<typeof containerRow>[1]) => containerRow(id, { id, labels, ...more });
  const rows = [
    row('left', { status: 'created', createdAt: noon - hours(1.1) }),
    row('new', { status: 'created', createdAt: noon - hours(0.9) }),
    row('sleeping', { status: 'running', createdAt: noon - hours(1.1) }),
    row('foreign', { status: 'created', createdAt: noon - hours(9), labels: {} }),
  ];
  for (const { id } of rows) there.add(id);
  const volumes = openedVolumes(async () => at);
  await volumes.removeExpired(engineState({ containers: rows }));
  expect([...there]).toEqual(['new', 'sleeping', 'foreign']);
  await openedVolumes(() => Promise.reject(new Error('gone'))).removeExpired(engineState({ containers: rows }));
});
