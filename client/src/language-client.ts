// Starts, restarts and stops the language server: when the first document of ours opens, or when a command needs it. It
// knows what is ours, what the server is told at the start, and nothing about what the server answers.
import * as vscode from 'vscode';
import type { DocumentSelector, LanguageClient, LanguageClientOptions, Middleware } from 'vscode-languageclient/node';
import { composeGlob } from '../../server/src/catalog/compose-file-names.ts';
import type {
  ClientRequests,
  InitializationOptions,
  ServerNotifications,
} from '../../server/src/lsp/custom-requests.ts';
import { answerFileRequests } from './file-requests.ts';

/**
 * Documents of ours. No scheme is named, so that unsaved documents and files of virtual file systems are served too.
 * The patterns reach files whose language somebody set to plain YAML or text.
 */
export const documentSelector = [
  { language: 'dockerfile' },
  { language: 'dockercompose' },
  { language: 'yaml', pattern: composeGlob },
  { pattern: '**/{balena,contract}.yml' },
  { pattern: '**/contract.yaml' },
  { pattern: '**/{.balena,.resin}/{balena,resin,registry-secrets}.{yml,yaml,json}' },
  { pattern: '**/.slipway.{yml,yaml}' },
  { pattern: '**/{.dockerignore,.containerignore,*.dockerignore}' },
] as const satisfies DocumentSelector & vscode.DocumentSelector;

const picturesOutdated: keyof ServerNotifications = 'slipway/picturesOutdated';

export interface LanguageServer extends vscode.Disposable {
  /** Asks the server, which is started when it is not running. */
  request<M extends keyof ClientRequests>(
    method: M,
    params: ClientRequests[M]['params'],
    token?: vscode.CancellationToken,
  ): Promise<ClientRequests[M]['result']>;
  /** The running client; undefined while the server is not needed yet. */
  readonly running: LanguageClient | undefined;
  started(): Promise<LanguageClient>;
  restart(): Promise<void>;
  /** Makes the server read its settings again. */
  settingsChanged(): void;
  /** Makes the client pull the diagnostics of every open document again. */
  pullAgain(): void;
  /** Fires when the server became ready, and when its answers may have become others. */
  readonly onDidChange: vscode.Event<void>;
}

export interface LanguageServerOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  readonly commands: readonly string[];
}

export function languageServer(options: LanguageServerOptions): LanguageServer {
  const changed = new vscode.EventEmitter<void>();
  let starting: Promise<LanguageClient> | undefined;
  let running: LanguageClient | undefined;

  function started(): Promise<LanguageClient> {
    starting ??= start(options).then(
      client => {
        running = client;
        client.onNotification(picturesOutdated, () => changed.fire());
        changed.fire();
        return client;
      },
      error => {
        starting = undefined;
        throw error;
      },
    );
    return starting;
  }

  const isOurs = (document: vscode.TextDocument) => vscode.languages.match(documentSelector, document) > 0;
  const startFor = (document: vscode.TextDocument): void => {
    if (starting || !isOurs(document)) return;
    started().catch(error => tellFailure(error, options.log));
  };
  const opening = vscode.workspace.onDidOpenTextDocument(startFor);
  vscode.workspace.textDocuments.forEach(startFor);

  return {
    started,
    onDidChange: changed.event,
    get running() {
      return running;
    },
    async request(method, params, token) {
      const client = await started();
      // An absent token must not travel as a second parameter.
      return token ? client.sendRequest(method, params, token) : client.sendRequest(method, params);
    },
    async restart() {
      const old = starting;
      starting = undefined;
      running = undefined;
      // One that failed to start has nothing to stop.
      const client = await old?.catch(() => undefined);
      await client?.dispose();
      await started();
    },
    settingsChanged() {
      void running?.sendNotification('workspace/didChangeConfiguration', { settings: null });
      changed.fire();
    },
    pullAgain() {
      const feature = running?.getFeature('textDocument/diagnostic');
      const document = vscode.workspace.textDocuments.find(isOurs);
      if (document) feature?.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
    },
    dispose() {
      opening.dispose();
      changed.dispose();
      void starting?.then(client => client.dispose()).catch(() => undefined); // It never started.
    },
  };
}

async function start({ context, log, middleware, commands }: LanguageServerOptions): Promise<LanguageClient> {
  // Loaded here and not at the top: a workspace without one of our documents never pays for it.
  const { LanguageClient, TransportKind } = await import('./language-client-library.ts');
  const module = context.asAbsolutePath('dist/server.js');
  const initializationOptions: InitializationOptions = {
    rulePages: `${vscode.Uri.joinPath(context.extensionUri, 'server', 'docs', 'rules').toString()}/`,
    commands,
    readsFiles: true,
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [...documentSelector],
    outputChannel: log,
    initializationOptions,
    middleware,
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
  };
  const client = new LanguageClient(
    'slipway',
    'Slipway',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    },
    clientOptions,
  );
  answerFileRequests(client);
  await client.start();
  return client;
}

function tellFailure(error: unknown, log: vscode.LogOutputChannel): void {
  log.error(error instanceof Error ? error : String(error));
  const show = 'Show Log';
  void vscode.window
    .showErrorMessage('Slipway could not start its language server. Its log says why.', show)
    .then(choice => choice === show && log.show());
}
