// What build commands ask of the language server: what can be built from a file, and the plan. Both can be cancelled.
import * as vscode from 'vscode';
import type { BuildPlan } from '../../../../server/src/build/build-plan.ts';
import type { BuildTargets } from '../../../../server/src/build/build-targets.ts';
import type { BuildPlanParams, ClientRequests } from '../../../../server/src/lsp/custom-requests.ts';
import type { Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';

/**
 * What a command was called on, the file in front, or a folder: that of the document in front, the only one there is, or
 * one the user picks. Undefined when the list was dismissed.
 */
export async function buildFileOf(given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const front = vscode.window.activeTextEditor?.document;
  if (front && ['dockerfile', 'dockercompose'].includes(front.languageId)) return front.uri;
  // In front may be a document of no folder, such as the log of the build before.
  const own = front && vscode.workspace.getWorkspaceFolder(front.uri);
  if (own) return own.uri;
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!only) throw new Error('Open a Dockerfile, a Compose file or the folder of a project first.');
  if (others.length === 0) return only.uri;
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'The project in which folder?' }))?.uri;
}

export async function targetsOf(parts: Pick<Parts, 'server'>, uri: vscode.Uri): Promise<BuildTargets> {
  const answer = await withLateProgress('Looking for what can be built', signal =>
    ask(parts, 'slipway/buildTargets', { uri: uri.toString() }, signal),
  );
  if (!answer) throw new Error('What can be built could not be found out.');
  if (answer.kind === 'refused') throw new Error(`${answer.message}.`);
  return answer.targets;
}

export async function planOf(parts: Pick<Parts, 'server'>, params: BuildPlanParams): Promise<BuildPlan> {
  const answer = await withLateProgress('Planning the build', signal =>
    ask(parts, 'slipway/buildPlan', params, signal),
  );
  if (!answer) throw new Error('The build could not be planned.');
  if (answer.kind === 'refused') throw new Error(`${answer.message}.`);
  return answer.plan;
}

/** Cancelled with the signal. */
export async function ask<M extends 'slipway/buildPlan' | 'slipway/buildTargets' | 'slipway/deviceRun'>(
  { server }: Pick<Parts, 'server'>,
  method: M,
  params: ClientRequests[M]['params'],
  signal: AbortSignal,
): Promise<ClientRequests[M]['result']> {
  const cancellation = new vscode.CancellationTokenSource();
  const cancel = (): void => cancellation.cancel();
  signal.addEventListener('abort', cancel);
  try {
    return await server.request(method, params, cancellation.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}
