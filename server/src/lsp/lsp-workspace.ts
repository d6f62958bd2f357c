/**
 * The files as the editor sees them: open documents lie over the host's files, so that every answer speaks of what is
 * on the screen. It remembers which paths were asked for, because editors tell of a folder that vanished or was replaced
 * as one event and name none of the files in it.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DirectoryEntry, Workspace } from '../project/workspace.ts';
import { basename, dirname } from '../text/path.ts';
import { uriOf } from './uri.ts';

export interface OpenDocuments {
  get(path: string): TextDocument | undefined;
  paths(): Iterable<string>;
}

export interface LspWorkspace extends Workspace {
  /** The paths themselves and all below them that were ever asked for. */
  withAllBelow(paths: readonly string[]): readonly string[];
}

export function lspWorkspace(open: OpenDocuments, host: Workspace): LspWorkspace {
  /** What was asked for directly below a folder, by folder; each folder on the way stands in the one above it. */
  const asked = new Map<string, Set<string>>();
  function remember(path: string): void {
    for (let at = path; ; at = dirname(at)) {
      const folder = dirname(at);
      const known = asked.get(folder);
      if (folder === at || known?.has(at)) return;
      if (known) known.add(at);
      else asked.set(folder, new Set([at]));
    }
  }
  return {
    withAllBelow(paths) {
      const all = new Set(paths);
      // A set goes on through what is added to it meanwhile.
      for (const path of all) for (const below of asked.get(path) ?? []) all.add(below);
      return [...all];
    },
    async readFile(path) {
      remember(path);
      const document = open.get(path);
      return document ? { kind: 'text', text: document.getText() } : host.readFile(path);
    },
    async stat(path) {
      remember(path);
      return open.get(path) ? 'file' : host.stat(path);
    },
    async readDirectory(folder) {
      remember(folder);
      const entries = await host.readDirectory(folder);
      const names = new Set(entries.map(entry => entry.name));
      const unsaved: DirectoryEntry[] = [];
      for (const path of open.paths()) {
        const name = basename(path);
        if (dirname(path) === folder && !names.has(name)) unsaved.push({ name, kind: 'file' });
      }
      return unsaved.length === 0 ? entries : [...entries, ...unsaved];
    },
  };
}

/** The URI of a path as the client itself spells it when it has opened the file, else as we do. */
export function clientUri(open: OpenDocuments, path: string): string {
  return open.get(path)?.uri ?? uriOf(path);
}
