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
  const asked = new Set<string>();
  return {
    withAllBelow(paths) {
      const folders = new Set(paths);
      const isBelow = (path: string): boolean => {
        for (let at = path; ; at = dirname(at)) {
          if (folders.has(at)) return true;
          if (at === dirname(at)) return false;
        }
      };
      return [...folders, ...[...asked].filter(path => !folders.has(path) && isBelow(path))];
    },
    async readFile(path) {
      asked.add(path);
      const document = open.get(path);
      return document ? { kind: 'text', text: document.getText() } : host.readFile(path);
    },
    async stat(path) {
      asked.add(path);
      return open.get(path) ? 'file' : host.stat(path);
    },
    async readDirectory(folder) {
      asked.add(folder);
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
