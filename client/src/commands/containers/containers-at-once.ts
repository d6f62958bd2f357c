// Does the same to several containers, with progress and one message for what failed.
import * as vscode from 'vscode';
import type { Containers } from '../../engine/containers.ts';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Parts } from '../command.ts';
import { doEach, failureText } from '../each.ts';
import { withLateProgress } from '../late-progress.ts';

export interface Doing {
  /** `Stopping` */
  readonly doing: string;
  /** `Could not stop` */
  readonly couldNot: string;
  /** Behind the names in the progress: `with SIGHUP`. */
  readonly how?: string;
  run(containers: Containers, id: string, signal: AbortSignal): Promise<unknown>;
}

/** Throws the one message for all that failed. */
export async function atOnce(
  parts: Parts,
  rows: readonly ContainerRow[],
  { doing, couldNot, how, run }: Doing,
): Promise<void> {
  if (rows.length === 0) return;
  const { containers } = await parts.engine();
  const title = [doing, objectsOf(rows), how].filter(Boolean).join(' ');
  parts.log.debug(`${title}: ${rows.map(row => `${row.name} ${row.id.slice(0, 12)}`).join(', ')}`);
  await withLateProgress(title, async (signal, report) => {
    const tell = (done: number) => rows.length > 1 && report(`${done} of ${rows.length}`);
    const failures = await doEach(rows, row => run(containers, row.id, signal), signal, tell);
    if (signal.aborted) throw new vscode.CancellationError();
    for (const { name, error } of failures) parts.log.debug(`${couldNot} ${name}`, String(error));
    const message = failureText(couldNot, failures, rows.length);
    if (message !== undefined) throw new Error(message);
  });
}

/** Says which container it was when the work fails: `Could not inspect web: it is gone …`. */
export async function naming<T>(couldNot: string, { name }: ContainerRow, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    throw new Error(failureText(couldNot, [{ name, error }], 1));
  }
}

/** `web`, `web and db`, `5 containers` */
export function objectsOf(rows: readonly Pick<ContainerRow, 'name'>[]): string {
  const names = rows.map(row => row.name);
  return names.length > 2 ? `${names.length} containers` : names.join(' and ');
}
