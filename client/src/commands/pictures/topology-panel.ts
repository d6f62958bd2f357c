// The panel of a Compose file's topology: follows edits, the cursor and the engine while it is seen. One panel a file,
// brought back after a reload.
import * as vscode from 'vscode';
import type { TopologyShownPart } from '../../../../server/src/lsp/custom-requests.ts';
import { documentSelector } from '../../language-client.ts';
import { paced } from '../../webviews/paced.ts';
import { openPanel, type Panel } from '../../webviews/panel.ts';
import { pictureOf } from '../../webviews/topology-changes.ts';
import type {
  TopologyFormat,
  TopologyMessage,
  TopologyPanelState,
  TopologyRequest,
} from '../../webviews/topology-messages.ts';
import { type Answered, afterAnswer, newPage, type TopologyPage, toldOf } from '../../webviews/topology-page.ts';
import { partAt } from '../../webviews/topology-place.ts';
import { statesOf } from '../../webviews/topology-states.ts';
import type { Parts } from '../command.ts';
import { topologyExporter } from './topology-export.ts';

const viewType = 'slipway.topology';
/** Between two questions, in milliseconds, however long an answer takes. */
const mostRestMs = 500;

export interface TopologyPanel {
  readonly uri: vscode.Uri;
  readonly panel: Panel<TopologyMessage>;
  /** As soon as it is seen: a PNG is made by the panel. */
  save(format: TopologyFormat): void;
}

/** By the URI of their file. */
const panels = new Map<string, TopologyPanel>();

/** The one that has the focus. */
export function topologyPanelInFront(): TopologyPanel | undefined {
  return [...panels.values()].find(({ panel }) => panel.isActive);
}

export function showTopologyPanel(parts: Parts, uri: vscode.Uri, restored?: vscode.WebviewPanel): TopologyPanel {
  const key = uri.toString();
  const open = panels.get(key);
  if (open) {
    restored?.dispose();
    open.panel.reveal();
    return open;
  }
  let isReady = false;
  let wanted: TopologyFormat | undefined;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const follower = followed(parts, uri, message => panel.send(message));
  // The server draws while VS Code makes the panel.
  if (restored?.visible !== false) follower.begin();
  const exporter = topologyExporter(parts, uri, message => panel.send(message));
  const panel = openPanel<TopologyMessage, TopologyRequest>({
    viewType,
    title: `Topology of ${name}`,
    icon: { light: parts.ownFile('media', 'topology-light.svg'), dark: parts.ownFile('media', 'topology-dark.svg') },
    bundle: 'topology',
    where: 'beside',
    images: 'as-data',
    ownFile: parts.ownFile,
    ...(restored ? { restored } : {}),
    first: follower.first,
    onReady(first) {
      isReady = true;
      panel.send({ kind: 'subject', uri: key });
      follower.begin();
      follower.tellAllBut(first);
      if (wanted) void exporter.begin(wanted);
      wanted = undefined;
    },
    onMessage(request) {
      switch (request.kind) {
        case 'open':
          return void follower.goTo(request.id);
        case 'export':
          return void exporter.begin(request.format);
        case 'png':
          exporter.rasterized(request.base64);
          return;
      }
    },
    onDidChangeVisibility(visibility) {
      isReady = false;
      if (visibility === 'visible') follower.begin();
      else follower.rest();
    },
    onDidClose() {
      panels.delete(key);
      follower.rest();
    },
  });
  const made: TopologyPanel = {
    ...{ uri, panel },
    save(format) {
      if (isReady) void exporter.begin(format);
      else wanted = format;
    },
  };
  panels.set(key, made);
  return made;
}

/** Panels that were open when the window was closed or reloaded. */
export function restoredTopologyPanels(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: Partial<TopologyPanelState> | undefined) {
      if (typeof state?.uri === 'string') showTopologyPanel(parts, vscode.Uri.parse(state.uri, true), panel);
      else panel.dispose();
    },
  });
}

