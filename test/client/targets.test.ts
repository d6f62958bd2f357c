// Which rows a command works on.
import { describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../client/src/commands/command.ts';
import type { Subject, TreeNode } from '../../client/src/views/tree-node.ts';
import { composeRow, engineState, imageRow } from '../support/engine-states.ts';
import { fakeVscode } from '../support/fake-vscode.ts';

vi.mock('vscode', () => fakeVscode().module);
const { containerTargets, imageTargets } = await import('../../client/src/commands/targets.ts');

const node = (id: string, subject: Subject): TreeNode => ({
  ...{ id, label: id, icon: { id: 'vm' }, facts: ';', spoken: id },
  subject,
});
const partsWith = (state: ReturnType<typeof engineState>): Parts =>
  ({ store: { current: async () => state }, views: { selected: () => [] } }) as unknown as Parts;

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
