// Which images nobody needs, as a prune proposes them. Pure.
import type { EngineState, ImageRow } from '../../engine/engine-state.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import { containersByImage } from '../../views/nodes/uses.ts';

export interface UnusedImages {
  /** Without a tag, and no container was made from them. */
  readonly dangling: readonly ImageRow[];
  /** Those too, and all others that no container was made from. */
  readonly all: readonly ImageRow[];
}

/** Largest first. */
export function unusedImages(state: EngineState): UnusedImages {
  const uses = containersByImage(state);
  const all = [...state.images.values()].filter(({ id }) => !uses.has(id)).sort((a, b) => b.size - a.size);
  return { dangling: all.filter(({ tags }) => tags.length === 0), all };
}

/** Layers that images share count for each of them. */
export function sizeOf(rows: readonly ImageRow[]): number {
  return rows.reduce((sum, { size }) => sum + size, 0);
}

export function nameOf({ id, tags }: ImageRow): string {
  return tags.length === 0 ? shortId(id) : tags.join(', ');
}
