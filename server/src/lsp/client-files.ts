/**
 * Files that are on no disk of ours (a repository opened in the browser, a container's file system) are read through
 * the client. A client that cannot be asked has no such files, as far as we know.
 */
import type { Connection } from 'vscode-languageserver';
import type { Workspace } from '../project/workspace.ts';
import type { ServerRequests } from './custom-requests.ts';
import { isOnDisk, uriOf } from './uri.ts';

/** `disk` for paths of the disk; the rest through the client when `canAsk` says that it answers. */
export function withClientFiles(connection: Connection, disk: Workspace, canAsk: () => boolean): Workspace {
  async function ask<M extends keyof ServerRequests>(
    method: M,
    path: string,
    otherwise: ServerRequests[M]['result'],
  ): Promise<ServerRequests[M]['result']> {
    if (!canAsk() || path.startsWith('untitled:')) return otherwise;
    try {
      return await connection.sendRequest<ServerRequests[M]['result']>(method, { uri: uriOf(path) });
    } catch (error) {
      connection.console.warn(`${method} ${path}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  }
  return {
    readFile: path => (isOnDisk(path) ? disk.readFile(path) : ask('slipway/readFile', path, { kind: 'missing' })),
    stat: path => (isOnDisk(path) ? disk.stat(path) : ask('slipway/stat', path, 'missing')),
    readDirectory: path => (isOnDisk(path) ? disk.readDirectory(path) : ask('slipway/readDirectory', path, [])),
  };
}
