// What a command is: one value. What it works with is handed to it; failures it does not expect it throws.
import type { LogOutputChannel, Memento, Uri } from 'vscode';
import type { Builds } from '../builds/builds.ts';
import type { DeviceMemory } from '../device-memory.ts';
import type { ReadOnlyDocuments } from '../documents/read-only-documents.ts';
import type { ContainerEngine } from '../engine/engine.ts';
import type { EngineSelection } from '../engine/engine-selection.ts';
import type { EngineStore } from '../engine/engine-store.ts';
import type { ContainerFileSystem } from '../files/container-file-system.ts';
import type { FileBrowser } from '../files/file-browser.ts';
import type { OpenedVolumes } from '../files/opened-volumes.ts';
import type { LanguageServer } from '../language-client.ts';
import type { LastBuilds } from '../layers/last-builds.ts';
import type { Learning } from '../learn/learning.ts';
import type { Views } from '../views/views.ts';
import type { WorkspaceFindings } from '../workspace-findings.ts';

export interface Parts {
  readonly server: LanguageServer;
  readonly devices: DeviceMemory;
  readonly findings: WorkspaceFindings;
  readonly log: LogOutputChannel;
  readonly engines: EngineSelection;
  readonly store: EngineStore;
  readonly views: Views;
  readonly documents: ReadOnlyDocuments;
  readonly files: FileBrowser;
  readonly containerFiles: ContainerFileSystem;
  readonly volumes: OpenedVolumes;
  readonly learning: Learning;
  readonly builds: Builds;
  readonly lastBuilds: LastBuilds;
  /** The connected engine; rejects with `EngineUnreachable`, and in Restricted Mode. */
  readonly engine: () => Promise<ContainerEngine>;
  /** What is remembered for this workspace. */
  readonly memory: Memento;
  /** A file of the extension itself. */
  readonly ownFile: (...path: string[]) => Uri;
}

export interface Command {
  /** As in package.json. */
  readonly id: string;
  run(parts: Parts, ...given: readonly unknown[]): Promise<void>;
}
