// Where VS Code starts Slipway. Composes the parts and awaits nothing slow.
import * as vscode from 'vscode';
import { buildDiagnostics } from './build-diagnostics.ts';
import { type Builds, builds } from './builds/builds.ts';
import { buildStatus } from './builds/run-notices.ts';
import { registerBuildTasks } from './builds/task-provider.ts';
import type { Parts } from './commands/command.ts';
import { restoredLifeCyclePanels } from './commands/containers/show-life-cycle.ts';
import { restoredUsagePanels } from './commands/containers/show-usage.ts';
import { restoredEngineCard } from './commands/engine/show-engine-card.ts';
import { commands } from './commands/index.ts';
import { restoredLayersPanels } from './commands/pictures/layers-panel.ts';
import { restoredTopologyPanels } from './commands/pictures/topology-panel.ts';
import { registerCommands } from './commands/register.ts';
import { deviceMemory, withPick } from './device-memory.ts';
import { diagnosticsMiddleware, dress } from './diagnostics-middleware.ts';
import { readOnlyDocuments } from './documents/read-only-documents.ts';
import type { ContainerEngine } from './engine/engine.ts';
import { type EngineSelection, engineSelection } from './engine/engine-selection.ts';
import { type EngineStore, engineStore } from './engine/engine-store.ts';
import { containerFilesView } from './files/container-files-view.ts';
import { languageServer } from './language-client.ts';
import { lastBuilds } from './layers/last-builds.ts';
import { learnParts } from './learn/learn-parts.ts';
import type { Learning } from './learn/learning.ts';
import { localImages, withImages } from './local-images.ts';
import { withoutPrograms } from './restricted-settings.ts';
import { selectedEngine } from './selected-engine.ts';
import { sizeHints } from './size-hints.ts';
import { statusEntry } from './status-entry.ts';
import { textOfFile } from './text-of-file.ts';
import { buildsView } from './views/builds-view.ts';
import { engineViews } from './views/engine-views.ts';
import { restoredLessonPages } from './webviews/lesson-page.ts';
import { workspaceFindings } from './workspace-findings.ts';

/** What other extensions, and our own tests, may use. */
export interface SlipwayApi {
  readonly engine: () => Promise<ContainerEngine>;
  readonly engines: EngineSelection;
  readonly store: EngineStore;
  readonly builds: Builds;
  readonly learning: Learning;
}

/** What has to be undone on engines before the window goes. */
let leave: () => Promise<void> = async () => undefined;

export function activate(context: vscode.ExtensionContext): SlipwayApi {
  const log = vscode.window.createOutputChannel('Slipway', { log: true });
  const devices = deviceMemory(context.workspaceState, context.globalState);
  const isTrusted = () => vscode.workspace.isTrusted;
  const debug = (message: string) => log.debug(message);
  const engines = engineSelection({
    environment: process.env,
    isTrusted,
    ...selectedEngine(context.workspaceState, context.globalState),
  });
  const store = engineStore({ selection: engines, isTrusted, log: debug });
  const engine = async () => engines.connect();
  const images = localImages(store, engine);
  const diagnostics = diagnosticsMiddleware();
  const server = languageServer({
    context,
    log,
    commands: commands.map(command => command.id),
    middleware: {
      provideDiagnostics: diagnostics.provideDiagnostics,
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          if (!Array.isArray(answers)) return answers;
          const trust = vscode.workspace.isTrusted ? 'trusted' : 'restricted';
          const complete = (settings: unknown) =>
            withoutPrograms(withImages(withPick(settings, devices.pick), images.digests), trust);
          return answers.map((it, i) => (params.items[i]?.section === 'slipway' ? complete(it) : it));
        },
      },
    },
  });
  diagnostics.connect({
    akaOf: async () => new Map((await server.request('slipway/rules', null)).map(({ id, aka }) => [id, aka])),
    pullAgain: server.pullAgain,
  });
  const findings = workspaceFindings(dress);
  const ownFile = (...path: string[]) => vscode.Uri.joinPath(context.extensionUri, ...path);
  const views = engineViews({ store, engine, memory: context.workspaceState, log: debug });
  const memory = context.workspaceState;
  const documents = readOnlyDocuments(debug);
  const browsing = containerFilesView({ store, engine });
  const building = builds();
  const built = lastBuilds({ builds: building, memory, readText: path => textOfFile(vscode.Uri.file(path)) });
  const learning = learnParts({ context, server, store, engine, log });
  const parts: Parts = {
    ...{ server, devices, findings, log, engines, store, views, documents, engine, memory, ownFile },
    ...browsing,
    builds: building,
    learning,
    lastBuilds: built,
  };

  context.subscriptions.push(
    log,
    engines,
    devices,
    diagnostics,
    server,
    findings,
    images,
    views,
    documents,
    browsing,
    store,
  );
  context.subscriptions.push(images.onDidChange(server.settingsChanged));
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(server.settingsChanged));
  context.subscriptions.push(registerCommands(parts), statusEntry(server, log), buildStatus(parts.builds));
  context.subscriptions.push(registerBuildTasks(parts));
  context.subscriptions.push(buildsView(parts.builds), buildDiagnostics(parts.builds, debug));
  context.subscriptions.push(built, restoredLayersPanels(parts), restoredTopologyPanels(parts), sizeHints(parts));
  context.subscriptions.push(restoredLifeCyclePanels(parts), restoredUsagePanels(parts), restoredEngineCard(parts));
  context.subscriptions.push(learning.begin(parts), restoredLessonPages(parts));
  leave = browsing.volumes.closeAll;
  return { engine, engines, store, builds: parts.builds, learning };
}

/** VS Code waits for this, for some seconds. */
export function deactivate(): Promise<void> {
  return leave();
}
