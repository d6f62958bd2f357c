// The extension at the other end: messages to a webview and from it.

interface Host {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

/** It may be acquired once only. */
const host = acquireVsCodeApi();

/** Hears what came with the page, then says that we are ready, whereupon the extension tells the rest. */
export function listen<Message>(onMessage: (message: Message) => void): void {
  const first = document.querySelector('#first')?.textContent;
  if (first) onMessage(JSON.parse(first) as Message);
  window.addEventListener('message', ({ data }: MessageEvent<Message>) => onMessage(data));
  host.postMessage({ kind: 'ready' });
}

export function ask<Request>(request: Request): void {
  host.postMessage(request);
}

/** What `remember` was last told, also after the panel was hidden or the window reloaded. */
export function recalled<State>(): Partial<State> {
  const state = host.getState();
  return typeof state === 'object' && state !== null ? (state as Partial<State>) : {};
}

export function remember<State extends object>(state: State): void {
  host.setState(state);
}
