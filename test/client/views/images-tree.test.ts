import { describe, expect, it } from 'vitest';
import type { ContainerRow, ImageRow } from '../../../client/src/engine/engine-state.ts';
import { type ImagesOptions, imagesTree } from '../../../client/src/views/nodes/images-tree.ts';
import {
  containerRow,
  days,
  engineState,
  hours,
  idOf,
  imageRow,
  noon,
  unreachable,
} from '../../support/engine-states.ts';
import { find, labels, treeText } from './tree-text.ts';

const usual: ImagesOptions = { filter: '', group: 'repository', sort: 'name', dangling: 'shown' };

function tree(
  images: readonly ImageRow[],
  options: Partial<ImagesOptions> = {},
  containers: readonly ContainerRow[] = [],
) {
  return imagesTree(engineState({ images, containers }), { ...usual, ...options }, noon);
}

const nginx = [
  imageRow(['nginx:1.27', 'nginx:latest'], { platform: 'linux/amd64', size: 192_000_000 }),
  imageRow(['nginx:1.26'], { size: 188_400_000, createdAt: noon - days(100) }),
];
const local = imageRow(['localhost:5000/team/api:dev'], { size: 1_234_567_890, createdAt: noon - hours(3) });
const lost = imageRow([], { size: 900 }, 'lost');
const byDigest = imageRow([], { digests: [`alpine@sha256:${'12'.repeat(32)}`] }, 'by digest');

describe('The view of images', () => {
  it('has tags below their repository, and what no tag names in a group at the end', () => {
    const web = containerRow('web', { imageId: nginx[0]?.id ?? '' });
    const old = containerRow('old', { imageId: nginx[1]?.id ?? '', status: 'exited' });
    expect(treeText(tree([lost, ...nginx, local, byDigest], {}, [web, old]))).toBe(
      [
        'package/charts.green nginx | 1.26, 1.27, latest · used by 2 containers',
        '  package 1.26 | 188 MB · used by old · 3 months old',
        '  package/charts.green 1.27 | linux/amd64 · 192 MB · used by web · 3 weeks old',
        '  package/charts.green latest | linux/amd64 · 192 MB · used by web · 3 weeks old',
        'package team/api | localhost:5000 · dev · 1.23 GB',
        '  package dev | 1.23 GB · 3 h old',
        'archive/disabledForeground Dangling | 2 images',
        ...[lost, byDigest]
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .map(it =>
            it === lost
              ? `  archive/disabledForeground ${it.id.slice(7, 19)} | 900 B · 3 weeks old`
              : '  archive/disabledForeground alpine@121212121212 | 5.06 MB · 3 weeks old',
          ),
      ].join('\n'),
    );
  });

  it.each<[Partial<ImagesOptions>, string]>([
    [{ group: 'none' }, 'nginx:1.26, nginx:1.27, nginx:latest, team/api:dev'],
    [{ sort: 'size' }, 'team/api [dev], nginx [1.27, latest, 1.26]'],
    [{ sort: 'created', group: 'none' }, 'team/api:dev, nginx:1.27, nginx:latest, nginx:1.26'],
    [{ filter: 'api' }, 'team/api [dev]'],
    [{ filter: 'NGINX latest' }, 'nginx [latest]'],
    [{ filter: 'amd64' }, 'nginx [1.27, latest]'],
    [{ filter: 'nothing' }, ''],
  ])('follows %j', (options, text) => {
    expect(labels(tree([...nginx, local, lost], { dangling: 'hidden', ...options }))).toBe(text);
  });

  it('finds images by the containers that use them', () => {
    const web = containerRow('front', { imageId: local.id });
    expect(labels(tree([...nginx, local], { filter: 'front' }, [web]))).toBe('team/api [dev]');
  });

  it('knows a row by its tag, so that a newer image takes its place', () => {
    const before = find(tree([imageRow(['app:dev'])]), 'image:app:dev');
    const after = find(tree([imageRow(['app:dev'], {}, 'newer')]), 'image:app:dev');
    expect(before.subject).toEqual({ kind: 'image', id: `sha256:${idOf('app:dev')}`, reference: 'app:dev' });
    expect(after.subject).toEqual({ kind: 'image', id: `sha256:${idOf('newer')}`, reference: 'app:dev' });
  });

  it('has facts for menus', () => {
    const used = containerRow('web', { imageId: local.id });
    const nodes = tree([...nginx, local, lost], {}, [used]);
    expect(find(nodes, 'image:nginx:1.27').facts).toBe(';image;tagged;');
    expect(find(nodes, 'image:localhost:5000/team/api:dev').facts).toBe(';image;tagged;used;');
    expect(find(nodes, `image:${lost.id}`).facts).toBe(';image;dangling;');
    expect(find(nodes, 'repository:nginx').facts).toBe(';repository;');
    expect(find(nodes, 'repository:nginx').subject).toMatchObject({ kind: 'images', rows: [{}, {}, {}] });
    expect(find(nodes, 'images:dangling').subject).toEqual({ kind: 'images', rows: [{ id: lost.id }] });
  });

  it('is said in words', () => {
    const nodes = tree([...nginx, lost]);
    expect(find(nodes, 'image:nginx:1.27').spoken).toBe('Image nginx:1.27, linux/amd64, 192 MB, not used');
    expect(find(nodes, `image:${lost.id}`).spoken).toBe(`Dangling image ${lost.id.slice(7, 19)}, 900 B, not used`);
  });

  it('tells more in its tooltip', () => {
    const it = imageRow(['a:1', 'a:2'], {
      platform: 'linux/arm/v7',
      digests: [`a@sha256:${'0'.repeat(64)}`],
      labels: { 'org.opencontainers.image.version': '1.2', 'org.opencontainers.image.vendor': 'somebody' },
    });
    const text = find(tree([it], {}, [containerRow('x*', { imageId: it.id })]), 'image:a:1').tooltip?.();
    expect(text).toContain('**Platform** `linux/arm/v7`');
    expect(text).toContain('**Tags**\n- `a:1`\n- `a:2`');
    expect(text).toContain('**Used by** x\\*, running');
    expect(text).toContain('`1.2`');
    expect(text).not.toContain('somebody');
  });

  it('offers nothing once the engine was lost', () => {
    const connection = unreachable('not-running', 'gone');
    const nodes = imagesTree(engineState({ connection, images: [...nginx, lost] }), usual, noon);
    expect(nodes.map(({ facts }) => facts)).toEqual([';repository;stale;', ';dangling-images;stale;']);
    expect(find(nodes, 'image:nginx:1.27')).toMatchObject({
      facts: ';image;stale;',
      description: 'linux/amd64 · 192 MB',
    });
  });
});
