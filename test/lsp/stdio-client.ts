/** Starts dist/server.js as any editor would, over stdio, with a folder of its own on the disk. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeResult,
  Range,
} from 'vscode-languageserver';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export const serverBundle = join(import.meta.dirname, '..', '..', 'dist', 'server.js');

export interface StdioClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  readonly folder: string;
  uri(path: string): string;
  write(path: string, text: string | Uint8Array): void;
  initialize(capabilities?: ClientCapabilities): Promise<InitializeResult>;
  open(path: string, text: string, languageId?: string): Promise<void>;
  change(path: string, version: number, ...changes: readonly { range?: Range; text: string }[]): Promise<void>;
  pull(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  actions(path: string, range: Range, only?: readonly string[]): Promise<CodeAction[]>;
  /** Ends the session in order and gives the exit code. */
  exit(): Promise<number | null>;
  /** Ends it anyhow and removes the folder. */
  dispose(): void;
}

/** As a client that pulls and refreshes says of itself. */
export const pulling: ClientCapabilities = {
  workspace: {
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
  },
  textDocument: {
    diagnostic: {},
    codeAction: { isPreferredSupport: true, codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

export function start(files: Readonly<Record<string, string | Uint8Array>> = {}): StdioClient {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-lsp-')));
  const process = spawn(globalThis.process.execPath, [serverBundle, '--stdio'], { cwd: folder });
  const connection = createProtocolConnection(
    new StreamMessageReader(process.stdout),
    new StreamMessageWriter(process.stdin),
  );
  connection.onError(() => {
    // The tests kill servers and feed them nonsense; what matters is what they assert afterwards.
  });
  connection.onRequest<null, void>('client/registerCapability', () => null);
  const uri = (path: string): string => pathToFileURL(join(folder, path)).href;
  const client: StdioClient = {
    process,
    connection,
    folder,
    uri,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    async initialize(capabilities = {}) {
      connection.listen();
      const result = await connection.sendRequest<InitializeResult>('initialize', {
        processId: globalThis.process.pid,
        rootUri: pathToFileURL(folder).href,
        capabilities,
      });
      await connection.sendNotification('initialized', {});
      return result;
    },
    open: (path, text, languageId = 'plaintext') =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(path), languageId, version: 1, text },
      }),
    change: (path, version, ...contentChanges) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(path), version },
        contentChanges,
      }),
    pull: (path, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: uri(path) }, previousResultId }),
    actions: (path, range, only) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: uri(path) },
        range,
        context: { diagnostics: [], ...(only ? { only } : {}) },
      }),
    async exit() {
      const ended = once(process, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const [code] = await ended;
      return code;
    },
    dispose() {
      process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const [path, text] of Object.entries(files)) client.write(path, text);
  return client;
}

/** The diagnostics of a full report; fails on an unchanged one. */
export function itemsOf(report: DocumentDiagnosticReport): readonly Diagnostic[] {
  if (report.kind !== 'full') throw new Error('the report says that nothing changed');
  return report.items;
}

/** The first notification of a method. */
export function notification<T>(client: StdioClient, method: string): Promise<T> {
  return new Promise(resolve => {
    const listener = client.connection.onNotification(method, (params: T) => {
      listener.dispose();
      resolve(params);
    });
  });
}

/** The first request of a method from the server, answered with null. */
export function request(client: StdioClient, method: string): Promise<void> {
  return new Promise(resolve => {
    client.connection.onRequest<null, void>(method, () => {
      resolve();
      return null;
    });
  });
}
