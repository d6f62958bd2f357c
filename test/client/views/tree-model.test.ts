import { describe, expect, it } from 'vitest';
import { containersTree } from '../../../client/src/views/nodes/containers-tree.ts';
import { redrawing, treeModel } from '../../../client/src/views/tree-model.ts';
import type { TreeNode } from '../../../client/src/views/tree-node.ts';
import { composeRow, containerRow, engineState, hours, minutes, noon } from '../../support/engine-states.ts';

function node(id: string, it: Partial<TreeNode> = {}): TreeNode {
  return { id, label: id, icon: { id: 'vm' }, facts: ';', spoken: id, ...it };
}

const between = (before: readonly TreeNode[], after: readonly TreeNode[]) =>
  redrawing(treeModel(before), treeModel(after));

describe('From one moment to the next', () => {
  it.each<[string, readonly TreeNode[], readonly TreeNode[], 'all' | readonly string[]]>([
    ['nothing changed', [node('a', { children: [node('b')] })], [node('a', { children: [node('b')] })], []],
    ['a row says something else', [node('a'), node('b')], [node('a'), node('b', { description: 'x' })], ['b']],
    ['an icon has another colour', [node('a')], [node('a', { icon: { id: 'vm', color: 'charts.green' } })], ['a']],
    ['only the tooltip is another', [node('a', { source: {} })], [node('a', { source: {} })], ['a']],
    ['a root comes', [node('a')], [node('a'), node('b')], 'all'],
    ['roots change places', [node('a'), node('b')], [node('b'), node('a')], 'all'],
    [
      'a row comes below another',
      [node('p', { children: [node('a')] }), node('q')],
      [node('p', { children: [node('a'), node('b')] }), node('q')],
      ['p'],
    ],
    [
      'a row moves',
      [node('p', { children: [node('a'), node('b')] }), node('q', { children: [] })],
      [node('p', { children: [node('b')] }), node('q', { children: [node('a')] })],
      ['p', 'q'],
    ],
    [
      'rows below one that changes need no word of their own',
      [node('p', { children: [node('a')] })],
      [node('p', { label: 'P', children: [node('a', { label: 'A' })] })],
      ['p'],
    ],
    ['a leaf gets rows below', [node('p')], [node('p', { opened: 'collapsed', children: [node('a')] })], ['p']],
  ])('%s', (_, before, after, expected) => {
    expect(between(before, after)).toEqual(expected);
  });

  it('of very many rows all are read again', () => {
    const rows = (label: string) => Array.from({ length: 500 }, (_, i) => node(`${i}`, { label }));
    expect(between(rows('a'), rows('b'))).toBe('all');
  });

  it('an id that comes twice is shown once', () => {
    const model = treeModel([node('a', { children: [node('a'), node('b'), node('b')] }), node('a')]);
    expect(model.roots.map(({ id }) => id)).toEqual(['a']);
    expect(model.byId.get('a')?.node.children?.map(({ id }) => id)).toEqual(['b']);
    expect(model.byId.get('b')?.parent).toBe('a');
  });

  it('only the rows whose uptime reads differently are drawn again', () => {
    const state = engineState({
      containers: [containerRow('young'), containerRow('old', { since: noon - hours(30) })],
    });
    const options = { filter: '', group: 'project', sort: 'state' } as const;
    const at = (now: number) => containersTree(state, options, now);
    const young = `container:${containerRow('young').id}`;
    expect(between(at(noon), at(noon + minutes(0.5)))).toEqual([]);
    expect(between(at(noon), at(noon + minutes(1)))).toEqual([young]);
  });

  it('a container that stops has its project read again, and nothing else', () => {
    const [web, db, blog] = [composeRow('shop', 'web'), composeRow('shop', 'db'), composeRow('blog', 'app')];
    const options = { filter: '', group: 'project', sort: 'name' } as const;
    const rows = (...containers: Parameters<typeof engineState>[0]['containers'] & {}) =>
      containersTree(engineState({ containers }), options, noon);
    expect(between(rows(web, db, blog), rows({ ...web, status: 'exited', exitCode: 0 }, db, blog))).toEqual([
      'project:shop',
    ]);
    // Same number of running ones: only the row itself.
    expect(between(rows(web, db, blog), rows({ ...web, health: 'healthy' }, db, blog))).toEqual([
      `container:${web.id}`,
    ]);
  });
});
