// The hands and eyes of a test inside VS Code: mouse, keyboard and pictures of the real workbench, over the bridge that
// the headless VS Code offers (test/bed/workbench.ts). A desktop VS Code has none: begin such a test with
// `needsWorkbench(this)` and use a `function`, not an arrow, so that it is skipped there by name.
//
//   it('offers a fix', async function () {
//     needsWorkbench(this);
//     await workbench.click('text=docker-compose.yml');
//     await workbench.press('Control+.');
//     await workbench.waitFor('text=Replace privileged');
//     await workbench.screenshot('light-bulb');            // out/pictures/light-bulb.png
//   });
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import type { Target, WorkbenchAction } from '../../bed/workbench-action.ts';

export type { Target } from '../../bed/workbench-action.ts';

const address = process.env[environment.workbench];

/** Skips the test where the workbench cannot be driven. */
export function needsWorkbench(test: Mocha.Context): void {
  if (address === undefined) test.skip();
}

/** The iframes around the content of a webview, for `Target.frames`. */
export const webviewFrames: readonly string[] = ['iframe.webview.ready', 'iframe#active-frame'];

/** The light bulb in the margin of an editor: its list of actions at the cursor is ready. */
export const lightBulb = '.monaco-editor [class*="lightbulb"]';

/** Every action waits until its target is there (20 s at most) and rejects with Playwright's words when it is not. */
export const workbench = {
  /** Picture of the window (1280 × 800), or of one element. Answers the picture's absolute path. */
  screenshot: (name: string, target?: Target) =>
    ask({ kind: 'screenshot', name, ...(target === undefined ? {} : { target }) }),
  /** `Enter`, `Control+Shift+P`, `Control+.` */
  press: (key: string) => ask({ kind: 'press', key }),
  /** Types into whatever has the focus. */
  type: (text: string) => ask({ kind: 'type', text }),
  click: (target: Target) => ask({ kind: 'click', target, button: 'left', times: 1 }),
  doubleClick: (target: Target) => ask({ kind: 'click', target, button: 'left', times: 2 }),
  contextClick: (target: Target) => ask({ kind: 'click', target, button: 'right', times: 1 }),
  hover: (target: Target) => ask({ kind: 'hover', target }),
  chooseFromMenu,
  waitFor: (target: Target) => ask({ kind: 'wait-for', target, state: 'visible' }),
  waitUntilGone: (target: Target) => ask({ kind: 'wait-for', target, state: 'hidden' }),
  /** When something that a CSS selector matches was first shown, in milliseconds since 1970. */
  appearance: async (selector: string) => Number(await ask({ kind: 'appearance', selector })),
  /** When the page of a webview made a mark after that time, in milliseconds since 1970. */
  mark: async (name: string, after: number) => Number(await ask({ kind: 'mark', frames: webviewFrames, name, after })),
  /** Visible text of the target. */
  text: (target: Target) => ask({ kind: 'text', target }),
  /** Empty where there is none. */
  attribute: (target: Target, name: string) => ask({ kind: 'attribute', target, name }),
  /**
   * What a screen reader is told of the target and all in it: roles, names and states, one a line, indented. With a name it
   * also becomes `<name>.txt` beside the pictures.
   */
  aria: (target: Target, name?: string) => ask({ kind: 'aria', target, ...(name === undefined ? {} : { name }) }),
  /** What live regions of the webview in front have said since this was asked last; it listens from the first time on. */
  heard: async () => JSON.parse(await ask({ kind: 'heard', frames: webviewFrames })) as readonly string[],
  theme,
};

const themes = {
  light: { name: 'Default Light Modern', shown: '.monaco-workbench.vs' },
  dark: { name: 'Default Dark Modern', shown: '.monaco-workbench.vs-dark' },
  'high-contrast': { name: 'Default High Contrast', shown: '.monaco-workbench.hc-black' },
  'high-contrast-light': { name: 'Default High Contrast Light', shown: '.monaco-workbench.hc-light' },
} as const;

/** Settles when the workbench shows the theme. */
async function theme(kind: keyof typeof themes): Promise<void> {
  const { name, shown } = themes[kind];
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', name, vscode.ConfigurationTarget.Global);
  await ask({ kind: 'wait-for', target: shown, state: 'visible' });
}

/**
 * Opens the context menu of the target and takes an entry. A row that is drawn anew at that moment has no menu: whoever
 * sees none opens it once more. By key in the end: a menu is deaf to clicks at first.
 */
async function chooseFromMenu(target: Target, entry: string): Promise<void> {
  const label = `.context-view .action-label >> text="${entry}"`;
  const open = async () => {
    await ask({ kind: 'click', target, button: 'right', times: 1 });
    await ask({ kind: 'wait-for', target: label, state: 'visible' });
  };
  await open().catch(async () => {
    await ask({ kind: 'press', key: 'Escape' });
    await open();
  });
  await ask({ kind: 'hover', target: label });
  await ask({ kind: 'wait-for', target: `.context-view .action-item.focused >> text="${entry}"`, state: 'visible' });
  await ask({ kind: 'press', key: 'Enter' });
}

async function ask(action: WorkbenchAction): Promise<string> {
  if (address === undefined) throw new Error('No workbench to drive here: begin the test with needsWorkbench(this)');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(action) });
  const answer = (await response.json()) as { readonly answer?: string; readonly error?: string };
  if (answer.error !== undefined) throw new Error(`${action.kind}: ${answer.error}`);
  return answer.answer ?? '';
}
