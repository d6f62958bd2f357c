/**
 * What the server says of itself to a client. Kept apart from the rest of the server, and free of its packages, so that it
 * can be said before they are loaded.
 */
import type { InitializeResult } from 'vscode-languageserver';
import type { Client } from './from-proto.ts';

/** The kind under which an editor finds all safe fixes of a file. */
export const fixAllKind = 'source.fixAll.slipway';

export const codeActionKinds: readonly string[] = ['quickfix', fixAllKind];

/** `TextDocumentSyncKind.Incremental` */
const incremental = 2;

export function initializeResult(client: Client, version: string): InitializeResult {
  return {
    serverInfo: { name: 'slipway', version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: incremental, save: { includeText: false } },
      ...(client.pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: 'slipway',
              interFileDependencies: true,
              workspaceDiagnostics: false,
            },
          }
        : {}),
      ...(client.codeActionLiterals ? { codeActionProvider: { codeActionKinds: [...codeActionKinds] } } : {}),
      ...(client.builds ? { codeLensProvider: {} } : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}
