/**
 * The files as the editor sees them: open documents lie over the host's files, so that every answer speaks of what is
 * on the screen. Nothing here is remembered but the open documents themselves.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DirectoryEntry, Workspace } from '../project/workspace.ts';
import { basename, dirname } from '../text/path.ts';
import { uriOf } from './uri.ts';

export interface OpenDocuments {
  get(path: string): TextDocument | undefined;
  paths(): Iterable<string>;
}

export function lspWorkspace(open: OpenDocuments, host: Workspace): Workspace {
  return {
    async readFile(path) {
      const document = open.get(path);
      return document ? { kind: 'text', text: document.getText() } : host.readFile(path);
    },
    async stat(path) {
      return open.get(path) ? 'file' : host.stat(path);
    },
    async readDirectory(folder) {
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
