// Progress for what is mostly quick: it is shown, with a way to cancel, only once the work has taken a while.
import * as vscode from 'vscode';
import { withoutLinks } from '../engine/without-links.ts';

/** What takes less than this needs no words. */
const patienceMs = 1_000;

/** Changes the words behind the title. */
export type Report = (message: string) => void;

/**
 * The work's result. Cancelling aborts the signal and rejects with `vscode.CancellationError`, which commands may let
 * through: nobody is told of it.
 */
export async function withLateProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let shown: vscode.Progress<{ readonly message: string }> | undefined;
  let last: string | undefined;
  const working = work(abort.signal, text => {
    const message = withoutLinks(text);
    last = message;
    shown?.report({ message });
  });
  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: withoutLinks(`Slipway: ${title}`),
      cancellable: true,
    };
    void vscode.window.withProgress(options, async (progress, cancellation) => {
      shown = progress;
      if (last !== undefined) progress.report({ message: last });
      cancellation.onCancellationRequested(() => abort.abort());
      await working.catch(() => undefined);
    });
  }, patienceMs);
  try {
    return await working;
  } catch (error) {
    if (abort.signal.aborted) throw new vscode.CancellationError();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