interface Follower {
  /** The panel is seen. */
  begin(): void;
  /** The first answer; undefined when there is none. */
  readonly first: Promise<Answered | undefined>;
  /** Its page waits, and knows nothing but this. */
  tellAllBut(known: TopologyMessage | undefined): void;
  /** Nobody sees it: nothing is asked of server or engine. */
  rest(): void;
  goTo(id: string): Promise<void>;
}

function followed(parts: Parts, uri: vscode.Uri, tell: (message: TopologyMessage) => void): Follower {
  let listening: vscode.Disposable | undefined;
  let asking: vscode.CancellationTokenSource | undefined;
  let shown: readonly TopologyShownPart[] = [];
  /** The last answer since it is seen. */
  let answered: Answered | undefined;
  /** What its page shows; undefined while there is none that listens. */
  let page: TopologyPage | undefined;
  let engine: vscode.Disposable | undefined;
  let isFirst: (answered: Answered | undefined) => void = () => undefined;
  const first = new Promise<Answered | undefined>(resolve => {
    isFirst = resolve;
  });

  const draw = async (): Promise<void> => {
    const cancellation = new vscode.CancellationTokenSource();
    asking = cancellation;
    try {
      const answer = await parts.server.request('slipway/topology', { uri: uri.toString() }, cancellation.token);
      if (cancellation.token.isCancellationRequested || !listening) return;
      if (answer?.kind === 'drawn') {
        shown = answer.parts;
        answered = { kind: 'picture', picture: pictureOf(answer) };
      } else answered = { kind: 'problem', message: answer ? `${answer.message}.` : 'The picture could not be drawn.' };
      isFirst(answered);
      show();
      select();
    } catch (error) {
      if (!cancellation.token.isCancellationRequested) parts.log.warn(`The topology was not drawn: ${String(error)}`);
    } finally {
      isFirst(undefined);
      cancellation.dispose();
      asking = undefined;
    }
  };
  const pace = paced(draw, mostRestMs);
  const show = (): void => {
    if (!page || !answered) return;
    const next = toldOf(page, answered);
    page = afterAnswer(page, answered);
    if (next) tell(next);
  };
  const select = (): void => {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !page) return;
    const { line, character } = editor.selection.active;
    const id = partAt(shown, editor.document.uri.toString(), line, character)?.id;
    if (id === page.selected) return;
    page = { ...page, selected: id };
    tell({ kind: 'selected', id });
  };
  const look = (): void => {
    if (uri.scheme !== 'file' || !page) return;
    const { connection, containers } = parts.store.state;
    const states = connection.kind === 'connected' ? statesOf(uri.fsPath, containers.values()) : {};
    if (JSON.stringify(states) === JSON.stringify(page.states)) return;
    page = { ...page, states };
    tell({ kind: 'states', states });
  };
  return {
    first,
    begin() {
      if (listening) return;
      listening = vscode.Disposable.from(
        parts.store.onDidChange(look),
        parts.server.onDidChange(pace.soon),
        vscode.workspace.onDidChangeTextDocument(({ document }) => {
          if (vscode.languages.match(documentSelector, document) > 0) pace.soon();
        }),
        vscode.window.onDidChangeTextEditorSelection(select),
      );
      pace.now();
    },
    tellAllBut(known) {
      page = newPage(known?.kind === 'picture' || known?.kind === 'problem' ? known : undefined);
      show();
      // Not before: what speaks to engines is loaded for it.
      engine ??= parts.store.demand();
      look();
      select();
    },
    rest() {
      pace.stop();
      asking?.cancel();
      listening?.dispose();
      listening = undefined;
      engine?.dispose();
      engine = undefined;
      answered = undefined;
      page = undefined;
    },
    async goTo(id) {
      const place = shown.find(part => part.id === id)?.place;
      if (!place) return;
      const { start, end } = place.range;
      const selection = new vscode.Range(start.line, start.character, end.line, end.character);
      const target = vscode.Uri.parse(place.uri, true);
      const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === place.uri);
      await vscode.window.showTextDocument(target, {
        selection,
        viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      });
    },
  };
}
