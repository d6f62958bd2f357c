/** The open documents by path of the core, kept in step with what the client opens and closes. */
import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { OpenDocuments } from './lsp-workspace.ts';
import { pathOf } from './uri.ts';

export interface OpenFiles extends OpenDocuments {
  /** To be told first of an open document; answers the path when the file is one of ours to look at. */
  opened(uri: string): string | undefined;
  /** Undefined when another spelling of the file is still open. */
  closed(uri: string): string | undefined;
}

export function openFiles(documents: TextDocuments<TextDocument>): OpenFiles {
  /** The URI under which a file was opened last, as the client spells it. */
  const uris = new Map<string, string>();
  return {
    get(path) {
      const uri = uris.get(path);
      return uri === undefined ? undefined : documents.get(uri);
    },
    paths: () => uris.keys(),
    opened(uri) {
      const path = pathOf(uri);
      if (path !== undefined) uris.set(path, uri);
      return path;
    },
    closed(uri) {
      const path = pathOf(uri);
      if (path === undefined || uris.get(path) !== uri) return undefined;
      uris.delete(path);
      return path;
    },
  };
}
