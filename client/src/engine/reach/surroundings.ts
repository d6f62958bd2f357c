// What of this machine says which engines there are: environment, files, system. Handed in, so that finding engines is a
// function that can be tried on any machine.
import { watch } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Ending } from '../engine-store.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Absent on Windows. */
  readonly userId?: number;
  readonly files: FileReader;
}

export interface FileReader {
  /** The text; undefined when it is not there or may not be read. */
  read(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** Names in a folder; none when it is not there. */
  list(folder: string): Promise<readonly string[]>;
  /** Calls back when something in the folder itself changes; never when it is not there or cannot be watched. */
  watch?(folder: string, onChange: () => void): Ending;
}

export function thisMachine(environment: Surroundings['environment']): Surroundings {
  const userId = process.getuid?.();
  return {
    environment,
    platform: process.platform,
    home: homedir(),
    ...(userId === undefined ? {} : { userId }),
    files: {
      read: path => readFile(path, 'utf8').catch(() => undefined),
      exists: path =>
        access(path).then(
          () => true,
          () => false,
        ),
      list: folder => readdir(folder).catch(() => []),
      watch: watchFolder,
    },
  };
}

function watchFolder(folder: string, onChange: () => void): Ending {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch {
    return { dispose: () => undefined }; // It is not there, or the system has no watches left.
  }
}

/** Joins paths as the machine does. */
export function joinOn({ platform }: Surroundings, ...parts: readonly string[]): string {
  return (platform === 'win32' ? win32 : posix).join(...parts);
}

/** An environment variable that is set and not empty, as Docker reads them. */
export function variable({ environment }: Surroundings, name: string): string | undefined {
  return environment[name] || undefined;
}
