/** The inside of a service's card: what stands where, and how large it gets. */
import type { Topology, TopologyDetail, TopologyService } from '../topology.ts';
import type { Box, PlacedItem } from './layout.ts';
import { fitted, type Lettering, textWidth } from './text-width.ts';

export const nameLettering: Lettering = { size: 13, weight: 'bold' };
export const smallLettering: Lettering = { size: 11, weight: 'normal' };
const chipLettering: Lettering = { size: 10.5, weight: 'normal' };

export const cardPadding = 12;
/** Before the name: the state. */
export const dotRoom = 16;
/** Behind the name: how many findings. */
const badgeRoom = 30;
export const iconSize = 12;
const iconRoom = iconSize + 5;
const chipHeight = 18;
const chipGap = 5;
const rowHeight = 18;
const maxChips = 9;
const maxRows = 5;

export interface CardContent {
  readonly name: string;
  readonly subtitle: string;
  /** From the card's own corner. */
  readonly items: readonly PlacedItem[];
  readonly height: number;
}

const rowKinds: ReadonlySet<TopologyDetail['kind']> = new Set([
  'bind-mount',
  'volume',
  'anonymous-volume',
  'tmpfs',
  'device',
  'external-link',
]);

const [leastWidth, mostWidth] = [172, 232];
/** All areas are laid out anew when the width changes: hardly a key that is pressed may do so. */
const widthStep = 20;

/** One width for all cards of a picture. */
export function cardWidth({ services }: Topology): number {
  let widest = 0;
  for (const { name, runs } of services) {
    const title = textWidth(name, nameLettering) + dotRoom + badgeRoom;
    widest = Math.max(widest, title, runs.kind === 'nothing' ? 0 : textWidth(runs.text, smallLettering) + iconRoom);
  }
  const steps = Math.ceil((widest + 2 * cardPadding - leastWidth) / widthStep);
  return Math.min(mostWidth, leastWidth + Math.max(0, steps) * widthStep);
}

export function cardContent(
  service: TopologyService,
  width: number,
  nameOfNetwork: (id: string) => string,
): CardContent {
  const room = width - 2 * cardPadding;
  const name = fitted(service.name, room - dotRoom - badgeRoom, nameLettering, 'both');
  const text = service.runs.kind === 'nothing' ? '' : service.runs.text;
  const subtitle = fitted(text, room - iconRoom, smallLettering, 'both');
  const items: PlacedItem[] = [];
  let y = subtitle === '' ? 34 : 52;
  const chips = [
    ...service.details.filter(({ kind }) => !rowKinds.has(kind)),
    ...service.alsoIn.map(id => ({ id, kind: 'network', name: nameOfNetwork(id) }) as const),
  ].sort((a, b) => chipOrder.indexOf(a.kind) - chipOrder.indexOf(b.kind));
  let x = cardPadding;
  const place = (id: string | undefined, icon: string | undefined, words: string): void => {
    const before = icon === undefined ? 7 : 6 + 11 + 4;
    const shown = fitted(words, room - before - 7, chipLettering);
    const chip = Math.ceil(before + textWidth(shown, chipLettering) + 7);
    if (x > cardPadding && x + chip > width - cardPadding) {
      x = cardPadding;
      y += chipHeight + chipGap;
    }
    items.push({ id, look: 'chip', icon, text: shown, box: { x, y, width: chip, height: chipHeight } });
    x += chip + chipGap;
  };
  const shownChips = chips.length > maxChips ? chips.slice(0, maxChips - 1) : chips;
  for (const { id, kind, name: words } of shownChips) place(id, chipIcons[kind], chipText(kind, words));
  if (chips.length > shownChips.length) place(undefined, undefined, `+${chips.length - shownChips.length}`);
  if (chips.length > 0) y += chipHeight + 7;
  const rows = service.details.filter(({ kind }) => rowKinds.has(kind));
  const shownRows = rows.length > maxRows ? rows.slice(0, maxRows - 1) : rows;
  const box = (): Box => ({ x: cardPadding, y, width: room, height: rowHeight });
  for (const { id, kind, name: words } of shownRows) {
    items.push({
      id,
      look: 'row',
      icon: rowIcons[kind],
      text: fitted(words, room - iconRoom, smallLettering, 'both'),
      box: box(),
    });
    y += rowHeight;
  }
  if (rows.length > shownRows.length) {
    const more = `+${rows.length - shownRows.length} more`;
    items.push({ id: undefined, look: 'row', icon: undefined, text: more, box: box() });
    y += rowHeight;
  }
  return { name, subtitle, items, height: y + (rows.length > 0 ? 7 : 4) };
}

type ChipKind = TopologyDetail['kind'] | 'network';

const chipOrder: readonly ChipKind[] = [
  'privileged',
  'capability',
  'dropped-capability',
  'balena-label',
  'network',
  'exposed-port',
  'scale',
  'profile',
];

const chipIcons: Readonly<Partial<Record<ChipKind, string>>> = {
  privileged: 'shield',
  capability: 'shield',
  'dropped-capability': 'shield',
  'balena-label': 'device',
  network: 'network',
  'exposed-port': 'port',
  profile: 'profile',
};

const rowIcons: Readonly<Partial<Record<ChipKind, string>>> = {
  'bind-mount': 'folder',
  volume: 'volume',
  'anonymous-volume': 'volume',
  tmpfs: 'memory',
  device: 'device',
  'external-link': 'link',
};

function chipText(kind: ChipKind, name: string): string {
  if (kind === 'capability') return `+${name}`;
  return kind === 'dropped-capability' ? `−${name}` : name;
}
