// Layers made by hand: `path` or `path size`, folders with `/` at the end, `-> path` for a hard link.
import { type LayerTree, layerTreeBuilder } from '../../../client/src/engine/layers/layer-tree.ts';

export function layerOf(...lines: readonly string[]): LayerTree {
  const builder = layerTreeBuilder();
  for (const line of lines) {
    const [path = '', size = '0', target] = line.split(' ');
    if (path.endsWith('/')) builder.add(path, 'folder', 0);
    else if (size === '->') builder.add(path, 'hard-link', 0, target);
    else builder.add(path, 'file', Number(size));
  }
  return builder.build();
}
