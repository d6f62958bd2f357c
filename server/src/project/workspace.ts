/**
 * The files the core may see. A driver hands one in: the disk for the command line, the disk with open editors laid
 * over it for the language server, a map of strings for tests. Paths are as in `text/path.ts`.
 */
export interface Workspace {
  /** The text of a file; broken UTF-8 is replaced, a leading byte order mark kept. Never rejects. */
  readFile(path: string): Promise<FileRead>;
  /** What stands at the path, links followed; a broken link is `missing`. Never rejects. */
  stat(path: string): Promise<EntryKind>;
  /** The entries of a folder, unordered, at most `maxDirectoryEntries`; empty for what is no readable folder. Never rejects. */
  readDirectory(path: string): Promise<readonly DirectoryEntry[]>;
}

export type EntryKind = 'file' | 'folder' | 'missing';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

export type FileRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** There, but cannot be given as text. */
  | {
      readonly kind: 'unreadable';
      readonly reason: 'denied' | 'folder' | 'too-large' | 'failed';
      readonly message: string;
    };
