// Reads files for the server where only VS Code can: repositories opened without a clone, files inside containers.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { RemoteRead, ServerRequests } from '../../server/src/lsp/custom-requests.ts';
import { maxDirectoryEntries, maxFileLength } from '../../server/src/text/limits.ts';

type Answers = { readonly [M in keyof ServerRequests]: (uri: vscode.Uri) => Promise<ServerRequests[M]['result']> };

const answers: Answers = {
  'slipway/readFile': readFile,
  async 'slipway/stat'(uri) {
    try {
      const { type } = await vscode.workspace.fs.stat(uri);
      return type & vscode.FileType.Directory ? 'folder' : 'file';
    } catch {
      return 'missing'; // Whatever the reason, there is nothing that could be read.
    }
  },
  async 'slipway/readDirectory'(uri) {
    try {
      const entries = await vscode.workspace.fs.readDirectory(uri);
      return entries
        .slice(0, maxDirectoryEntries)
        .map(([name, type]) => ({ name, kind: type & vscode.FileType.Directory ? 'folder' : 'file' }) as const);
    } catch {
      return []; // The interface promises an empty list for what is no readable folder.
    }
  },
};

export function answerFileRequests(client: LanguageClient): void {
  for (const [method, answer] of Object.entries(answers)) {
    client.onRequest<object | string, void>(method, (params: { readonly uri: string }) =>
      answer(vscode.Uri.parse(params.uri, true)),
    );
  }
}

async function readFile(uri: vscode.Uri): Promise<RemoteRead> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) {
      return { kind: 'unreadable', reason: 'folder', message: 'is a folder, not a file' };
    }
    if (size > 3 * maxFileLength) {
      return { kind: 'unreadable', reason: 'too-large', message: 'is too large to be checked' };
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    return { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { kind: 'missing' };
    const reason = error instanceof vscode.FileSystemError && error.code === 'NoPermissions' ? 'denied' : 'failed';
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', reason, message: `cannot be read: ${why}` };
  }
}
