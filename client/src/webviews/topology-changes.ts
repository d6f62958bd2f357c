// What the page of a topology is told of the next picture, when it knows one already: as little as there is to draw anew.
// Pure; both ends use it.
import type { TopologyAnswer, TopologyShownPart } from '../../../server/src/lsp/custom-requests.ts';
import type { OutlineItem } from '../../../server/src/pictures/topology/outline.ts';
import { changeOf, type ListChange, withChange } from './list-change.ts';

export interface TopologyPicture {
  /** The opening tag, one piece for each element of the root, the closing tag. */
  readonly svg: readonly string[];
  readonly notices: readonly string[];
  readonly outline: readonly OutlineItem[];
  readonly parts: readonly PagePart[];
}

/** Where it is written is known outside the page: places move with every line that somebody adds. */
export interface PagePart extends Omit<TopologyShownPart, 'place'> {
  readonly canOpen: boolean;
}

/** Absent is what is as it was. */
export interface TopologyChanges {
  readonly svg?: ListChange<string>;
  readonly notices?: readonly string[];
  readonly outline?: readonly OutlineItem[];
  readonly parts?: ListChange<PagePart>;
}

export function pictureOf(answer: Extract<TopologyAnswer, { readonly kind: 'drawn' }>): TopologyPicture {
  const { svg, notices, outline, parts } = answer;
  return {
    svg,
    notices,
    outline,
    parts: parts.map(({ place, ...part }) => ({ ...part, canOpen: place !== undefined })),
  };
}

export function topologyChanges(before: TopologyPicture, after: TopologyPicture): TopologyChanges {
  const svg = changeOf(before.svg, after.svg, (a, b) => a === b);
  const parts = changeOf(before.parts, after.parts, isSame);
  return {
    ...(svg ? { svg } : {}),
    ...(isSame(before.notices, after.notices) ? {} : { notices: after.notices }),
    ...(isSame(before.outline, after.outline) ? {} : { outline: after.outline }),
    ...(parts ? { parts } : {}),
  };
}

export function withChanges(before: TopologyPicture, changes: TopologyChanges): TopologyPicture {
  return {
    svg: withChange(before.svg, changes.svg),
    notices: changes.notices ?? before.notices,
    outline: changes.outline ?? before.outline,
    parts: withChange(before.parts, changes.parts),
  };
}

/** Of what came as JSON. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
