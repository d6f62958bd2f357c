/**
 * Areas side by side in bands, one band below the other, with channels between them through which lines run: the one
 * above each band, and one below the last.
 */
import type { Point } from './layout.ts';

export interface BandItem {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Bands {
  readonly width: number;
  /** By area: its upper left corner, and its band, counted from the top. */
  readonly places: ReadonlyMap<string, Point & { readonly band: number }>;
  /** Of each band, from above its areas to below. */
  readonly edges: readonly { readonly top: number; readonly bottom: number }[];
  /** Of each band: where there is room to pass it upright, from left to right. */
  readonly gaps: readonly (readonly number[])[];
}

const gap = 30;

/** @param channels the height of the channel above each band that has one */
export function bandsOf(items: readonly BandItem[], channelHeight: number): Bands {
  const surface = items.reduce((sum, { width, height }) => sum + (width + gap) * (height + channelHeight), 0);
  const wanted = Math.max(760, ...items.map(({ width }) => width), Math.sqrt(surface * 1.5));
  const rows: BandItem[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const item of items) {
    if (used + gap + item.width > wanted * 1.06) {
      rows.push([]);
      used = -gap;
    }
    rows.at(-1)?.push(item);
    used += gap + item.width;
  }
  const widthOf = (row: readonly BandItem[]): number => row.reduce((sum, { width }) => sum + width + gap, -gap);
  const width = Math.max(0, ...rows.map(widthOf));
  const places = new Map<string, Point & { readonly band: number }>();
  const edges: { top: number; bottom: number }[] = [];
  const gaps: number[][] = [];
  let y = channelHeight;
  for (const [band, row] of rows.entries()) {
    let x = 0;
    const free = [-gap / 2];
    for (const item of row) {
      places.set(item.id, { x, y, band });
      x += item.width + gap;
      free.push(x - gap / 2);
    }
    const bottom = y + Math.max(...row.map(({ height }) => height));
    edges.push({ top: y, bottom });
    gaps.push(free);
    y = bottom + channelHeight;
  }
  return { width, places, edges, gaps };
}

/** The way from one channel to another, through the gap of each band that lies between, the nearest to where it leads. */
export function wayThrough(
  bands: Bands,
  from: Point,
  to: Point,
  channels: { readonly from: number; readonly to: number },
  lane: number,
): readonly Point[] {
  const way: Point[] = [];
  const isDown = channels.to > channels.from;
  const first = isDown ? channels.from : channels.from - 1;
  const last = isDown ? channels.to - 1 : channels.to;
  let x = from.x;
  for (let band = first; isDown ? band <= last : band >= last; band += isDown ? 1 : -1) {
    const edge = bands.edges[band];
    const free = bands.gaps[band];
    if (!edge || !free) continue;
    const cost = (at: number): number => Math.abs(at - x) + Math.abs(at - to.x);
    const best = [...free].sort((a, b) => cost(a) - cost(b))[0] ?? x;
    x = best + ((lane % 5) - 2) * 5;
    const [a, b] = [
      { x, y: edge.top },
      { x, y: edge.bottom },
    ];
    way.push(...(isDown ? [a, b] : [b, a]));
  }
  return way;
}

/** Places things of some widths on a line, in order of where each would like to stand, without touching. Gives middles. */
export function spread(
  things: readonly { readonly id: string; readonly width: number; readonly wish: number }[],
  between: number,
  from: number,
  to: number,
): ReadonlyMap<string, number> {
  const sorted = [...things].sort((a, b) => a.wish - b.wish);
  const lefts: number[] = [];
  let free = from;
  for (const { width, wish } of sorted) {
    const left = Math.max(free, wish - width / 2);
    lefts.push(left);
    free = left + width + between;
  }
  // Back from the right end, as far as there is room.
  let limit = to;
  for (let at = sorted.length - 1; at >= 0; at--) {
    const width = sorted[at]?.width ?? 0;
    const left = lefts[at] ?? 0;
    const back = Math.min(left, limit - width);
    if (back < left) lefts[at] = Math.max(back, from);
    limit = (lefts[at] ?? 0) - between;
  }
  // Where there was not, all move to the right again.
  free = from;
  for (const [at, { width }] of sorted.entries()) {
    lefts[at] = Math.max(lefts[at] ?? 0, free);
    free = (lefts[at] ?? 0) + width + between;
  }
  return new Map(sorted.map(({ id, width }, at) => [id, (lefts[at] ?? 0) + width / 2]));
}
