// A panel whose script is to be told something first: it comes with the page when it is known soon, and to the page while
// that is loaded when it is known later.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const made = {
  html: undefined as string | undefined,
  received: [] as Array<(message: unknown) => void>,
  closed: [] as Array<() => void>,
  looked: [] as Array<() => void>,
  isVisible: true,
  sent: [] as unknown[],
};

vi.mock('vscode', () => {
  return {
    ViewColumn: { Active: -1, Beside: -2 },
    window: {
      createWebviewPanel: () => ({
        get visible() {
          return made.isVisible;
        },
        webview: {
          set html(text: string) {
            made.html = text;
          },
          onDidReceiveMessage: (listener: (message: unknown) => void) => made.received.push(listener),
          postMessage: async (message: unknown) => made.sent.push(message),
        },
        onDidChangeViewState: (listener: () => void) => made.looked.push(listener),
        onDidDispose: (listener: () => void) => made.closed.push(listener),
      }),
    },
  };
});
// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { openPanel } = await import('../../../client/src/webviews/panel.ts');

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(made, { html: undefined, received: [], closed: [], looked: [], isVisible: true, sent: [] });
});
afterEach(() => {
  vi.useRealTimers();
});

type Message = { readonly kind: 'hello' };

describe('A panel', () => {
  const anyFile = join(import.meta.dirname, '../../../client/webview/page.css');
  const opened = (first?: Promise<Message | undefined>) => {
    const ready = vi.fn<(known: Message | undefined) => void>();
    const panel = openPanel<Message>({
      ...{ viewType: 'slipway.test', title: 'Test', bundle: 'test', onReady: ready },
      ownFile: () => ({ fsPath: anyFile }) as never,
      ...(first ? { first } : {}),
    });
    const loaded = (): void => {
      for (const listener of made.received) listener({ kind: 'ready' });
    };
    return { panel, ready, loaded };
  };
  const later = <Value>(ms: number, value: Value): Promise<Value> =>
    new Promise(resolve => setTimeout(() => resolve(value), ms));
  const carries = (): boolean | undefined => made.html?.includes('<script type="application/json" id="first">');

  it('has its page at once when nothing is to be told first', () => {
    const { ready, loaded } = opened();
    expect(carries()).toBe(false);
    loaded();
    expect(ready).toHaveBeenCalledWith(undefined);
  });

  it('brings with the page what is known soon, and says so', async () => {
    const { ready, loaded } = opened(later(20, { kind: 'hello' }));
    await vi.advanceTimersByTimeAsync(10);
    expect(made.html).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10);
    expect(carries()).toBe(true);
    loaded();
    expect(ready).toHaveBeenCalledWith({ kind: 'hello' });
    expect(made.sent).toEqual([]);
  });

  it('waits no longer than nobody notices', async () => {
    const { ready, loaded } = opened(later(500, { kind: 'hello' }));
    await vi.advanceTimersByTimeAsync(100);
    expect(carries()).toBe(false);
    const { html } = made;
    loaded();
    expect(ready).toHaveBeenCalledWith(undefined);
    await vi.advanceTimersByTimeAsync(1000);
    expect(made.html).toBe(html);
    // Whoever is ready is told by whoever made the panel.
    expect(made.sent).toEqual([]);
  });

  it('tells the page while it is loaded what was not known before, and leaves nothing to that', async () => {
    const { ready, loaded } = opened(later(150, { kind: 'hello' }));
    await vi.advanceTimersByTimeAsync(149);
    expect(carries()).toBe(false);
    expect(made.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(made.sent).toEqual([{ kind: 'hello' }]);
    // A page that was moved meanwhile knows nothing.
    loaded();
    expect(ready).toHaveBeenCalledWith(undefined);
  });

  it('tells nothing to a page that nobody sees', async () => {
    const { ready, loaded } = opened(later(150, { kind: 'hello' }));
    made.isVisible = false;
    for (const look of made.looked) look();
    await vi.advanceTimersByTimeAsync(1000);
    expect(made.sent).toEqual([]);
    made.isVisible = true;
    for (const look of made.looked) look();
    loaded();
    expect(ready).toHaveBeenCalledWith(undefined);
  });

  it('has a page where nothing is to be told after all', async () => {
    opened(Promise.resolve(undefined));
    await vi.advanceTimersByTimeAsync(0);
    expect(carries()).toBe(false);
  });

  it('is left alone when it was closed meanwhile', async () => {
    opened(later(40, { kind: 'hello' }));
    for (const close of made.closed) close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(made.html).toBeUndefined();
  });
});
