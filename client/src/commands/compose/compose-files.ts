// Which Compose files a command works on: those it was called on, the one in front, or those picked from the workspace.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { composeGlob, defaultComposeNames, isComposeName } from '../../../../server/src/catalog/compose-file-names.ts';
import type { ComposeProject } from '../../engine/compose-program.ts';

/** The more of them a workspace has, the less a list of all helps. */
const mostListed = 200;

/** The project of these files, the base first. */
export function projectOf(files: readonly string[], profiles: readonly string[] = []): ComposeProject {
  const [base = ''] = files;
  const folder = dirname(base);
  // Compose finds it by itself, with its override file and what `.env` says; naming it would switch that off.
  const found = defaultComposeNames.find(name => existsSync(join(folder, name)));
  const isFoundByCompose = files.length === 1 && basename(base) === found;
  return { folder, files: isFoundByCompose ? [] : files, profiles };
}

/** Files handed over by the explorer or an editor's title; empty when the command was called otherwise. */
export function filesGiven([first, all]: readonly unknown[]): readonly string[] {
  const several = Array.isArray(all) ? all.filter(it => it instanceof vscode.Uri) : [];
  const uris = several.length > 0 ? several : first instanceof vscode.Uri ? [first] : [];
  return uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}

/** The Compose file in front, else the only one of the workspace, else one the user picks; empty when that was dismissed. */
export async function fileInFrontOrPicked(title: string): Promise<readonly string[]> {
  const front = fileInFront();
  if (front !== undefined) return [front];
  const items = await listed();
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
  return picked ? [picked.path] : [];
}

/** Those that the user ticks, the one in front, else the nearest, ticked before; empty when the list was dismissed. */
export async function filesTicked(title: string): Promise<readonly string[]> {
  const items = await listed();
  if (items.length === 1) return items.map(({ path }) => path);
  const ticked = items.map((item, i) => ({ ...item, picked: i === 0 }));
  const picked = await vscode.window.showQuickPick(ticked, { title, canPickMany: true });
  return (picked ?? []).map(({ path }) => path);
}

interface FileItem extends vscode.QuickPickItem {
  readonly path: string;
}

/** The one in front first, also from outside of the workspace. Throws when there is none. */
async function listed(): Promise<readonly FileItem[]> {
  const found = await vscode.workspace.findFiles(composeGlob, '**/node_modules/**', mostListed);
  const front = fileInFront();
  const others = found.map(({ fsPath }) => fsPath).filter(path => path !== front);
  const paths = [...(front === undefined ? [] : [front]), ...others.sort(byNearness)];
  if (paths.length === 0)
    throw new Error('No Compose file was found. Open one, or the folder of a project that has one.');
  return paths.map(path => ({ label: vscode.workspace.asRelativePath(path), path }));
}

function fileInFront(): string | undefined {
  const front = vscode.window.activeTextEditor?.document;
  if (front?.uri.scheme !== 'file') return undefined;
  const path = front.uri.fsPath;
  return front.languageId === 'dockercompose' || isComposeName(basename(path)) ? path : undefined;
}

/** Those nearest to the top of the workspace first. */
function byNearness(a: string, b: string): number {
  const depth = (path: string): number => path.split(/[\\/]/).length;
  return depth(a) - depth(b) || a.localeCompare(b);
}

/**
 * Several files in the order in which Compose is to lay them over each other. What is most likely meant comes first: files
 * of default names are bases, then the shorter names.
 */
export async function inOrder(files: readonly string[]): Promise<readonly string[] | undefined> {
  if (files.length < 2) return files;
  const likely = likelyOrder(files);
  const names = (paths: readonly string[]) => paths.map(path => basename(path)).join(', then ');
  const asShown = { label: names(likely), description: 'later files win' };
  const other = { label: 'Another Order…' };
  const title = 'In which order are the Compose files laid over each other?';
  const choice = await vscode.window.showQuickPick([asShown, other], { title });
  if (choice !== other) return choice && likely;
  const ordered: string[] = [];
  for (let rest = likely; rest.length > 1; rest = rest.filter(path => !ordered.includes(path))) {
    const items = rest.map(path => ({ label: basename(path), description: dirname(path), path }));
    const which = ordered.length === 0 ? 'Which file is the base?' : `Which file comes after ${names(ordered)}?`;
    const next = await vscode.window.showQuickPick(items, { title: which });
    if (!next) return undefined;
    ordered.push(next.path);
  }
  return [...ordered, ...likely.filter(path => !ordered.includes(path))];
}

export function likelyOrder(files: readonly string[]): readonly string[] {
  const rank = (path: string): number => {
    const name = basename(path);
    return defaultComposeNames.includes(name) ? 0 : /override/.test(name) ? 2 : 1;
  };
  return [...files].sort((a, b) => rank(a) - rank(b) || basename(a).length - basename(b).length || a.localeCompare(b));
}
