// Removes volumes, and stopped containers that hold them where that was chosen.
import * as vscode from 'vscode';
import { type ContainerEngine, EngineRefused } from '../../engine/engine.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { doEach, failureText } from '../each.ts';
import { withLateProgress } from '../late-progress.ts';
import { volumeTargets } from '../targets.ts';
import { browsersOf, holdersOfVolumes, type VolumeRemoval, volumeRemoval } from './volume-removal.ts';

export const removeVolumes: Command = {
  id: 'slipway.volume.remove',
  async run(parts, ...given) {
    const rows = await volumeTargets(parts, given, {
      title: 'Remove which volumes?',
      many: 'several',
      none: 'There is no volume to remove.',
    });
    if (rows.length === 0) return;
    const plan = volumeRemoval(rows, holdersOfVolumes(parts.store.state));
    if (plan.kind === 'impossible') throw new Error(plan.why);
    const removal = await confirmDestruction(plan.question);
    if (removal) await remove(parts, removal);
  },
};

/** Throws the one message for all that failed. */
export async function remove(parts: Parts, { volumes, containers }: VolumeRemoval): Promise<void> {
  const engine = await parts.engine();
  const [only] = volumes;
  const title = `Removing ${volumes.length === 1 && only ? `volume ${only.slice(0, 40)}` : `${volumes.length} volumes`}`;
  const held = containers.length === 0 ? '' : `, and the containers ${containers.map(({ name }) => name).join(', ')}`;
  parts.log.debug(`${title}: ${volumes.join(', ')}${held}`);
  await withLateProgress(title, async (signal, report) => {
    // Not by force: one that was started meanwhile keeps running, and its volume with it.
    const left = await doEach(containers, ({ id }) => removeContainer(engine, id, signal), signal);
    for (const id of browsersOf(volumes, parts.store.state)) await engine.files.closeVolume(id);
    const tell = (done: number) => volumes.length > 1 && report(`${done} of ${volumes.length}`);
    const rows = volumes.map(name => ({ name }));
    const failures = await doEach(rows, ({ name }) => removeVolume(engine, name), signal, tell);
    if (signal.aborted) throw new vscode.CancellationError();
    const message =
      failureText('Could not remove', left, containers.length) ??
      failureText('Could not remove', failures, rows.length);
    if (message !== undefined) throw new Error(message);
  });
}

async function removeContainer({ containers }: ContainerEngine, id: string, signal: AbortSignal): Promise<void> {
  await containers.remove(id, { force: false, volumes: false }, signal).catch(unlessGone);
}

async function removeVolume({ volumes }: ContainerEngine, name: string): Promise<void> {
  await volumes.remove(name).catch(unlessGone);
}

/** Gone is what it was to be, whoever did it. */
function unlessGone(error: unknown): void {
  if (!(error instanceof EngineRefused && error.status === 404)) throw error;
}
