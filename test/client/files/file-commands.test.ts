// What the rows of the view of container files are for: which of several is meant, and what reaches the user's clipboard.
import { beforeEach, expect, it, vi } from 'vitest';
import type { Parts } from '../../../client/src/commands/command.ts';
import type { FileRow } from '../../../client/src/files/file-browser.ts';

let clipboard = '';
const said: string[] = [];

vi.mock('vscode', () => {
  class Uri {
    readonly scheme = 'slipway-files';
    readonly authority = 'container';
    readonly path: string;
    readonly query = '';
    constructor(path: string) {
      this.path = path;
    }
    static joinPath = (_: Uri, name: string) => ({ fsPath: `/here/${name}` });
    static file = (path: string) => ({ fsPath: path });
    static from = ({ path }: { path: string }) => new Uri(path);
  }
  return {
    Uri,
    EventEmitter: class {},
    CancellationError: class extends Error {},
    ProgressLocation: { Notification: 15 },
    FileSystemError: class extends Error {},
    window: {
      setStatusBarMessage: (text: string) => void said.push(text),
      showInformationMessage: async (text: string) => void said.push(text),
      showSaveDialog: async ({ title }: { title: string }) => ({ fsPath: `/here/${title}` }),
      withProgress: async ({ title }: { title: string }, task: (...given: unknown[]) => unknown) => {
        said.push(title);
        return task({ report: () => undefined }, { onCancellationRequested: () => undefined });
      },
    },
    workspace: { workspaceFolders: undefined, fs: { stat: async () => Promise.reject(new Error('not there')) } },
    env: {
      clipboard: {
        writeText: async (text: string) => {
          clipboard = text;
        },
      },
    },
  };
});
vi.resetModules();
const { compareWithImage, copyFilePath, downloadFiles } = await import(
  '../../../client/src/commands/files/file-commands.ts'
);
const { uriOf } = await import('../../../client/src/files/container-file-system.ts');

const row = (path: string): FileRow => ({
  uri: uriOf({ kind: 'container', name: 'web', path }),
  name: path.slice(1),
  isRoot: false,
  isLink: false,
  stat: { kind: 'file', size: 1 },
});
const [a, b] = [row('/a'), row('/b')];
const hostile = row('/[x](command:slipway.volume.prune)');
const asked: string[] = [];
const parts = (...selected: readonly FileRow[]) =>
  ({
    files: { selected },
    containerFiles: { locate: async ({ path }: { path: string }) => ({ containerId: 'c', path }) },
    store: {
      current: async () => ({ containers: new Map([['c', { name: 'web', image: 'i:1', imageId: 'sha256:1' }]]) }),
    },
    engine: async () => ({
      files: {
        stat: async () => undefined,
        download: async (_: string, path: string) => {
          asked.push(path);
          return { files: 1, bytes: 1, leftOut: [] };
        },
      },
    }),
  }) as unknown as Parts;

beforeEach(() => {
  clipboard = 'somebody’s own';
  asked.length = said.length = 0;
});

it('the file that was clicked is the one that is downloaded', async () => {
  await downloadFiles.run(parts(a, b), b, [a, b]);
  await downloadFiles.run(parts(a));
  expect(asked.map(path => path.at(-1))).toEqual(['b', 'a']);
  await expect(downloadFiles.run(parts(a, b))).rejects.toThrow('Select one file or folder');
  expect(asked).toHaveLength(2);
});

it('paths are copied when there are some; nothing empties the clipboard', async () => {
  await expect(copyFilePath.run(parts())).rejects.toThrow('Select a file or folder in the view Container Files first.');
  expect(clipboard).toBe('somebody’s own');
  await copyFilePath.run(parts(), a, [a, b]);
  expect(clipboard).toBe('/a\n/b');
  expect(said).toEqual(['Slipway: Copied 2 lines']);
});

it('names of files are no links in messages', async () => {
  await downloadFiles.run(parts(), hostile);
  await compareWithImage.run(parts(), hostile);
  expect(said.join('\n')).toContain('[x] (command:');
  expect(said.filter(text => text.includes(']('))).toEqual([]);
});
