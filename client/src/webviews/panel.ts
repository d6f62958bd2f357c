// A panel in the editor area whose content is a bundle of client/webview. What it shows comes from us in messages: it may
// load nothing from anywhere, and runs no script but its own.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface PanelOptions<Received> {
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
   * The script runs and waits to be told everything. Called anew each time the panel comes back into view, because a
   * hidden one is thrown away.
   */
  onReady(): void;
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

/** What a script sends first; client/webview/host.ts does. */
interface Ready {
  readonly kind: 'ready';
}

export function openPanel<Sent, Received extends { readonly kind: string } = never>(
  options: PanelOptions<Received>,
): Panel<Sent> {
  const folder = options.ownFile('dist', 'webview');
  const rights = { enableScripts: true, localResourceRoots: [folder] };
  const panel =
    options.restored ??
    vscode.window.createWebviewPanel(options.viewType, options.title, columnOf(options.where), rights);
  panel.webview.options = rights;
  panel.title = options.title;
  if (options.icon) panel.iconPath = options.icon;
  panel.webview.html = pageOf(panel.webview, folder, options);
  let isVisible = panel.visible;
  panel.webview.onDidReceiveMessage((message: Received | Ready) => {
    if (message.kind === 'ready') {
      // The one of a panel that was hidden since is thrown away: it would be told for nobody.
      if (isVisible) options.onReady();
    } else options.onMessage?.(message as Received);
  });
  const look = (now: boolean): void => {
    if (now === isVisible) return;
    isVisible = now;
    options.onDidChangeVisibility?.(now ? 'visible' : 'hidden');
  };
  panel.onDidChangeViewState(() => look(panel.visible));
  panel.onDidDispose(() => {
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

function pageOf(
  webview: vscode.Webview,
  folder: vscode.Uri,
  { bundle, title, images }: Pick<PanelOptions<never>, 'bundle' | 'title' | 'images'>,
): string {
  const nonce = randomBytes(16).toString('hex');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}${images ? '; img-src data:' : ''}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${file(`${bundle}.css`)}">
    <title>${escaped(title)}</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${file(`${bundle}.js`)}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
