// Layers on top of each other: what each changes, what is seen in the end, what is wasted.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileNodes } from '../../../client/src/layers/file-nodes.ts';
import { type FileRows, rowsOfImage, rowsOfLayer } from '../../../client/src/layers/file-rows.ts';
import { type StackedImage, stackLayers } from '../../../client/src/layers/stacked-image.ts';
import type { RowOrder } from '../../../client/src/webviews/layers-messages.ts';
import { layerOf } from './layer-of.ts';

/** `path size` of every file that is there, by path. */
function seen(nodes: FileNodes): readonly string[] {
  const found: string[] = [];
  for (let node = 1; node < nodes.length; node++)
    if (nodes.isThere(node) && nodes.kind(node) === 'file') found.push(`${nodes.path(node)} ${nodes.size(node)}`);
  return found.sort();
}

/** `change path` of what a layer says, folders that are passed through left out. */
function told(image: StackedImage, number: number): readonly string[] {
  const layer = image.layers[number];
  if (!layer) return [];
  const rows = rowsOfLayer(layer, number, image.nodes);
  const found: string[] = [];
  const open: (readonly [string, string])[] = [['', '']];
  for (let at = open.pop(); at; at = open.pop())
    for (const row of rows.children(at[0], 'name', 1000).rows) {
      const path = `${at[1]}/${row.name}`;
      if (row.change !== 'same') found.push(`${row.change} ${path}${row.kind === 'folder' ? '/' : ''} ${row.bytes}`);
      if (row.hasChildren) open.push([row.id, path]);
    }
  return found.sort();
}

