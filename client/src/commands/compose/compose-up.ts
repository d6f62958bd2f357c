// Brings up the services of Compose files: at once, or after asking which files, profiles and services, and whether to
// build first.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { askCompose, type ComposeProject } from '../../engine/compose-program.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { isTreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { fileInFrontOrPicked, filesGiven, filesTicked, inOrder, projectOf } from './compose-files.ts';
import { composeProjectOf, pickProject } from './compose-projects.ts';
import { type ComposeCall, composeFor, runCompose } from './compose-run.ts';

export const composeUp: Command = {
  id: 'slipway.compose.up',
  async run(parts, ...given) {
    const call = await composeFor(parts);
    const project = await projectToStart(parts, given, () =>
      fileInFrontOrPicked('Bring up the services of which Compose file?'),
    );
    if (project) await up(parts, call, project, []);
  },
};

export const composeUpWithOptions: Command = {
  id: 'slipway.compose.upWithOptions',
  async run(parts, ...given) {
    const call = await composeFor(parts);
    const files = await projectToStart(parts, given, () =>
      filesTicked('Bring up the services of which Compose files?'),
    );
    const project = files && (await withProfiles(call, files));
    if (!project) return;
    const services = await pickServices(call, project);
    if (!services) return;
    const build = await buildFirst();
    if (build) await up(parts, call, project, [...build.arguments, ...services]);
  },
};

/** `ask`: which files are meant when the command was not called on any. */
async function projectToStart(
  parts: Parts,
  given: readonly unknown[],
  ask: () => Promise<readonly string[]>,
): Promise<ComposeProject | undefined> {
  if (isTreeNode(given[0])) {
    const running = await pickProject(parts, given, '');
    if (!running) return undefined;
    const project = composeProjectOf(running);
    if (project.files.length === 0)
      throw new Error(
        `The Compose files of ${running.name} are not on this machine, so it cannot be brought up from here.`,
      );
    return project;
  }
  const called = filesGiven(given);
  const meant = called.length > 0 ? called : await ask();
  const files = await inOrder(meant);
  return files && files.length > 0 ? projectOf(files) : undefined;
}

async function up(parts: Parts, call: ComposeCall, project: ComposeProject, more: readonly string[]): Promise<void> {
  const title = `Compose Up: ${project.name ?? basename(project.folder)}`;
  parts.log.debug(title, project.files, more);
  if (await runCompose(call, project, ['up', '--detach', ...more], title))
    vscode.window.setStatusBarMessage(`$(check) ${title}`, 5000);
}

/** As it is when the files know no profiles. */
async function withProfiles(call: ComposeCall, project: ComposeProject): Promise<ComposeProject | undefined> {
  const profiles = await ask(call, project, ['config', '--profiles'], 'Reading profiles');
  if (profiles === undefined) return undefined;
  if (profiles.length === 0) return project;
  const picked = await vscode.window.showQuickPick([...profiles], {
    title: 'With which profiles? Services without a profile are always part of it.',
    canPickMany: true,
  });
  return picked && { ...project, profiles: picked };
}

/** Empty for all of them. */
async function pickServices(call: ComposeCall, project: ComposeProject): Promise<readonly string[] | undefined> {
  const services = await ask(call, project, ['config', '--services'], 'Reading services');
  if (services === undefined) return undefined;
  const items = [...services].sort().map(label => ({ label, picked: true }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Bring up which services? Those they depend on come with them.',
    canPickMany: true,
  });
  if (!picked || picked.length === 0) return undefined;
  return picked.length === services.length ? [] : picked.map(({ label }) => label);
}

async function buildFirst(): Promise<{ readonly arguments: readonly string[] } | undefined> {
  return vscode.window.showQuickPick(
    [
      { label: 'Up', description: 'build only the images that are missing', arguments: [] },
      { label: 'Build First, Then Up', description: '--build', arguments: ['--build'] },
      { label: 'Make All Containers Anew', description: '--force-recreate', arguments: ['--force-recreate'] },
    ],
    { title: 'How?' },
  );
}

/** Undefined when the user gave up. */
async function ask(
  { program, environment }: ComposeCall,
  project: ComposeProject,
  verb: readonly string[],
  title: string,
): Promise<readonly string[] | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: withoutLinks(`Slipway: ${title}`),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    try {
      return await askCompose(program, project, verb, { environment, signal: abort.signal });
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  });
}
