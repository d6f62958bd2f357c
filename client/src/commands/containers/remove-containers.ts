// Removes containers, after saying what is lost with them.
import type { Containers } from '../../engine/containers.ts';
import { EngineRefused } from '../../engine/engine.ts';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { containerTargets } from '../targets.ts';
import { atOnce } from './containers-at-once.ts';
import { live } from './life.ts';
import { type Removal, removalQuestion } from './removal.ts';

export const removeContainers: Command = {
  id: 'slipway.container.remove',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Remove which containers?',
      many: 'several',
      accepts: row => row.status !== 'removing',
      none: 'There is no container to remove.',
    });
    if (rows.length === 0) return;
    const removal = await confirmDestruction(removalQuestion(rows));
    if (!removal) return;
    const running = new Set(rows.filter(isLive).map(row => row.id));
    await atOnce(parts, rows, {
      doing: 'Removing',
      couldNot: 'Could not remove',
      run: (containers, id, signal) => remove(containers, id, running.has(id), removal, signal),
    });
  },
};

/**
 * A container that was at rest when the question was asked is not removed by force: if it runs by now, the engine
 * refuses, and what was not agreed to is not done.
 */
async function remove(
  containers: Containers,
  id: string,
  wasRunning: boolean,
  { ending, volumes }: Removal,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (wasRunning && ending === 'stop') await containers.stop(id, undefined, signal);
    await containers.remove(id, { force: wasRunning && ending === 'kill', volumes }, signal);
  } catch (error) {
    // Somebody else was faster, or it removes itself when it stops: gone is what it was to be.
    if (!(error instanceof EngineRefused && error.status === 404)) throw error;
  }
}

function isLive({ status }: ContainerRow): boolean {
  return live.includes(status);
}