describe('Layers on top of each other', () => {
  it('show the files of all of them', () => {
    const image = stackLayers([layerOf('bin/sh 100', 'etc/host 5'), layerOf('srv/', 'srv/app 20')]);
    expect(seen(image.nodes)).toEqual(['/bin/sh 100', '/etc/host 5', '/srv/app 20']);
    expect(image).toMatchObject({ bytes: 125, visibleBytes: 125, waste: { bytes: 0, efficiency: 1 } });
    expect(told(image, 1)).toEqual(['added /srv/ 20', 'added /srv/app 20']);
  });

  it('hide what a whiteout names, with all that is in it', () => {
    const image = stackLayers([layerOf('a/x 10', 'a/deep/y 20', 'b 3'), layerOf('.wh.a')]);
    expect(seen(image.nodes)).toEqual(['/b 3']);
    expect(image.layers[1]?.deleted).toEqual({ files: 2, bytes: 30 });
    expect(image.waste.bytes).toBe(30);
    expect(told(image, 1)).toEqual([
      'deleted /a/ 30',
      'deleted /a/deep/ 20',
      'deleted /a/deep/y 20',
      'deleted /a/x 10',
    ]);
  });

  it('hide what lower ones have in an opaque folder, wherever the mark stands', () => {
    for (const upper of [
      layerOf('a/', 'a/.wh..wh..opq', 'a/x 7', 'a/sub/z 1'),
      layerOf('a/x 7', 'a/sub/z 1', 'a/.wh..wh..opq'),
    ]) {
      const image = stackLayers([layerOf('a/x 10', 'a/y 20', 'a/sub/w 5', 'b 3'), upper]);
      expect(seen(image.nodes)).toEqual(['/a/sub/z 1', '/a/x 7', '/b 3']);
      expect(image.layers[1]).toMatchObject({
        added: { files: 1, bytes: 1 },
        changed: { files: 1, bytes: 7 },
        deleted: { files: 2, bytes: 25 },
      });
      expect(told(image, 1)).toEqual([
        'added /a/sub/z 1',
        'changed /a/sub/ 1',
        'changed /a/x 7',
        'deleted /a/sub/w 5',
        'deleted /a/y 20',
      ]);
      expect(image.waste.top(9).map(({ path, bytes, end }) => `${path} ${bytes} ${end}`)).toEqual([
        '/a/y 20 deleted',
        '/a/x 10 overwritten',
        '/a/sub/w 5 deleted',
      ]);
    }
  });

  it('waste what is overwritten, once for every time', () => {
    const image = stackLayers([layerOf('log 10'), layerOf('log 20'), layerOf('log 30'), layerOf('.wh.log')]);
    expect(image).toMatchObject({ bytes: 60, visibleBytes: 0, waste: { bytes: 60, efficiency: 0 } });
    expect(image.waste.top(1)).toEqual([
      { path: '/log', bytes: 60, files: 1, times: 3, storedBy: [0, 1, 2], hiddenBy: [1, 2, 3], end: 'deleted' },
    ]);
    expect(image.waste.ofLayer(1)).toBe(20);
    expect(told(image, 1)).toEqual(['changed /log 20']);
    expect(told(image, 3)).toEqual(['deleted /log 30']);
  });

  it('put a file in the place of a folder, and a folder in that of a file', () => {
    const image = stackLayers([layerOf('a/x 10', 'b 4'), layerOf('a 1', 'b/y 2')]);
    expect(seen(image.nodes)).toEqual(['/a 1', '/b/y 2']);
    expect(image.waste.bytes).toBe(14);
    expect(image.layers[1]?.deleted).toEqual({ files: 1, bytes: 10 });
  });

  it('waste a file with several names when the last is gone', () => {
    const lower = layerOf('big 100', 'again -> big');
    expect(lower.bytes).toBe(100);
    expect(stackLayers([lower, layerOf('.wh.big')]).waste.bytes).toBe(0);
    expect(stackLayers([lower, layerOf('.wh.big', '.wh.again')]).waste.bytes).toBe(100);
    expect(stackLayers([lower, layerOf('.wh.again')]).waste.bytes).toBe(0);
  });

  it('hide nothing when what is hidden never was', () => {
    const image = stackLayers([layerOf('a 1'), layerOf('.wh.b', 'c/.wh.d', 'e/.wh..wh..opq', '.wh..wh.plnk/7 1')]);
    expect(seen(image.nodes)).toContain('/a 1');
    expect(image.waste.bytes).toBe(0);
    expect(image.layers[1]?.deleted).toEqual({ files: 0, bytes: 0 });
  });

  it('count one that could not be read as empty', () => {
    const image = stackLayers([layerOf('a 1'), undefined, layerOf('.wh.a')]);
    expect(image).toMatchObject({ bytes: 1, visibleBytes: 0 });
    expect(image.layers[1]?.bytes).toBe(0);
  });

  it('replace a whiteout by what the same layer brings', () => {
    for (const upper of [layerOf('.wh.a', 'a/', 'a/new 2'), layerOf('a/', 'a/new 2', '.wh.a')]) {
      const image = stackLayers([layerOf('a/old 9'), upper]);
      expect(seen(image.nodes)).toEqual(['/a/new 2']);
      expect(image.waste.bytes).toBe(9);
    }
  });

  it('tell of a folder how much is deleted in it', () => {
    const image = stackLayers([layerOf('a/x/big 900', 'a/y 5', 'b 1'), layerOf('a/x/.wh.big', 'a/y 6', 'c 7')]);
    const layer = image.layers[1];
    if (!layer) throw new Error('no layer');
    const { rows } = rowsOfLayer(layer, 1, image.nodes).children('', 'size', 9);
    expect(rows.map(({ name, bytes, hiddenBytes }) => [name, bytes, hiddenBytes])).toEqual([
      ['a', 6, 900],
      ['c', 7, undefined],
    ]);
  });

  it('are filtered by path and sorted by size', () => {
    const image = stackLayers([layerOf('usr/lib/a.so 5', 'usr/lib/b.so 50', 'etc/c 7')]);
    const rows = rowsOfImage(image.nodes);
    expect(rows.matching('.SO', 'size', 1)).toMatchObject({ rows: [{ name: '/usr/lib/b.so', bytes: 50 }], leftOut: 1 });
    expect(rows.children('', 'size', 9).rows.map(({ name, bytes }) => `${name} ${bytes}`)).toEqual(['usr 55', 'etc 7']);
    const layer = image.layers[0];
    if (!layer) throw new Error('no layer');
    expect(rowsOfLayer(layer, 0, image.nodes).matching('b.', 'name', 9).rows).toMatchObject([
      { name: '/usr/lib/b.so' },
    ]);
  });

  it('stand in the order of the tree when they are found, whatever came first in the archive', () => {
    const lower = layerOf('opt/z/a.js 1', 'opt/old/a.js 40', 'opt/old/b.js 30');
    const upper = layerOf('opt/z/b.js 2', 'opt/b.js 9', 'opt/B.js 9', 'opt/a/c.js 2', 'opt/.wh.old', 'opt/a.js 3');
    const image = stackLayers([lower, upper]);
    const paths = (rows: FileRows, text: string, order: RowOrder) =>
      rows.matching(text, order, 99).rows.map(({ name, bytes }) => `${name} ${bytes}`);
    const all = rowsOfImage(image.nodes);
    const byName = ['/opt/a/c.js 2', '/opt/z/a.js 1', '/opt/z/b.js 2', '/opt/B.js 9', '/opt/a.js 3', '/opt/b.js 9'];
    expect(paths(all, '.js', 'name')).toEqual(byName);
    const bySize = ['/opt/B.js 9', '/opt/b.js 9', '/opt/a.js 3', '/opt/a/c.js 2', '/opt/z/b.js 2', '/opt/z/a.js 1'];
    expect(paths(all, '.js', 'size')).toEqual(bySize);
    const layer = image.layers[1];
    if (!layer) throw new Error('no layer');
    const own = rowsOfLayer(layer, 1, image.nodes);
    // A folder that was deleted stands with folders, and weighs what was in it.
    const old = ['/opt/old 70', '/opt/old/a.js 40', '/opt/old/b.js 30'];
    const folders = ['/opt/a 2', '/opt/a/c.js 2', ...old, '/opt/z 2', '/opt/z/b.js 2'];
    expect(paths(own, 'opt/', 'name')).toEqual([...folders, '/opt/B.js 9', '/opt/a.js 3', '/opt/b.js 9']);
    expect(paths(own, 'opt/', 'size').slice(0, 4)).toEqual([...old, '/opt/B.js 9']);
  });

  it('are found in what a layer deleted, in folders that are gone or emptied too', () => {
    const lower = layerOf('a/deep/x.js 1', 'b/x.js 2', 'b/c/x.js 3', 'e/x.js 5', 'f/x.js 6');
    const upper = layerOf('.wh.a', 'b/.wh..wh..opq', 'e/.wh.x.js', 'f/x.js 8');
    const image = stackLayers([lower, upper]);
    const layer = image.layers[1];
    if (!layer) throw new Error('no layer');
    const found = rowsOfLayer(layer, 1, image.nodes).matching('x.js', 'name', 99).rows;
    expect(found.map(({ name, change, bytes }) => `${change} ${name} ${bytes}`)).toEqual([
      'deleted /a/deep/x.js 1',
      'deleted /b/c/x.js 3',
      'deleted /b/x.js 2',
      'deleted /e/x.js 5',
      'changed /f/x.js 8',
    ]);
  });
});

