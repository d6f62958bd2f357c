// The rows of the view of images: a row for each tag, below its repository or alone; what no tag names stands in a group
// at the end.
import type { EngineState, ImageRow } from '../../engine/engine-state.ts';
import type { TreeNode } from '../tree-node.ts';
import { filterOf, labelTexts } from './filter.ts';
import { danglingNode, imageNode, repositoryNode } from './image-node.ts';
import { namedTag, ofRegistry } from './image-reference.ts';
import { byName, groupedBy } from './ordering.ts';
import { containersByImage, type Uses } from './uses.ts';

export interface ImagesOptions {
  /** Words that all have to occur; empty shows every image. */
  readonly filter: string;
  readonly group: 'repository' | 'none';
  /** `size` puts the largest first, `created` the newest. */
  readonly sort: 'name' | 'size' | 'created';
  readonly dangling: 'shown' | 'hidden';
}

interface Tagged {
  readonly row: ImageRow;
  readonly reference: string;
  /** By which it is sorted: the reference without its registry, as it is shown. */
  readonly name: string;
}

export function imagesTree(state: EngineState, options: ImagesOptions, now: number): readonly TreeNode[] {
  const uses = containersByImage(state);
  const matches = filterOf(options.filter);
  const all = [...state.images.values()];
  const tagged = all
    .flatMap(row => row.tags.map((reference): Tagged => ({ row, reference, name: ofRegistry(reference).path })))
    .filter(({ row, reference }) => matches(() => [reference, ...imageTexts(row, uses)]))
    .sort(orders[options.sort]);
  const dangling =
    options.dangling === 'hidden'
      ? []
      : all
          .filter(row => row.tags.length === 0 && matches(() => ['dangling', ...imageTexts(row, uses)]))
          .map((row): Tagged => ({ row, reference: row.id, name: row.id }))
          .sort(orders[options.sort]);
  const place = options.group === 'repository' ? 'below' : 'alone';
  const nodeOf = (it: Tagged) => imageNode({ ...it, place }, state, uses, now);
  const groups = groupedBy(tagged, ({ reference }) => namedTag(reference).repository);
  const rows =
    options.group === 'none'
      ? tagged.map(nodeOf)
      : [...groups].map(([name, tags]) => repositoryNode({ name, tags, children: tags.map(nodeOf) }, state, uses));
  if (dangling.length === 0) return rows;
  const children = dangling.map(({ row }) => imageNode({ row, place: 'alone' }, state, uses, now));
  return [
    ...rows,
    danglingNode(
      dangling.map(({ row }) => row),
      children,
      state,
    ),
  ];
}

function imageTexts(row: ImageRow, uses: Uses): readonly string[] {
  return [
    row.id,
    row.platform ?? '',
    ...row.digests,
    ...(uses.get(row.id) ?? []).map(({ name }) => name),
    ...labelTexts(row.labels),
  ];
}

const byReference = (a: Tagged, b: Tagged): number => byName(a.name, b.name) || byName(a.reference, b.reference);

const orders: Readonly<Record<ImagesOptions['sort'], (a: Tagged, b: Tagged) => number>> = {
  name: byReference,
  size: (a, b) => b.row.size - a.row.size || byReference(a, b),
  created: (a, b) => b.row.createdAt - a.row.createdAt || byReference(a, b),
};
