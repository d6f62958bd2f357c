// Where exercises live: `slipway-learn` inside the opened folder, or inside one that the user named where none is open.
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exists } from './exercise-folder.ts';
import { learnFolder } from './lesson.ts';

export interface LearnRoot {
  /** Absolute path of `slipway-learn`, whether or not it exists; undefined when nobody said where. */
  known(): Promise<string | undefined>;
  /** Asks where it is not clear. Undefined when the question was dismissed. */
  ask(): Promise<string | undefined>;
  /** Asks in any case, with what is known first. */
  choose(): Promise<string | undefined>;
  /** As the user would write it. */
  shown(path: string | undefined): string;
}

const key = 'slipway.learn.folder';

/** Without an open folder the choice is remembered for the profile, else for the workspace. */
export function learnRoot(workspace: vscode.Memento, profile: vscode.Memento): LearnRoot {
  const folders = (): readonly vscode.WorkspaceFolder[] =>
    (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const memory = (): vscode.Memento => (folders().length > 0 ? workspace : profile);
  const remembered = async (): Promise<string | undefined> => {
    const path = memory().get<string>(key);
    return path !== undefined && (await exists(path)) ? path : undefined;
  };
  const known = async (): Promise<string | undefined> => {
    const [only, second] = folders();
    const parent = (await remembered()) ?? (only && !second ? only.uri.fsPath : undefined);
    return parent === undefined ? undefined : learnFolderIn(parent);
  };
  const choose = async (): Promise<string | undefined> => {
    const another = 'Another Folder…';
    const opened = folders().map(({ name, uri }) => ({
      label: join(name, learnFolder),
      description: uri.fsPath,
      path: uri.fsPath,
    }));
    // Who opened none need not: a lesson is learnt as well in the home folder.
    const home = { label: 'Your home folder', description: join(homedir(), learnFolder), path: homedir() };
    const items = opened.length > 0 ? opened : [home];
    const picked = await vscode.window.showQuickPick([...items, { label: another, path: undefined }], {
      title: 'Where shall exercises live?',
      placeHolder: `Slipway puts them into a folder “${learnFolder}” there`,
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    const parent = picked.path ?? (await pickFolder());
    if (parent === undefined) return undefined;
    await memory().update(key, parent);
    return learnFolderIn(parent);
  };
  return {
    known,
    choose,
    ask: async () => (await known()) ?? (await choose()),
    shown: path => (path === undefined ? learnFolder : vscode.workspace.asRelativePath(path)),
  };
}

/** Somebody may have opened the folder of all exercises, or one of them. */
export function learnFolderIn(opened: string): string {
  if (basename(opened) === learnFolder) return opened;
  if (basename(dirname(opened)) === learnFolder) return dirname(opened);
  return join(opened, learnFolder);
}

async function pickFolder(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: `Where shall the folder “${learnFolder}” be?`,
      openLabel: 'Use This Folder',
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder?.fsPath;
}
