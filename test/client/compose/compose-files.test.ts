// Which Compose files are brought up when the command is called on none.
import { beforeEach, describe, expect, it, vi } from 'vitest';

interface Item {
  readonly label: string;
  readonly picked?: boolean;
}
const { vscode, editor, found, lists } = vi.hoisted(() => {
  const editor: { document?: { readonly uri: object; readonly languageId: string } } = {};
  const found: { readonly fsPath: string }[] = [];
  const lists: (readonly Item[])[] = [];
  const vscode = {
    window: {
      get activeTextEditor() {
        return editor.document && { document: editor.document };
      },
      /** Somebody who takes what is ticked, or the first. */
      async showQuickPick(items: readonly Item[], { canPickMany }: { readonly canPickMany?: boolean }) {
        lists.push(items);
        return canPickMany ? items.filter(({ picked }) => picked) : items[0];
      },
    },
    workspace: { findFiles: async () => found, asRelativePath: (path: string) => path.slice('/work/'.length) },
  };
  return { vscode, editor, found, lists };
});
vi.mock('vscode', () => vscode);
// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { fileInFrontOrPicked, filesTicked } = await import('../../../client/src/commands/compose/compose-files.ts');

const there = (...paths: readonly string[]) => found.push(...paths.map(fsPath => ({ fsPath })));
const show = (fsPath: string, languageId: string, scheme = 'file') => {
  editor.document = { uri: { scheme, fsPath }, languageId };
};
const labels = () => lists.map(items => items.map(({ label, picked }) => (picked ? `[${label}]` : label)));

beforeEach(() => {
  delete editor.document;
  found.length = 0;
  lists.length = 0;
});

describe('The Compose file to bring up', () => {
  it('is the one in front, wherever it is', async () => {
    there('/work/compose.yaml', '/work/shop/compose.yaml');
    show('/work/shop/compose.yaml', 'dockercompose');
    expect(await fileInFrontOrPicked('Which?')).toEqual(['/work/shop/compose.yaml']);
    found.length = 0;
    show('/elsewhere/stack.yml', 'dockercompose');
    expect(await fileInFrontOrPicked('Which?')).toEqual(['/elsewhere/stack.yml']);
    show('/elsewhere/compose.yml', 'yaml');
    expect(await fileInFrontOrPicked('Which?')).toEqual(['/elsewhere/compose.yml']);
    expect(lists).toEqual([]);
  });

  it.each([
    ['/work/Dockerfile', 'dockerfile', 'file'],
    ['/work/old/compose.yaml', 'dockercompose', 'git'],
  ])('is picked, the nearest first, while %s is in front', async (path, language, scheme) => {
    there('/work/shop/compose.yaml', '/work/compose.yaml');
    show(path, language, scheme);
    expect(await fileInFrontOrPicked('Which?')).toEqual(['/work/compose.yaml']);
    expect(labels()).toEqual([['compose.yaml', 'shop/compose.yaml']]);
  });

  it('is the only one there is, and missed where there is none', async () => {
    await expect(fileInFrontOrPicked('Which?')).rejects.toThrow('No Compose file');
    there('/work/compose.yaml');
    expect(await fileInFrontOrPicked('Which?')).toEqual(['/work/compose.yaml']);
    expect(await filesTicked('Which?')).toEqual(['/work/compose.yaml']);
    expect(lists).toEqual([]);
  });

  it('may be several with options, the one in front ticked before', async () => {
    there('/work/compose.yaml', '/work/shop/compose.yaml', '/work/shop/compose.override.yaml');
    show('/work/shop/compose.yaml', 'dockercompose');
    expect(await filesTicked('Which?')).toEqual(['/work/shop/compose.yaml']);
    expect(labels()).toEqual([['[shop/compose.yaml]', 'compose.yaml', 'shop/compose.override.yaml']]);
  });
});
