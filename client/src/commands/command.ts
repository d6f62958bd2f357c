// What a command is: one file, one value. What it works with is handed to it; failures it does not expect it throws.
import type { LogOutputChannel, Uri } from 'vscode';
import type { DeviceMemory } from '../device-memory.ts';
import type { LanguageServer } from '../language-client.ts';
import type { WorkspaceFindings } from '../workspace-findings.ts';

export interface Parts {
  readonly server: LanguageServer;
  readonly devices: DeviceMemory;
  readonly findings: WorkspaceFindings;
  readonly log: LogOutputChannel;
  /** A file of the extension itself. */
  readonly ownFile: (...path: string[]) => Uri;
}

export interface Command {
  /** As in package.json. */
  readonly id: string;
  run(parts: Parts, ...given: readonly unknown[]): Promise<void>;
}
