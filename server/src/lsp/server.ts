/**
 * Wires a connection to the analyzer: capabilities, one line per request, and what the client tells us unasked. All
 * knowledge is elsewhere; here is only who is asked for what.
 */
import timers from 'node:timers/promises';
import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type CodeLens,
  type CodeLensParams,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type InitializeResult,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Config } from '../analysis/config.ts';
import { matchesPatterns } from '../analysis/config-for.ts';
import type { Analyzer, AnalyzerOptions, FileFindings } from '../analyzer.ts';
import type { ContextLister } from '../build/context-walk.ts';
import type { Workspace } from '../project/workspace.ts';
import type { ShellCheck } from '../shellcheck/shellcheck.ts';
import { dirname, isWithin, relative } from '../text/path.ts';
import { answerBuildPlan, answerBuildTargets, answerDeviceRun, type BuildRequestsHost } from './build-requests.ts';
import { isInSkippedFolder } from './check-workspace.ts';
import { withClientFiles } from './client-files.ts';
import { type CodeActionsHost, offerCodeActions } from './code-action-request.ts';
import { buildLenses } from './code-lens-request.ts';
import type { ClientRequests, ServerNotifications } from './custom-requests.ts';
import { type DiagnosticsFeature, diagnosticsFeature } from './diagnostics.ts';
import { type Client, clientOf, kindOf } from './from-proto.ts';
import { describe, type Guard, guard, Outdated } from './guard.ts';
import { initializeResult } from './initialize-result.ts';
import { answerLessonChecks } from './lesson-requests.ts';
import { clientUri, lspWorkspace } from './lsp-workspace.ts';
import { openFiles } from './open-files.ts';
import { pictureFollowUp } from './picture-follow-up.ts';
import { picturePreparation } from './picture-preparation.ts';
import { defaultSettings, isEnabled, readSettings, type Settings, type ShellCheckSettings } from './settings.ts';
import { shellCheckFollowUp } from './shellcheck-follow-up.ts';
import { deviceChoices, documentStatus, ruleNames } from './status.ts';
import { type ProtoContext, diagnostics as toDiagnostics, notice as toNotice } from './to-proto.ts';
import { answerTopology, answerTopologyFile, prepareTopology, type TopologyRequestHost } from './topology-request.ts';
import { pathOf } from './uri.ts';
import { workspaceReport } from './workspace-report.ts';

/** How long a client may take to tell its settings before the defaults are used, in milliseconds. */
const patienceMs = 1_000;

export interface ServerHost {
  /** The files of this machine. */
  readonly disk: Workspace;
  readonly version: string;
  /** Where the rule pages are for clients that name no place of their own; a URI ending in `/`. */
  readonly rulePages?: string | undefined;
  readonly createAnalyzer: (workspace: Workspace, config: Config, options: AnalyzerOptions) => Analyzer;
  /** Counts and weighs the files of build contexts on this machine's disk. */
  readonly lister?: ContextLister;
  /** The program of this machine; absent where none may be run. */
  readonly shellcheck?: (options: ShellCheckHostOptions) => ShellCheck;
}

export interface ShellCheckHostOptions {
  /** Undefined to look on the PATH. */
  readonly path: string | undefined;
  readonly onMissing: (message: string) => void;
  readonly log: (message: string) => void;
}

