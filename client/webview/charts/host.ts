// The extension at the other end: messages to a webview and from it.

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** Says that we are ready, whereupon the extension tells everything. */
export function listen<Message>(onMessage: (message: Message) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<Message>) => onMessage(data));
  acquireVsCodeApi().postMessage({ kind: 'ready' });
}
