// The Compose projects that have containers on the engine, by what Compose wrote into their labels.
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import * as vscode from 'vscode';
import type { ComposeProject } from '../../engine/compose-program.ts';
import type { ContainerRow, EngineState } from '../../engine/engine-state.ts';
import { bySelection, isTreeNode, viewIds } from '../../views/tree-node.ts';
import type { Parts } from '../command.ts';

export interface RunningProject {
  readonly name: string;
  readonly containers: readonly ContainerRow[];
}

export function projectsOf(state: EngineState): readonly RunningProject[] {
  const byName = new Map<string, ContainerRow[]>();
  for (const row of state.containers.values()) {
    if (row.compose === undefined) continue;
    byName.set(row.compose.project, [...(byName.get(row.compose.project) ?? []), row]);
  }
  return [...byName].map(([name, containers]) => ({ name, containers })).sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * For Compose: by name, with its files where they are on this machine. Without files Compose goes by the labels of what
 * runs, which is enough for all but starting anew; it then runs where it finds no files of another project.
 */
export function composeProjectOf({ name, containers }: RunningProject): ComposeProject {
  const origin = containers.find(row => (row.compose?.files.length ?? 0) > 0)?.compose;
  const folder = origin?.folder;
  const files = origin?.files ?? [];
  return folder !== undefined && existsSync(folder) && files.every(file => existsSync(file))
    ? { name, folder, files, profiles: [] }
    : { name, folder: parse(process.cwd()).root, files: [], profiles: [] };
}

/** The same with all of its services: those of profiles are left out of whatever Compose does without being told them. */
export function wholeProjectOf(project: RunningProject): ComposeProject {
  return { ...composeProjectOf(project), profiles: ['*'] };
}

/** The project whose row the command was called on, or one the user picks; undefined when the list was dismissed. */
export async function pickProject(
  parts: Parts,
  given: readonly unknown[],
  title: string,
): Promise<RunningProject | undefined> {
  const node = given[0] === bySelection ? parts.views.selected(viewIds.containers)[0] : given[0];
  const projects = projectsOf(await parts.store.current());
  if (isTreeNode(node) && node.subject?.kind === 'project') {
    const { name } = node.subject;
    return projects.find(project => project.name === name);
  }
  if (projects.length === 0) throw new Error('No Compose project has containers on this engine.');
  if (projects.length === 1) return projects[0];
  const items = projects.map(project => ({
    label: project.name,
    description: `${project.containers.length} ${project.containers.length === 1 ? 'container' : 'containers'}`,
    project,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.project;
}
