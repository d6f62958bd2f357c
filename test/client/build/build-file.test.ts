// Which file or folder a build command works on.
import { beforeEach, describe, expect, it, vi } from 'vitest';

const { vscode, front, folders } = vi.hoisted(() => {
  class Uri {
    readonly path: string;
    constructor(path: string) {
      this.path = path;
    }
  }
  const front: { document?: { readonly uri: Uri; readonly languageId: string } } = {};
  const folders: { readonly uri: Uri }[] = [];
  const vscode = {
    Uri,
    window: {
      get activeTextEditor() {
        return front.document && { document: front.document };
      },
      // Somebody who takes the last.
      showWorkspaceFolderPick: vi.fn(async () => folders.at(-1)),
    },
    workspace: {
      get workspaceFolders() {
        return folders.length === 0 ? undefined : folders;
      },
      getWorkspaceFolder: ({ path }: Uri) => folders.find(({ uri }) => path.startsWith(`${uri.path}/`)),
    },
  };
  return { vscode, front, folders };
});
vi.mock('vscode', () => vscode);
// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { buildFileOf } = await import('../../../client/src/commands/build/ask-server.ts');

const open = (...paths: readonly string[]) => folders.push(...paths.map(path => ({ uri: new vscode.Uri(path) })));
const showDocument = (path: string, languageId: string) => {
  front.document = { uri: new vscode.Uri(path), languageId };
};
const pathOf = async (given?: unknown) => (await buildFileOf(given))?.path;

describe('What a build command works on', () => {
  beforeEach(() => {
    delete front.document;
    folders.length = 0;
    vscode.window.showWorkspaceFolderPick.mockClear();
  });

  it('is what it was called on, or the Dockerfile or Compose file in front', async () => {
    open('/shop');
    showDocument('/elsewhere/Dockerfile', 'dockerfile');
    expect(await pathOf(new vscode.Uri('/shop/compose.yaml'))).toBe('/shop/compose.yaml');
    expect(await pathOf()).toBe('/elsewhere/Dockerfile');
  });

  it('is the only folder, though a document of no folder is in front', async () => {
    open('/shop');
    expect(await pathOf()).toBe('/shop');
    showDocument('/build-log', 'log');
    expect(await pathOf()).toBe('/shop');
    expect(vscode.window.showWorkspaceFolderPick).not.toHaveBeenCalled();
  });

  it('is the folder of the document in front, else one of several that is asked for', async () => {
    open('/shop', '/blog', '/wiki');
    showDocument('/blog/main.py', 'python');
    expect(await pathOf()).toBe('/blog');
    delete front.document;
    expect(await pathOf()).toBe('/wiki');
    vscode.window.showWorkspaceFolderPick.mockResolvedValueOnce(undefined);
    expect(await pathOf()).toBeUndefined();
  });

  it('is missed where no folder is open', async () => {
    showDocument('/elsewhere/main.py', 'python');
    await expect(pathOf()).rejects.toThrow('Open a Dockerfile');
  });
});
