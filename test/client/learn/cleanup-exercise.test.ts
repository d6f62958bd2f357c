// What an exercise left is removed only after all of it was named, and no further once somebody cancels.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QuickPickItem } from 'vscode';
import type { Parts } from '../../../client/src/commands/command.ts';
import type { EngineState } from '../../../client/src/engine/engine-state.ts';
import { noProgress } from '../../../client/src/learn/progress.ts';
import { containerRow, engineState, idOf, imageRow, volumeRow } from '../../support/engine-states.ts';
import { curriculum, hitch } from './lesson-under-test.ts';

let shown: readonly QuickPickItem[] = [];
let pick = '';
/** Of the progress that is shown. */
let cancel: () => void = () => undefined;

vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  ProgressLocation: { Notification: 15 },
  ThemeIcon: class {},
  CancellationError: class extends Error {},
  window: {
    showQuickPick: async (items: readonly QuickPickItem[]) => {
      shown = items;
      return items.find(({ label }) => label.startsWith(pick));
    },
    showInformationMessage: async () => undefined,
    withProgress: async (_: unknown, task: (progress: unknown, cancellation: unknown) => Promise<unknown>) =>
      task(
        { report: () => undefined },
        {
          onCancellationRequested(listener: () => void) {
            cancel = listener;
          },
        },
      ),
  },
}));
vi.resetModules();
const { cleanupExercise } = await import('../../../client/src/commands/learn/cleanup-exercise.ts');

const unnamed = idOf('nobody named it');
const loop = containerRow('loop', {
  image: 'rope:1',
  mounts: [{ kind: 'volume', source: unnamed, target: '/coil', isReadOnly: false }],
});
const state = engineState({ containers: [loop], images: [imageRow(['rope:1'])], volumes: [volumeRow('shed')] });

describe('Cleaning up after an exercise', () => {
  let removed: string[] = [];
  let stopping: (() => Promise<void>) | undefined;
  const parts = (of: EngineState) => {
    const remove = (kind: string) => async (key: string) => {
      await stopping?.();
      removed.push(`${kind} ${key}`);
    };
    return {
      store: { current: async () => of },
      engine: async () => ({
        containers: { remove: remove('container') },
        images: { remove: remove('image') },
        volumes: { remove: remove('volume') },
        networks: { remove: remove('network') },
      }),
      learning: {
        lessons: async () => ({
          curriculum: { ...curriculum, lessons: [hitch] },
          progress: { of: () => ({ ...noProgress, openedAt: 1 }) },
        }),
        folderOf: async () => ({ path: '/learn/k02-hitch', name: 'k02-hitch' }),
      },
    } as unknown as Parts;
  };

  beforeEach(() => {
    [removed, pick, stopping] = [[], 'Remove these', undefined];
  });
  afterEach(() => vi.useRealTimers());

  it('names all that goes, the volumes that go with a container behind it', async () => {
    await cleanupExercise.run(parts(state), { lesson: hitch.id });
    const from = shown.findIndex(({ label }) => label === 'what goes');
    expect(shown.slice(from + 1).map(it => [it.label, it.description])).toEqual([
      ['loop', 'container, running'],
      [unnamed.slice(0, 12), 'anonymous volume of loop'],
      ['rope:1', 'image'],
      ['shed', 'volume'],
    ]);
    expect(removed).toEqual([`container ${loop.id}`, 'image rope:1', 'volume shed']);
  });

  it('ends where it is cancelled', async () => {
    vi.useFakeTimers();
    stopping = async () => {
      await vi.advanceTimersByTimeAsync(2_000);
      cancel();
    };
    await expect(cleanupExercise.run(parts(state), { lesson: hitch.id })).rejects.toThrow();
    expect(removed).toEqual([`container ${loop.id}`]);
  });
});
