// The file system of VS Code over files inside containers, volumes and images. Read-only: what a program in the container
// believes to own is not changed behind its back.
import * as vscode from 'vscode';
import { type ContainerFiles, type FileStat, FileTooLarge, volumeFolder } from '../engine/container-files.ts';
import type { ContainerEngine } from '../engine/engine.ts';
import { EngineRefused, EngineUnreachable } from '../engine/engine.ts';
import type { EngineStore } from '../engine/engine-store.ts';
import { addressOf, type FileAddress, partsOf } from './file-address.ts';
import type { OpenedVolumes } from './opened-volumes.ts';

/** Larger files are not for an editor; bytes. */
const largestFile = 50 * 1024 * 1024;
/** Links that lead to links; more of them are a ring. */
const mostLinks = 20;

export interface ContainerFileSystem extends vscode.FileSystemProvider {
  /** What stands in a folder, with size and time, which `readDirectory` cannot tell. */
  list(uri: vscode.Uri): Promise<ReadonlyMap<string, FileStat>>;
  /** The container through which an address is read, and the path in it; undefined when it is not there. */
  locate(uri: vscode.Uri): Promise<{ readonly containerId: string; readonly path: string } | undefined>;
  refresh(uris: readonly vscode.Uri[]): void;
}

export interface FileSystemOptions {
  readonly store: EngineStore;
  readonly engine: () => Promise<ContainerEngine>;
  readonly volumes: OpenedVolumes;
}

export function uriOf(address: FileAddress): vscode.Uri {
  return vscode.Uri.from(partsOf(address));
}

export function containerFileSystem({ store, engine, volumes }: FileSystemOptions): ContainerFileSystem {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  async function locate(uri: vscode.Uri): Promise<{ containerId: string; path: string } | undefined> {
    const address = addressOf(uri);
    if (!address) return undefined;
    const { kind, name, path } = address;
    switch (kind) {
      case 'container': {
        const { containers } = await store.current();
        const row = [...containers.values()].find(it => it.name === name);
        return row && { containerId: row.id, path };
      }
      case 'volume': {
        const containerId = await volumes.containerOf(name);
        return containerId === undefined
          ? undefined
          : { containerId, path: path === '/' ? volumeFolder : `${volumeFolder}${path}` };
      }
      case 'image':
        // An image has no container; see `within`.
        return undefined;
    }
  }

  /** Calls `use` with where the address is; a container is made for an image's file, and gone afterwards. */
  async function within<T>(
    uri: vscode.Uri,
    use: (files: ContainerFiles, containerId: string, path: string) => Promise<T>,
  ): Promise<T> {
    try {
      const { files } = await engine();
      const address = addressOf(uri);
      if (address?.kind === 'image')
        return await files.withImage(address.name, containerId => use(files, containerId, address.path));
      const place = await locate(uri);
      if (!place) throw vscode.FileSystemError.FileNotFound(uri);
      return await use(files, place.containerId, place.path);
    } catch (error) {
      throw inWordsOfFileSystems(error, uri);
    }
  }

  /** Follows links; undefined when nothing is there, or the links lead nowhere. */
  async function resolved(
    files: ContainerFiles,
    containerId: string,
    path: string,
  ): Promise<{ readonly stat: FileStat; readonly path: string; readonly isLink: boolean } | undefined> {
    let at = path;
    for (let links = 0; links <= mostLinks; links++) {
      const stat = await files.stat(containerId, at);
      if (stat?.linkTarget === undefined) return stat && { stat, path: at, isLink: links > 0 };
      at = stat.linkTarget;
    }
    return undefined;
  }

  return {
    onDidChangeFile: changed.event,
    // The engine does not say when files change; *Refresh* asks again.
    watch: () => ({ dispose() {} }),
    stat: uri =>
      within(uri, async (files, containerId, path) => {
        const found = await resolved(files, containerId, path);
        if (!found) throw vscode.FileSystemError.FileNotFound(uri);
        const { stat, isLink } = found;
        const type = stat.kind === 'folder' ? vscode.FileType.Directory : vscode.FileType.File;
        return {
          type: isLink ? type | vscode.FileType.SymbolicLink : type,
          size: stat.size,
          ctime: stat.modifiedAt,
          mtime: stat.modifiedAt,
          permissions: vscode.FilePermission.Readonly,
        };
      }),
    async readDirectory(uri) {
      return [...(await this.list(uri))].map(([name, { kind }]) => [name, typeOf(kind)]);
    },
    list: uri =>
      within(uri, async (files, containerId, path) => {
        const found = await resolved(files, containerId, path);
        if (!found) throw vscode.FileSystemError.FileNotFound(uri);
        if (found.stat.kind !== 'folder') throw vscode.FileSystemError.FileNotADirectory(uri);
        return files.list(containerId, found.path);
      }),
    readFile: uri =>
      within(uri, async (files, containerId, path) => {
        const found = await resolved(files, containerId, path);
        if (!found) throw vscode.FileSystemError.FileNotFound(uri);
        if (found.stat.kind === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri);
        if (found.stat.kind !== 'file')
          throw vscode.FileSystemError.Unavailable(
            `${found.path} is a device, pipe or socket: it cannot be read as a file`,
          );
        return files.read(containerId, found.path, largestFile);
      }),
    locate,
    refresh(uris) {
      changed.fire(uris.map(uri => ({ type: vscode.FileChangeType.Changed, uri })));
    },
    writeFile: readOnly,
    createDirectory: readOnly,
    delete: readOnly,
    rename: readOnly,
  };
}

function readOnly(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

function typeOf(kind: FileStat['kind']): vscode.FileType {
  switch (kind) {
    case 'folder':
      return vscode.FileType.Directory;
    case 'link':
      return vscode.FileType.SymbolicLink | vscode.FileType.File;
    case 'file':
      return vscode.FileType.File;
    case 'other':
      return vscode.FileType.Unknown;
  }
}

function inWordsOfFileSystems(error: unknown, uri: vscode.Uri): unknown {
  if (error instanceof EngineRefused && error.status === 404) return vscode.FileSystemError.FileNotFound(uri);
  if (error instanceof EngineRefused || error instanceof EngineUnreachable)
    return vscode.FileSystemError.Unavailable(error.message);
  if (error instanceof FileTooLarge) return vscode.FileSystemError.Unavailable(error.message);
  return error;
}
