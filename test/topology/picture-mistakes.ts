/** What is wrong with a layout: something covers something, leaves where it belongs, or is missing. */
import type { Box, TopologyLayout } from '../../server/src/pictures/topology/layout/layout.ts';
import type { Topology } from '../../server/src/pictures/topology/topology.ts';

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const within = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** What no picture may have, each in a few words. */
export function mistakes({
  shown,
  layout,
}: {
  readonly shown: Topology;
  readonly layout: TopologyLayout;
}): readonly string[] {
  const found: string[] = [];
  const apart = (what: string, boxes: readonly { readonly id: string; readonly box: Box }[]): void => {
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) if (overlap(a.box, b.box)) found.push(`${what}: ${a.id} covers ${b.id}`);
  };
  apart('cards', [...layout.cards, ...layout.volumes, ...layout.hubs]);
  apart('areas', layout.areas);
  apart('ports', layout.ports);
  const areas = new Map(layout.areas.map(({ id, box }) => [id, box]));
  for (const { id, home } of shown.services) {
    const card = layout.cards.find(it => it.id === id);
    const area = areas.get(home);
    if (!card || !area || !within(area, card.box)) found.push(`${id} is not in ${home}`);
    for (const item of card?.items ?? [])
      if (card && !within(card.box, item.box)) found.push(`${item.text} leaves ${id}`);
  }
  for (const { id, box } of [...layout.cards, ...layout.areas, ...layout.volumes, ...layout.hubs])
    if (!within(layout.host, box)) found.push(`${id} is outside of the host`);
  const picture = { x: 0, y: 0, width: layout.width, height: layout.height };
  for (const { id, box } of layout.ports) if (!within(picture, box)) found.push(`${id} is outside of the picture`);
  if (layout.lines.some(({ points }) => points.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))))
    found.push('a line has no place');
  if (layout.lines.length !== shown.edges.length + joined(shown, layout)) found.push('a line is missing');
  return found;
}

function joined({ services }: Topology, { hubs }: TopologyLayout): number {
  const ids = new Set(hubs.map(({ id }) => id));
  return services.reduce((sum, { alsoIn }) => sum + alsoIn.filter(id => ids.has(id)).length, 0);
}
