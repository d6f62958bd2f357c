// Starts the headless VS Code Server and builds the address of its web workbench.
import { mkdirSync } from 'node:fs';
import { type KeptProcess, keep } from './keep.ts';
import type { VscodeServerTool } from './vscode-tools.ts';

export interface VscodeServerOptions {
  readonly tool: VscodeServerTool;
  /** Holds the server's data; the caller removes it. */
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
  readonly env: NodeJS.ProcessEnv;
  readonly workspaceTrust: 'asked' | 'given';
  /** `tests` runs extension tests and needs no token; `people` is protected by a random token. */
  readonly audience: { readonly kind: 'tests' } | { readonly kind: 'people'; readonly token: string };
  /** `0` lets the system choose. */
  readonly port: number;
}

export interface VscodeServer {
  readonly port: number;
  readonly process: KeptProcess;
  /** Where a development extension or a file lies, in the form the workbench's address wants. */
  remoteUri(path: string): string;
  /** Address that opens `folder`, or an empty window; `payload` are the workbench's start parameters. */
  address(folder: string | undefined, payload?: readonly (readonly [string, string])[]): string;
}

export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  for (const folder of [options.userData, options.extensions]) mkdirSync(folder, { recursive: true });
  const args = [
    options.tool.serverMain,
    ...['--host', '127.0.0.1', '--port', String(options.port)],
    ...['--server-data-dir', options.folder, '--user-data-dir', options.userData],
    ...['--extensions-dir', options.extensions],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    // Without the smoke test driver this VS Code ignores development extensions in the address.
    '--enable-smoke-test-driver',
    ...(options.workspaceTrust === 'given' ? ['--disable-workspace-trust'] : []),
    ...(options.audience.kind === 'people'
      ? ['--connection-token', options.audience.token]
      : ['--without-connection-token']),
  ];
  const server = keep({ command: options.tool.node, args, folders: [] }, options.env);
  const port = Number((await server.says(/Extension host agent listening on (\d+)/))[1]);
  const host = `127.0.0.1:${port}`;
  return {
    port,
    process: server,
    remoteUri: path => `vscode-remote://${host}${path}`,
    address(folder, payload) {
      const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
      if (options.audience.kind === 'people') query.set('tkn', options.audience.token);
      if (payload !== undefined) query.set('payload', JSON.stringify(payload));
      return `http://${host}/?${query}`;
    },
  };
}
