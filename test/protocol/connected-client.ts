/** A client and our server joined by streams in memory, speaking the real protocol. */
import { PassThrough } from 'node:stream';
import type {
  ClientCapabilities,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeResult,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';
import { createConnection, createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import type { Config } from '../../server/src/analysis/config.ts';
import type { Analyzer, AnalyzerOptions } from '../../server/src/analyzer.ts';
import { type ServerHost, serve } from '../../server/src/lsp/server.ts';
import type { Workspace } from '../../server/src/project/workspace.ts';
import { type MemoryWorkspace, memoryWorkspace, root } from '../support/memory-workspace.ts';

export interface ConnectOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What the client answers when asked for its settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly createAnalyzer: (workspace: Workspace, config: Config, options: AnalyzerOptions) => Analyzer;
  readonly shellcheck?: NonNullable<ServerHost['shellcheck']>;
}

export interface ConnectedClient {
  readonly connection: ProtocolConnection;
  readonly disk: MemoryWorkspace;
  readonly initialized: InitializeResult;
  /** Everything the server logged, in order. */
  readonly logged: readonly string[];
  readonly refreshes: { count: number; next(): Promise<void> };
  settings: Readonly<Record<string, unknown>>;
  open(path: string, text: string, languageId?: string): Promise<void>;
  change(path: string, version: number, text: string): Promise<void>;
  close(path: string): Promise<void>;
  pull(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  /** The next diagnostics that are pushed. */
  pushed(): Promise<PublishDiagnosticsParams>;
  dispose(): void;
}

/** What a modern editor tells of itself, as far as the server looks at it. */
export const modern: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
  },
  textDocument: {
    diagnostic: {},
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, codeDescriptionSupport: true },
    codeAction: { isPreferredSupport: true, codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

export function uri(path: string): string {
  return `file://${root}/${path}`;
}

export async function connect(options: ConnectOptions): Promise<ConnectedClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const disk = memoryWorkspace(options.files ?? {});
  const server = createConnection(toServer, toClient);
  serve(server, {
    disk,
    version: '0.0.0',
    rulePages: 'file:///pages/',
    createAnalyzer: options.createAnalyzer,
    ...(options.shellcheck && { shellcheck: options.shellcheck }),
  });
  const connection = createProtocolConnection(toClient, toServer);
  const logged: string[] = [];
  const pushes = queue<PublishDiagnosticsParams>();
  const refreshes = queue<void>();
  let refreshCount = 0;
  let settings = options.settings ?? {};
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
    pushes.put(params),
  );
  connection.onRequest<null, void>('workspace/diagnostic/refresh', () => {
    refreshCount++;
    refreshes.put();
    return null;
  });
  connection.onRequest<null, void>('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => settings),
  );
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: `file://${root}`, name: 'p' }],
    capabilities: options.capabilities ?? modern,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});

  return {
    connection,
    disk,
    initialized,
    logged,
    refreshes: {
      get count() {
        return refreshCount;
      },
      next: refreshes.take,
    },
    get settings() {
      return settings;
    },
    set settings(next) {
      settings = next;
    },
    open: (path, text, languageId = 'plaintext') =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(path), languageId, version: 1, text },
      }),
    change: (path, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(path), version },
        contentChanges: [{ text }],
      }),
    close: path => connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(path) } }),
    pull: (path, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: uri(path) }, previousResultId }),
    pushed: pushes.take,
    dispose() {
      connection.dispose();
      server.dispose();
    },
  };
}

/** The diagnostics of a full report; fails on an unchanged one. */
export function itemsOf(report: DocumentDiagnosticReport): readonly Diagnostic[] {
  if (report.kind !== 'full') throw new Error('the report says that nothing changed');
  return report.items;
}

function queue<T>(): { put(value: T): void; take(): Promise<T> } {
  const values: T[] = [];
  const takers: ((value: T) => void)[] = [];
  return {
    put(value) {
      const taker = takers.shift();
      if (taker) taker(value);
      else values.push(value);
    },
    take: () =>
      new Promise(resolve => {
        if (values.length > 0) resolve(values.shift() as T);
        else takers.push(resolve);
      }),
  };
}
