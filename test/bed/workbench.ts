// Drives the real workbench by mouse and keyboard and takes its picture, for the tests in the extension host: they ask
// over HTTP on the loopback (test/vscode/support/workbench.ts is the other end). Every action waits for its target; the
// only clock is the limit after which a target counts as absent.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Target, WorkbenchAction } from './workbench-action.ts';

export const viewport = { width: 1280, height: 800 } as const;

/** How long an action looks for its target before it fails. */
const targetLimitMs = 20_000;

export interface WorkbenchBridge {
  /** Address that the extension host's tests post actions to; holds a secret. */
  readonly address: string;
  close(): Promise<void>;
}

/** Offers `page`, which shows or will show the workbench. */
export async function serveWorkbench(page: Page, picturesFolder: string): Promise<WorkbenchBridge> {
  const secret = `/${randomBytes(16).toString('hex')}`;
  let failures = 0;
  const server = createServer((request, response) => {
    if (request.url !== secret || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    void readJson(request)
      .then(async action => perform(page, action as WorkbenchAction, picturesFolder))
      .then(
        answer => ({ answer: answer ?? null }),
        async (error: unknown) => {
          // What the workbench showed instead is most often the reason.
          const path = join(picturesFolder, `failed-${++failures}.png`);
          await page.screenshot({ path }).catch(() => undefined);
          return { error: `${error instanceof Error ? error.message : String(error)}\n(picture: ${path})` };
        },
      )
      .then(body => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
  });
  // A test that blocks its process for longer than Node's five seconds would find its connection closed.
  server.keepAliveTimeout = 0;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${secret}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function perform(page: Page, action: WorkbenchAction, picturesFolder: string): Promise<string | undefined> {
  switch (action.kind) {
    case 'screenshot': {
      mkdirSync(picturesFolder, { recursive: true });
      const path = join(picturesFolder, `${action.name.replaceAll(/[^\w.-]+/g, '-')}.png`);
      if (action.target === undefined) await page.screenshot({ path, animations: 'disabled' });
      else await locate(page, action.target).screenshot({ path, animations: 'disabled', timeout: targetLimitMs });
      return path;
    }
    case 'press':
      await page.keyboard.press(action.key);
      return undefined;
    case 'type':
      await page.keyboard.type(action.text);
      return undefined;
    case 'click':
      await locate(page, action.target).click({
        button: action.button,
        clickCount: action.times,
        timeout: targetLimitMs,
      });
      return undefined;
    case 'hover':
      await locate(page, action.target).hover({ timeout: targetLimitMs });
      return undefined;
    case 'wait-for':
      await locate(page, action.target).waitFor({ state: action.state, timeout: targetLimitMs });
      return undefined;
    case 'appearance': {
      const seen = await page.waitForFunction(
        selector => document.querySelector(selector) !== null && Date.now(),
        action.selector,
        { polling: 'raf', timeout: targetLimitMs },
      );
      return String(await seen.jsonValue());
    }
    case 'mark': {
      const { frames, name, after } = action;
      const frame = await frameOf(page, frames);
      // Told by the page and not looked for again and again, so that what is measured is not what measures.
      const made = await frame?.evaluate(
        wanted =>
          new Promise<number>((resolve, reject) => {
            if (wanted.name === 'page') resolve(performance.timeOrigin);
            new PerformanceObserver(list => {
              for (const { startTime } of list.getEntriesByName(wanted.name))
                if (performance.timeOrigin + startTime > wanted.after) resolve(performance.timeOrigin + startTime);
            }).observe({ type: 'mark', buffered: true });
            setTimeout(() => reject(new Error(`No mark ${wanted.name}`)), wanted.limit);
          }),
        { name, after, limit: targetLimitMs },
      );
      return String(made);
    }
    case 'text':
      return locate(page, action.target).innerText({ timeout: targetLimitMs });
    case 'attribute':
      return (await locate(page, action.target).getAttribute(action.name, { timeout: targetLimitMs })) ?? '';
    case 'aria': {
      const read = await locate(page, action.target).ariaSnapshot({ timeout: targetLimitMs });
      if (action.name === undefined) return read;
      mkdirSync(picturesFolder, { recursive: true });
      writeFileSync(join(picturesFolder, `${action.name}.txt`), `${read}\n`);
      return read;
    }
    case 'heard':
      return JSON.stringify(await (await frameOf(page, action.frames))?.evaluate(heardSince));
    default:
      throw new Error(`Unknown action: ${JSON.stringify(action satisfies never)}`);
  }
}

/** The first match, in the frames the target names from the outside in. */
function locate(page: Page, target: Target): Locator {
  if (typeof target === 'string') return page.locator(target).first();
  const [outermost, ...inner] = target.frames;
  if (outermost === undefined) return page.locator(target.selector).first();
  const frame = inner.reduce((outer, selector) => outer.frameLocator(selector), page.frameLocator(outermost));
  return frame.locator(target.selector).first();
}

async function frameOf(page: Page, frames: readonly string[]): Promise<Frame | undefined> {
  const body = await locate(page, { frames, selector: 'body' }).elementHandle({ timeout: targetLimitMs });
  return (await body?.ownerFrame()) ?? undefined;
}

/** Runs in the page. A region speaks when its text becomes another one that is not empty. */
function heardSince(): readonly string[] {
  const regions = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"]';
  const page = globalThis as { heard?: string[]; told?: Map<Element, string> };
  const said = page.heard ?? [];
  page.heard = [];
  if (page.told) return said;
  const told = new Map([...document.querySelectorAll(regions)].map(it => [it, it.textContent.trim()]));
  page.told = told;
  // No function of it has a name: what compiles us would have the page know a helper for that.
  new MutationObserver(() => {
    for (const region of document.querySelectorAll(regions)) {
      const text = region.textContent.trim();
      if (told.get(region) === text) continue;
      told.set(region, text);
      if (text !== '') page.heard?.push(text);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  return [];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
