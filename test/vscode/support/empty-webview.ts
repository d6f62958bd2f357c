// A webview with next to nothing in it: what VS Code itself needs to show one, and to draw what one is told. Whoever measures
// a panel of ours measures it beside this, in the same run.
import * as vscode from 'vscode';
import { eventually } from './workspace.ts';

export interface EmptyWebview {
  /** From the call that made it to its first frame, in milliseconds. */
  readonly tookMs: number;
  /** From a message of a few bytes to the frame that shows it, in milliseconds. */
  redraw(): Promise<number>;
  /** Settles when it is gone. */
  close(): Promise<void>;
}

interface Drawn {
  readonly at: number;
}

const title = 'An empty webview';
const page = `<!DOCTYPE html>
<html>
  <head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-empty'"></head>
  <body>0<script nonce="empty">
    const host = acquireVsCodeApi();
    const drawn = () => host.postMessage({ at: performance.timeOrigin + performance.now() });
    const soonDrawn = () => requestAnimationFrame(() => setTimeout(drawn));
    addEventListener('load', soonDrawn);
    addEventListener('message', ({ data }) => { document.body.textContent = data; soonDrawn(); });
  </script></body>
</html>`;

export async function emptyWebview(): Promise<EmptyWebview> {
  const start = Date.now();
  const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel('slipway-test.empty', title, where, { enableScripts: true });
  const drawn = (): Promise<number> =>
    new Promise(resolve => {
      const listening = panel.webview.onDidReceiveMessage(({ at }: Drawn) => {
        listening.dispose();
        resolve(at);
      });
    });
  const first = drawn();
  panel.webview.html = page;
  let count = 0;
  return {
    tookMs: Math.round((await first) - start),
    async redraw() {
      const next = drawn();
      const told = Date.now();
      void panel.webview.postMessage(++count);
      return Math.round((await next) - told);
    },
    async close() {
      const { tabGroups } = vscode.window;
      const isOpen = () => tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === title));
      panel.dispose();
      await eventually(tabGroups.onDidChangeTabs, () => (isOpen() ? undefined : true));
    },
  };
}
