// A panel in the editor area whose content is a bundle of client/webview. What it shows comes from us, with the page and in
// messages.
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { pageOf } from './page.ts';

/** VS Code needs longer before it can load any page, in milliseconds. */
const patienceMs = 25;

export interface PanelOptions<Sent, Received> {
  /** For VS Code, such as `slipway.usage`. */
  readonly viewType: string;
  readonly title: string;
  /** On the tab: pictures of 16 × 16 pixels, because no panel can have a codicon in VS Code 1.93. */
  readonly icon?: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
  /** `usage` for dist/webview/usage.js, and usage.css beside it. */
  readonly bundle: string;
  /** `beside` the editor in front, which keeps the focus; in its place when absent. */
  readonly where?: 'beside';
  /** Scripts of the panel may draw pictures they are sent; none when absent. */
  readonly images?: 'as-data';
  /** A file of the extension itself. */
  readonly ownFile: (...path: string[]) => vscode.Uri;
  /** One that VS Code brought back after a reload, to be filled again; a new one is made when absent. */
  readonly restored?: vscode.WebviewPanel;
  /**
   * What the script is told first. It comes with the page if it is known soon, else to the page while that is loaded, and so
   * is seen as soon as the page is. Never rejects.
   */
  readonly first?: Promise<Sent | undefined>;
  /**
   * The script runs and waits to be told everything but what came with its page. Called anew each time the panel comes back
   * into view, because a hidden one is thrown away: then it has been told the same.
   */
  onReady(first: Sent | undefined): void;
  onMessage?(message: Received): void;
  /** Called with `hidden` when it is closed too. */
  onDidChangeVisibility?(visibility: 'visible' | 'hidden'): void;
  onDidClose?(): void;
}

export interface Panel<Sent> {
  /** It has the focus. */
  readonly isActive: boolean;
  readonly isVisible: boolean;
  /** Lost while the panel is hidden: `onReady` tells everything again. */
  send(message: Sent): void;
  retitle(title: string): void;
  reveal(): void;
  close(): void;
}

/** What a script sends first; client/webview/charts/host.ts does. */
interface Ready {
  readonly kind: 'ready';
}

export function openPanel<Sent, Received extends { readonly kind: string } = never>(
  options: PanelOptions<Sent, Received>,
): Panel<Sent> {
  const rights = { enableScripts: true, localResourceRoots: [] };
  const panel =
    options.restored ??
    vscode.window.createWebviewPanel(options.viewType, options.title, columnOf(options.where), rights);
  panel.webview.options = rights;
  panel.title = options.title;
  if (options.icon) panel.iconPath = options.icon;
  let isClosed = false;
  let isVisible = panel.visible;
  let isReady = false;
  let first: Sent | undefined;
  const show = (known: Sent | undefined): void => {
    if (isClosed) return;
    first = known;
    panel.webview.html = pageOf({ ...contentOf(options), ...(known === undefined ? {} : { first: known }) });
  };
  const showSoon = async (coming: Promise<Sent | undefined>): Promise<void> => {
    show(await soonKnown(coming));
    if (first !== undefined) return;
    const late = await coming;
    if (late === undefined || isClosed || isReady || !isVisible) return;
    // VS Code hands it over when the page is loaded: sooner than the script could ask for it. A page that is moved meanwhile
    // is loaded anew and never gets it, so whoever is ready is told it all the same.
    void panel.webview.postMessage(late);
  };
  if (options.first) void showSoon(options.first);
  else show(undefined);
  panel.webview.onDidReceiveMessage((message: Received | Ready) => {
    if (message.kind === 'ready') {
      // The one of a panel that was hidden since is thrown away: it would be told for nobody.
      if (!isVisible) return;
      isReady = true;
      options.onReady(first);
    } else options.onMessage?.(message as Received);
  });
  const look = (now: boolean): void => {
    if (now === isVisible) return;
    isVisible = now;
    options.onDidChangeVisibility?.(now ? 'visible' : 'hidden');
  };
  panel.onDidChangeViewState(() => look(panel.visible));
  panel.onDidDispose(() => {
    isClosed = true;
    look(false);
    options.onDidClose?.();
  });
  return {
    get isActive() {
      return panel.active;
    },
    get isVisible() {
      return isVisible;
    },
    send(message) {
      if (isVisible) void panel.webview.postMessage(message);
    },
    retitle(title) {
      panel.title = title;
    },
    reveal: () => panel.reveal(),
    close: () => panel.dispose(),
  };
}

function columnOf(where: 'beside' | undefined): Parameters<typeof vscode.window.createWebviewPanel>[2] {
  if (where === undefined) return vscode.ViewColumn.Active;
  return { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
}

function contentOf<Sent, Received>({ bundle, title, images, ownFile }: PanelOptions<Sent, Received>) {
  const read = (name: string): string => readFileSync(ownFile('dist', 'webview', name).fsPath, 'utf8');
  return { title, script: read(`${bundle}.js`), style: read(`${bundle}.css`), ...(images ? { images } : {}) };
}

/** Undefined when it takes too long. */
async function soonKnown<Value>(value: Promise<Value | undefined>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([value, limit]);
  } finally {
    clearTimeout(timer);
  }
}