export function serve(connection: Connection, host: ServerHost): void {
  const log = (message: string): void => {
    try {
      connection.console.error(message);
    } catch {
      // The client is gone, and with it the only reader of the log.
    }
  };
  const documents = new TextDocuments(TextDocument);
  const open = openFiles(documents);
  let client: Client = clientOf({ processId: null, rootUri: null, capabilities: {} });
  let folders: readonly string[] = [];
  let settings: Settings = withEnvironment(defaultSettings);
  /** The settings by which a program was chosen; undefined before any are known. */
  let programsInUse: string | undefined;

  const disk = withClientFiles(connection, host.disk, () => client.options.readsFiles === true);
  const workspace = lspWorkspace(open, disk);
  const analyzer = host.createAnalyzer(workspace, settings.config, { log });
  let diagnostics: DiagnosticsFeature | undefined;
  /** Resolves when the settings are known, so that nothing is shown that they switch off. */
  let ready: Promise<unknown> = Promise.resolve();

  const ctx: ProtoContext = {
    uri: path => clientUri(open, path),
    version: path => open.get(path)?.version ?? null,
    async text(path) {
      const read = await workspace.readFile(path);
      return read.kind === 'text' ? read.text : undefined;
    },
    rulePage(id) {
      const pages = client.options.rulePages ?? host.rulePages;
      return pages === undefined ? undefined : `${pages}${id}.md`;
    },
    get client() {
      return client.proto;
    },
  };

  /** The findings of a file as its editor shows it now. @throws Outdated when the editor went on meanwhile */
  async function findings(path: string, signal: AbortSignal | undefined): Promise<FileFindings> {
    const version = open.get(path)?.version;
    const kind = kindOf(path, open.get(path)?.languageId);
    await ready;
    if (!kind || !isEnabled(settings, kind) || (await isExcluded(path))) {
      return { path, text: open.get(path)?.getText() ?? '', findings: [] };
    }
    // What is known of the scripts is shown at once; the program is waited for by nobody.
    const file = await analyzer.findings(path, { kind, signal, shellcheck: 'as-known' });
    if (open.get(path)?.version !== version) throw new Outdated('the file changed meanwhile');
    if (file.awaits && version !== undefined) followUp.wanted(path);
    return file;
  }

  const followUp = shellCheckFollowUp({
    async ask(path, signal) {
      await analyzer.findings(path, { kind: kindOf(path, open.get(path)?.languageId), signal });
    },
    done: path => diagnostics?.outdated([path]),
    log,
  });

  const picturesOutdated: keyof ServerNotifications = 'slipway/picturesOutdated';
  const pictures = pictureFollowUp(() => quietly('pictures', connection.sendNotification(picturesOutdated, null)));

  /** For another reason than typing. */
  function outdated(dropped: readonly string[]): void {
    diagnostics?.outdated(dropped);
    pictures.outdated(dropped);
  }

  /** Called when the settings are known and not before, for they may say that no program is run. */
  function useShellCheck({ enable, path }: ShellCheckSettings): void {
    const onMissing = (message: string): void => connection.console.info(message);
    analyzer.useShellCheck(enable === 'off' ? undefined : host.shellcheck?.({ path, onMissing, log }));
  }

  async function isExcluded(path: string): Promise<boolean> {
    const folder = folders.find(folder => isWithin(folder, path));
    const bySetting = folder !== undefined && matchesPatterns(settings.config.exclude, folder, path);
    return bySetting || (await analyzer.isExcluded(path));
  }

  async function compute(path: string, signal: AbortSignal | undefined) {
    const file = await findings(path, signal);
    if (file.notice) return file.notice.kind === 'missing' ? [] : [toNotice(file.notice)];
    return toDiagnostics(file, file.findings, ctx);
  }

  function startDiagnostics(): DiagnosticsFeature {
    return diagnosticsFeature({
      compute,
      isOpen: path => open.get(path) !== undefined,
      log,
      refresh:
        client.pullsDiagnostics && client.refreshesDiagnostics
          ? () => connection.languages.diagnostics.refresh()
          : undefined,
      push: client.pullsDiagnostics
        ? undefined
        : (path, items) => {
            const version = open.get(path)?.version;
            void connection.sendDiagnostics({
              uri: ctx.uri(path),
              diagnostics: items,
              ...(version === undefined ? {} : { version }),
            });
          },
    });
  }

  async function loadSettings(sent?: unknown): Promise<void> {
    const raw = client.givesSettings ? await connection.workspace.getConfiguration('slipway') : sent;
    const next = withEnvironment(readSettings(raw));
    for (const problem of next.problems) connection.console.warn(problem);
    const programs = JSON.stringify(next.shellcheck);
    if (programs !== programsInUse) {
      programsInUse = programs;
      useShellCheck(next.shellcheck);
      diagnostics?.allOutdated();
    }
    if (JSON.stringify(next) === JSON.stringify(settings)) return;
    settings = next;
    analyzer.configure(settings.config);
    diagnostics?.allOutdated();
    if (client.refreshesLenses) quietly('lenses', connection.sendRequest(CodeLensRefreshRequest.type));
  }

  const quietly = (name: string, work: Promise<unknown>): void => {
    work.catch(error => log(`${name}: ${describe(error)}`));
  };

  connection.onInitialize((params): InitializeResult => {
    client = clientOf(params);
    folders = client.folders.flatMap(uri => pathOf(uri) ?? []);
    diagnostics = startDiagnostics();
    return initializeResult(client, host.version);
  });

  connection.onInitialized(() => {
    if (client.watchesFiles) {
      // Any file may be one that a Dockerfile copies or a service mounts, so all are asked for; the answers that never
      // read the changed path cost nothing.
      const watchers = [{ globPattern: '**/*' }];
      quietly('watching files', connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (client.registersSettings) {
      const section = { section: 'slipway' };
      quietly('watching settings', connection.client.register(DidChangeConfigurationNotification.type, section));
    }
    if (client.hasFolderEvents) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(folder => pathOf(folder.uri)));
        folders = [...folders.filter(path => !gone.has(path)), ...added.flatMap(folder => pathOf(folder.uri) ?? [])];
      });
    }
    const loaded = loadSettings(client.options.settings);
    quietly('settings', loaded);
    ready = Promise.race([loaded.catch(() => {}), timers.setTimeout(patienceMs, undefined, { ref: false })]);
  });
  connection.onDidChangeConfiguration(({ settings: sent }) => {
    const section = sent !== null && typeof sent === 'object' && 'slipway' in sent ? sent.slipway : sent;
    quietly('settings', loadSettings(section));
  });

  documents.onDidOpen(({ document }) => {
    const path = open.opened(document.uri);
    // An unsaved file is one more entry of its folder. The folder is looked at anew as well: editors lose events, above
    // all when a folder is replaced, and whoever opens a file should see what is true now.
    if (path !== undefined) outdated(analyzer.changed(workspace.withAllBelow([path, dirname(path)]), 'presence'));
  });
  documents.onDidChangeContent(({ document }) => {
    const path = pathOf(document.uri);
    if (path === undefined) return;
    followUp.abandon(path);
    diagnostics?.typed(path, analyzer.changed([path], 'content'));
  });
  documents.onDidClose(({ document }) => {
    const path = open.closed(document.uri);
    if (path === undefined) return;
    followUp.abandon(path);
    diagnostics?.closed(path);
    outdated(analyzer.changed([path], 'presence'));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    // A client joins events: a folder that was deleted and made again is told as one change of the folder, and nothing
    // is told of the files that vanished with it. So every event may mean that something came or went.
    const paths = changes.flatMap(({ uri }) => {
      const path = pathOf(uri);
      // The disk below an open document is not looked at before it is closed.
      return path === undefined || isInSkippedFolder(path) || open.get(path) ? [] : [path];
    });
    const dropped = analyzer.changed(workspace.withAllBelow(paths), 'presence');
    if (dropped.length > 0) diagnostics?.outdated(dropped);
    if (paths.length > 0) pictures.outdated(dropped);
  });

  const topologyHost: TopologyRequestHost = { analyzer, workspace, findings, uri: ctx.uri, text: ctx.text };
  const preparation = picturePreparation({ prepare: path => prepareTopology(path, topologyHost), log });
  const answered = guard(log);
  const guarded: Guard = (name, empty, work) => {
    const answer = answered(name, empty, work);
    return (params, token) => {
      preparation.interrupt();
      return answer(params, token);
    };
  };
  connection.languages.diagnostics.on(
    guarded<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      { kind: 'full', items: [] },
      async (params, signal) => {
        const path = pathOf(params.textDocument.uri);
        if (path === undefined || !diagnostics) return { kind: 'full', items: [] };
        const report = await diagnostics.pull(path, params.previousResultId, signal);
        // Whoever looks at a Compose file may soon want to see its picture.
        const isShown = open.get(path) !== undefined && kindOf(path, open.get(path)?.languageId) === 'compose';
        if (isShown && client.showsTopology && isEnabled(settings, 'compose')) preparation.wanted(path);
        return report;
      },
    ),
  );

  const codeActionsHost: CodeActionsHost = {
    workspace,
    findings,
    ctx,
    kind: path => kindOf(path, open.get(path)?.languageId),
    folders: () => folders,
    config: () => settings.config,
    createAnalyzer: host.createAnalyzer,
    log,
  };
  connection.onCodeAction(
    guarded<CodeActionParams, CodeAction[]>('textDocument/codeAction', [], async (params, signal) => {
      const path = pathOf(params.textDocument.uri);
      return path === undefined ? [] : offerCodeActions(path, params, codeActionsHost, signal);
    }),
  );

  connection.onCodeLens(
    guarded<CodeLensParams, CodeLens[]>('textDocument/codeLens', [], async (params, signal) => {
      await ready;
      const path = pathOf(params.textDocument.uri);
      const document = path === undefined ? undefined : open.get(path);
      if (path === undefined || !document || !settings.codeLens || (await isExcluded(path))) return [];
      const file = { path, kind: kindOf(path, document.languageId), text: document.getText() };
      const picture = client.showsTopology ? 'offered' : 'unknown';
      return buildLenses(file, { analyzer, uri: ctx.uri, picture }, signal);
    }),
  );

  function onCustom<M extends keyof ClientRequests>(
    method: M,
    empty: ClientRequests[M]['result'],
    work: (params: ClientRequests[M]['params'], signal: AbortSignal) => Promise<ClientRequests[M]['result']>,
  ): void {
    const handler = guarded(method, empty, work);
    connection.onRequest<object | null, void>(method, (params: ClientRequests[M]['params'], token: CancellationToken) =>
      handler(params, token),
    );
  }
  onCustom('slipway/checkWorkspace', { files: [], checked: 0 }, async (params, signal) => {
    await ready;
    // Asked for by hand: the answer must not rest on events having arrived.
    outdated(analyzer.changed(workspace.withAllBelow(folders), 'presence'));
    const host = { folders, workspace, analyzer, open, connection, settings, ctx };
    return workspaceReport(host, params?.workDoneToken, signal);
  });
  onCustom('slipway/status', null, async params => {
    const path = pathOf(params.uri);
    const kind = path === undefined ? undefined : kindOf(path, open.get(path)?.languageId);
    if (path === undefined || !kind) return null;
    const root = folders.find(folder => isWithin(folder, path));
    return documentStatus(await analyzer.project(path, kind), found => (root ? relative(root, found) : found));
  });
  onCustom('slipway/deviceTypes', [], async () => deviceChoices());
  onCustom('slipway/rules', [], async () => ruleNames());

  const buildsHost: BuildRequestsHost = {
    ...{ analyzer, workspace, lister: host.lister, environment: process.env },
    async lookAgain(path) {
      await ready;
      outdated(analyzer.changed(workspace.withAllBelow([path, dirname(path)]), 'presence'));
    },
  };
  onCustom('slipway/buildTargets', null, (params, signal) => answerBuildTargets(params, buildsHost, signal));
  onCustom('slipway/buildPlan', null, (params, signal) => answerBuildPlan(params, buildsHost, signal));
  onCustom('slipway/deviceRun', null, (params, signal) => answerDeviceRun(params, buildsHost, signal));

  onCustom('slipway/topology', null, (params, signal) =>
    pictures.drawing(() => answerTopology(params, topologyHost, signal)),
  );
  onCustom('slipway/topologyFile', null, (params, signal) => answerTopologyFile(params, topologyHost, signal));
  onCustom('slipway/lessonChecks', null, (params, signal) => answerLessonChecks(params, { findings }, signal));

  connection.onShutdown(() => {
    followUp.dispose();
    preparation.dispose();
    diagnostics?.dispose();
  });
  documents.listen(connection);
  connection.listen();
}

/** Compose run from here would see the variables of this process. */
function withEnvironment(settings: Settings): Settings {
  return { ...settings, config: { ...settings.config, environment: Object.keys(process.env) } };
}
