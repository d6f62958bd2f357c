// Which rows a command works on.
import { describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../client/src/commands/command.ts';
import { bySelection, type Subject, type TreeNode } from '../../client/src/views/tree-node.ts';
import manifest from '../../package.json';
import { composeRow, engineState, imageRow } from '../support/engine-states.ts';
import { fakeVscode } from '../support/fake-vscode.ts';

const shown: string[][] = [];
vi.mock('vscode', () => {
  const { module } = fakeVscode();
  const showQuickPick = async (items: readonly { readonly label: string }[]) => {
    shown.push(items.map(({ label }) => label));
    return items[1];
  };
  return { ...module, window: { ...(module['window'] as object), showQuickPick } };
});
vi.resetModules();
const { containerTargets, imageTargets } = await import('../../client/src/commands/targets.ts');

const node = (id: string, subject: Subject): TreeNode => ({
  ...{ id, label: id, icon: { id: 'vm' }, facts: ';', spoken: id },
  subject,
});
const partsWith = (state: ReturnType<typeof engineState>, ...selected: readonly TreeNode[]): Parts =>
  ({ store: { current: async () => state }, views: { selected: () => selected } }) as unknown as Parts;

describe('Rows that were selected together', () => {
  it('give an object once, though its group was selected too', async () => {
    const image = imageRow(['shop:1', 'shop:2']);
    const rows = image.tags.map(reference => ({ id: image.id, reference }));
    const group = node('shop', { kind: 'images', rows });
    const first = node('shop:1', { kind: 'image', id: image.id, reference: 'shop:1' });
    const parts = partsWith(engineState({ images: [image] }));
    const question = { title: 'Remove which images?', many: 'several', none: 'no image' } as const;
    const targets = await imageTargets(parts, [group, [group, first]], question);
    expect(targets.map(({ reference }) => reference)).toEqual(['shop:1', 'shop:2']);
  });

  it('give the containers of a project and one of them once each, if the command can use them', async () => {
    const [web, db] = [composeRow('shop', 'web'), composeRow('shop', 'db', { status: 'exited' })];
    const project = node('shop', { kind: 'project', name: 'shop', containerIds: [web.id, db.id] });
    const one = node('web', { kind: 'container', id: web.id });
    const parts = partsWith(engineState({ containers: [web, db] }));
    const question = { title: 'Stop which containers?', many: 'several', none: 'No container is running.' } as const;
    const all = await containerTargets(parts, [project, [project, one]], question);
    expect(all.map(({ name }) => name)).toEqual(['shop-db-1', 'shop-web-1']);
    const accepts = ({ status }: { readonly status: string }) => status === 'running';
    const running = await containerTargets(parts, [project, [project, one]], { ...question, accepts });
    expect(running).toEqual([web]);
    const away = partsWith(engineState({}));
    await expect(containerTargets(away, [one], question)).rejects.toThrow(/gone/);
  });
});

describe('What works on one object', () => {
  const rows = [composeRow('shop', 'web'), composeRow('shop', 'db')] as const;
  const [web, db] = rows.map(({ id, name }) => node(name, { kind: 'container', id })) as [TreeNode, TreeNode];
  const project = node('shop', { kind: 'project', name: 'shop', containerIds: rows.map(({ id }) => id) });
  const state = engineState({ containers: rows });
  const question = { title: 'Attach to which container?', many: 'one', none: 'no container' } as const;
  const names = async (parts: Parts, ...given: readonly unknown[]) =>
    (await containerTargets(parts, given, question)).map(({ name }) => name);

  it('is given the row that was clicked, whatever else is selected', async () => {
    shown.length = 0;
    expect(await names(partsWith(state), db, [web, db])).toEqual(['shop-db-1']);
    expect(await names(partsWith(state), web, [db, web])).toEqual(['shop-web-1']);
    expect(shown).toEqual([]);
  });

  it('asks which, where the selection or a group is several', async () => {
    shown.length = 0;
    expect(await names(partsWith(state, web, db), bySelection)).toEqual(['shop-db-1']);
    expect(await names(partsWith(state), project)).toEqual(['shop-web-1']);
    expect(shown).toEqual([
      ['shop-web-1', 'shop-db-1'],
      ['shop-db-1', 'shop-web-1'],
    ]);
  });

  it.each([
    ...['run', 'tag', 'inspect', 'history', 'showLayers', 'pullForPlatform'].map(it => `slipway.image.${it}`),
    ...['inspect', 'processes', 'changes', 'showLifeCycle', 'rename', 'commit', 'export', 'openInBrowser'].map(
      it => `slipway.container.${it}`,
    ),
    ...['shellAs', 'attach', 'browseFiles'].map(it => `slipway.container.${it}`),
    ...['inspect', 'browseFiles'].map(it => `slipway.volume.${it}`),
    ...['inspect', 'connect'].map(it => `slipway.network.${it}`),
    ...['download', 'compareWithImage'].map(it => `slipway.files.${it}`),
  ])('does not stand in the menu of several rows: %s', id => {
    const places = manifest.contributes.menus['view/item/context'].filter(
      ({ command, group, when }) => command === id && !group.startsWith('inline') && !when.includes('slipway.builds'),
    );
    expect(places.length).toBeGreaterThan(0);
    for (const { when } of places) expect(when).toContain('!listMultiSelection');
  });
});