describe('Any layers', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'));
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(path, fc.integer({ min: 0, max: 99 })).map(([at, size]) => `${at} ${size}`) },
    { weight: 2, arbitrary: path.map(at => at.replace(/[^/]*$/, last => `.wh.${last}`)) },
    { weight: 1, arbitrary: path.map(at => `${at}/.wh..wh..opq`) },
    { weight: 1, arbitrary: path.map(at => `${at}/`) },
  );
  const layers = fc.array(fc.array(line, { maxLength: 8 }), { maxLength: 5 });

  it('have as many bytes as are seen and wasted together', () => {
    fc.assert(
      fc.property(layers, lists => {
        const image = stackLayers(lists.map(lines => layerOf(...lines)));
        const visible = seen(image.nodes).reduce((sum, file) => sum + Number(file.split(' ')[1]), 0);
        expect(image.visibleBytes).toBe(visible);
        expect(image.visibleBytes + image.waste.bytes).toBe(image.bytes);
        const byLayer = lists.reduce((sum, _, i) => sum + image.waste.ofLayer(i), 0);
        expect(byLayer).toBe(image.waste.bytes);
        const top = image.waste.top(1000);
        expect(top.reduce((sum, it) => sum + it.bytes, 0)).toBe(image.waste.bytes);
        expect(image.waste.efficiency).toBeGreaterThanOrEqual(0);
        expect(image.waste.efficiency).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('show what a simple reading shows', () => {
    fc.assert(
      fc.property(layers, lists => {
        expect(seen(stackLayers(lists.map(lines => layerOf(...lines))).nodes)).toEqual(simplyStacked(lists));
      }),
      { numRuns: 300 },
    );
  });
});

/** By the letter of the OCI image specification, with no thought for speed. */
function simplyStacked(lists: readonly (readonly string[])[]): readonly string[] {
  let files = new Map<string, number>();
  for (const lines of lists) {
    const own = layerOf(...lines);
    const path = (entry: number): string => (entry <= 0 ? '' : `${path(own.parent(entry))}/${own.name(entry)}`);
    const gone = (top: string, itself: 'too' | 'not') => {
      files = new Map([...files].filter(([at]) => !at.startsWith(`${top}/`) && (itself === 'not' || at !== top)));
    };
    for (let entry = 0; entry < own.length; entry++) {
      if (own.kind(entry) === 'whiteout') gone(path(entry), 'too');
      if (own.isOpaque(entry)) gone(path(entry), 'not');
    }
    for (let entry = 1; entry < own.length; entry++) {
      const kind = own.kind(entry);
      if (kind === 'file') {
        gone(path(entry), 'too');
        files.set(path(entry), own.size(entry));
      } else if (kind !== 'whiteout') files.delete(path(entry));
    }
  }
  return [...files].map(([at, size]) => `${at} ${size}`).sort();
}
