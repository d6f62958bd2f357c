// Opens the plan of a build as a document: what would be built for a device, and why. Builds nothing.

import * as vscode from 'vscode';
import type { BuildTargets } from '../../../../server/src/build/build-targets.ts';
import { shown } from '../../../../server/src/build/plan-words.ts';
import type { BuildPlanParams, ClientRequests } from '../../../../server/src/lsp/custom-requests.ts';
import type { Command, Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { platformItems, serviceItems } from './build-choices.ts';
import { buildPlanMarkdown } from './build-plan-markdown.ts';

const title = 'Slipway: Show Build Plan';

export const showBuildPlan: Command = {
  id: 'slipway.showBuildPlan',
  async run(parts, given) {
    const uri = buildFileOf(given);
    const targets = await targetsOf(parts, uri);
    const platforms = await pickPlatforms(parts, targets);
    const services = platforms && (await pickServices(targets));
    if (!platforms || !services) return;
    const params: BuildPlanParams = {
      ...{ uri: uri.toString(), platforms, contexts: 'walk' },
      ...(services.length > 0 ? { services } : {}),
    };
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    await parts.documents.show({
      id: `build-plan/${uri.toString()}`,
      title: `Build plan of ${name}.md`,
      language: 'markdown',
      text: () => textOf(parts, params),
    });
  },
};

async function textOf(parts: Parts, params: BuildPlanParams): Promise<string> {
  const answer = await withLateProgress('Planning the build', signal =>
    ask(parts, 'slipway/buildPlan', params, signal),
  );
  if (!answer) throw new Error('the build could not be planned.');
  if (answer.kind === 'refused') throw new Error(`${answer.message}.`);
  return buildPlanMarkdown(answer.plan);
}

/** What it was called on, the file in front, or the only folder there is. */
function buildFileOf(given: unknown): vscode.Uri {
  if (given instanceof vscode.Uri) return given;
  const front = vscode.window.activeTextEditor?.document;
  if (front && ['dockerfile', 'dockercompose'].includes(front.languageId)) return front.uri;
  const folder = front ? vscode.workspace.getWorkspaceFolder(front.uri) : vscode.workspace.workspaceFolders?.[0];
  if (folder) return folder.uri;
  throw new Error('open a Dockerfile, a Compose file or the folder of a project first.');
}

async function targetsOf(parts: Parts, uri: vscode.Uri): Promise<BuildTargets> {
  const answer = await withLateProgress('Looking for what can be built', signal =>
    ask(parts, 'slipway/buildTargets', { uri: uri.toString() }, signal),
  );
  if (!answer) throw new Error('what can be built could not be found out.');
  if (answer.kind === 'refused') throw new Error(`${answer.message}.`);
  return answer.targets;
}

/** Undefined when the list was dismissed. Nothing picked is the builder's own platform, where Docker's rules hold. */
async function pickPlatforms(
  { server, devices }: Parts,
  targets: BuildTargets,
): Promise<readonly string[] | undefined> {
  const items = server
    .request('slipway/deviceTypes', null)
    .then(choices => [...platformItems(targets, choices, devices.recent)]);
  const isDocker = targets.dialect === 'docker' && targets.devices.length === 0;
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title, canPickMany: true, matchOnDescription: true, matchOnDetail: true },
    placeHolder: isDocker
      ? 'Build for which platforms? None: that of the builder itself'
      : 'Build for which devices or platforms?',
  });
  return picked?.flatMap(({ word }) => word ?? []);
}

/** Undefined when the list was dismissed; empty when there is nothing to choose. */
async function pickServices(targets: BuildTargets): Promise<readonly string[] | undefined> {
  if (targets.services.length < 2) return [];
  const items = serviceItems(targets, path => shown(path, targets.root));
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title, canPickMany: true, matchOnDescription: true, placeHolder: 'Which services?' },
  });
  // All is what the plan says by itself, and then it also says what is not built.
  return picked?.length === 0 ? undefined : picked?.length === items.length ? [] : picked?.map(({ name }) => name);
}

async function ask<M extends 'slipway/buildPlan' | 'slipway/buildTargets'>(
  { server }: Parts,
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
