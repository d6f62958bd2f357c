/** A language server as a child process, spoken to over stdio as by any editor that is pushed its diagnostics. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

export interface ServerProgram {
  readonly what: string;
  readonly script: string;
}

export const ourServer: ServerProgram = {
  what: 'Slipway',
  script: join(import.meta.dirname, '..', '..', 'dist', 'server.js'),
};

export const theirServer: ServerProgram = {
  what: 'dockerfile-language-server-nodejs',
  script: join(
    dirname(createRequire(import.meta.url).resolve('dockerfile-language-server-nodejs/package.json')),
    'lib',
    'server.js',
  ),
};

export const absentServer = existsSync(ourServer.script) ? undefined : 'dist/server.js is not built (npm run build)';

export interface StdioServer {
  /** From the start of the process to the answer to `initialize`, in milliseconds. */
  readonly startedAfterMs: number;
  /** Opens a file called `name`, a Dockerfile unless said otherwise; gives its URI once its diagnostics are there. */
  open(name: string, text: string, languageId?: string): Promise<string>;
  /** Replaces the whole text; gives the milliseconds until its diagnostics are there. */
  change(uri: string, version: number, text: string): Promise<number>;
  /**
   * Writes a word at the start of a line, a character at a time without waiting, as keys pressed while the server is busy;
   * gives the milliseconds until diagnostics are there that speak of all of it.
   */
  type(uri: string, version: number, line: number, word: string): Promise<number>;
  close(uri: string): Promise<void>;
  /** Resolves when the process is gone, so that it takes no time from the next one. */
  stop(): Promise<void>;
}

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly { readonly message: string }[];
}

/** Given certificates, Node would read all it knows at each start, which takes longer than to start either server. */
const environment = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

/** How long a server may take before the benchmark gives up, in milliseconds. */
const patienceMs = 10_000;

export async function startServer({ what, script }: ServerProgram): Promise<StdioServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  const start = performance.now();
  const process = spawn(globalThis.process.execPath, [script, '--stdio'], { cwd: folder, env: environment });
  const connection = createProtocolConnection(
    new StreamMessageReader(process.stdout),
    new StreamMessageWriter(process.stdin),
  );
  const waiting = new Map<string, (diagnostics: Published['diagnostics']) => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: Published) => {
    waiting.get(uri)?.(diagnostics);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: globalThis.process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { textDocument: { publishDiagnostics: {} } },
  });
  const startedAfterMs = performance.now() - start;
  await connection.sendNotification('initialized', {});

  const published = (uri: string, word = ''): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} says nothing about ${uri}`)), patienceMs);
      waiting.set(uri, diagnostics => {
        if (word !== '' && !diagnostics.some(({ message }) => message.includes(word))) return;
        clearTimeout(timer);
        waiting.delete(uri);
        resolve();
      });
    });
  return {
    startedAfterMs,
    async open(name, text, languageId = 'dockerfile') {
      const uri = pathToFileURL(join(folder, name)).href;
      const answer = published(uri);
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
      await answer;
      return uri;
    },
    async change(uri, version, text) {
      const answer = published(uri);
      const before = performance.now();
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
      await answer;
      return performance.now() - before;
    },
    async type(uri, version, line, word) {
      const answer = published(uri, word);
      const before = performance.now();
      for (const [i, text] of [...word].entries()) {
        const at = { line, character: i };
        await connection.sendNotification('textDocument/didChange', {
          textDocument: { uri, version: version + i },
          contentChanges: [{ range: { start: at, end: at }, text }],
        });
      }
      await answer;
      return performance.now() - before;
    },
    close: uri => connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    async stop() {
      const gone = once(process, 'exit');
      process.kill('SIGKILL');
      await gone;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
