// What of this machine says which engines there are: environment, files, system. Handed in, so that finding engines is a
// function that can be tried on any machine.
import { access, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

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
    },
  };
}

/** Joins paths as the machine does. */
export function joinOn({ platform }: Surroundings, ...parts: readonly string[]): string {
  return (platform === 'win32' ? win32 : posix).join(...parts);
}

/** An environment variable that is set and not empty, as Docker reads them. */
export function variable({ environment }: Surroundings, name: string): string | undefined {
  return environment[name] || undefined;
}
