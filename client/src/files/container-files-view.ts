// Puts together what shows files inside containers and volumes: file system, view, and the containers of opened volumes.
import * as vscode from 'vscode';
import type { ContainerEngine } from '../engine/engine.ts';
import type { EngineStore } from '../engine/engine-store.ts';
import { type ContainerFileSystem, containerFileSystem } from './container-file-system.ts';
import { fileScheme } from './file-address.ts';
import { type FileBrowser, fileBrowser } from './file-browser.ts';
import { type OpenedVolumes, openedVolumes } from './opened-volumes.ts';

export interface ContainerFilesView extends vscode.Disposable {
  readonly files: FileBrowser;
  readonly containerFiles: ContainerFileSystem;
  readonly volumes: OpenedVolumes;
}

export function containerFilesView({
  store,
  engine,
}: {
  readonly store: EngineStore;
  readonly engine: () => Promise<ContainerEngine>;
}): ContainerFilesView {
  const volumes = openedVolumes(engine);
  const connecting = store.onDidChange(({ isOfConnection }, state) => {
    if (isOfConnection && state.connection.kind === 'connected') void volumes.removeExpired(state);
  });
  const containerFiles = containerFileSystem({ store, engine, volumes });
  const files = fileBrowser({ files: containerFiles, engine, volumes });
  const registration = vscode.workspace.registerFileSystemProvider(fileScheme, containerFiles, {
    isReadonly: true,
    isCaseSensitive: true,
  });
  return {
    files,
    containerFiles,
    volumes,
    dispose: () => vscode.Disposable.from(files, registration, connecting).dispose(),
  };
}
