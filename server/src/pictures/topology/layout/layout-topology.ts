/**
 * Lays a topology out: each network's area by itself, the areas in bands, ports on the upper edge of the host, shared
 * volumes at its bottom, and lines through what is left free, behind nothing.
 */
import type { Topology, TopologyEdge, TopologyNetwork } from '../topology.ts';
import { type AreaLayout, type AreaRequest, layoutArea } from './area-layout.ts';
import { type Bands, bandsOf, spread, wayThrough } from './bands.ts';
import { type CardContent, cardContent, cardWidth, nameLettering, smallLettering } from './card.ts';
import type { Box, PlacedCard, PlacedNode, Point, TopologyLayout } from './layout.ts';
import { placeLines } from './lines.ts';
import { fitted, type Lettering, textWidth } from './text-width.ts';

const portHeight = 26;
const pillHeight = 34;
const areaPadding = 18;
const areaTitle = 30;
const hostPadding = 26;
/** At the bottom, where no line runs. */
const hostTitle = 34;
/** Above the host: what comes from outside. */
const sky = 46;
const margin = 16;
const portLettering: Lettering = { size: 11.5, weight: 'bold' };

/** A line of the picture; `joins` is a service in one more network. */
interface Line {
  readonly id: string;
  readonly kind: TopologyEdge['kind'];
  readonly from: string;
  readonly to: string;
}

export function layoutTopology(topology: Topology): TopologyLayout {
  const drawing = drawingOf(topology);
  const { areas, homes, hubs, lines, contents } = drawing;
  const inner = new Map<string, AreaLayout>();
  const titles = new Map(areas.map(({ network }) => [network.id, titleOf(network)]));
  const sizes = areas.map(area => {
    const { id } = area.network;
    const layout = layoutArea(requestOf(area, drawing));
    inner.set(id, layout);
    const title = titles.get(id);
    return {
      id,
      width: Math.max(layout.width, title?.room ?? 0) + 2 * areaPadding,
      height: layout.height + 2 * areaPadding + areaTitle,
    };
  });
  const busiest = Math.min(40, lines.filter(({ from, to }) => homes.get(from) !== homes.get(to)).length);
  const bands = bandsOf(sizes, 38 + busiest);
  const boxes = new Map<string, Box>();
  const floors = new Map<string, number>();
  for (const size of sizes) {
    const { x = 0, y = 0 } = bands.places.get(size.id) ?? {};
    boxes.set(size.id, { x, y, width: size.width, height: size.height });
    const layout = inner.get(size.id);
    const origin = { x: x + (size.width - (layout?.width ?? 0)) / 2, y: y + areaPadding + areaTitle };
    for (const [id, floor] of layout?.floors ?? []) floors.set(id, floor + origin.y);
    for (const [id, box] of layout?.boxes ?? []) boxes.set(id, { ...box, x: box.x + origin.x, y: box.y + origin.y });
  }
  const pills = placePills(topology, hubs, { lines, homes, bands, inner, boxes });
  const ways = new Map(
    lines.map((line, at) => [line.id, wayOf(line, at, { lines, homes, bands, inner, boxes })] as const),
  );
  const placed = placeLines(lines, boxes, ways, floors);
  return finished(topology, { areas: titles, hubs, contents, boxes, pills, placed, bands });
}

/** What `layoutTopology` has its areas laid out by, one by one. */
export function areaRequests(topology: Topology): readonly AreaRequest[] {
  const drawing = drawingOf(topology);
  return drawing.areas.map(area => requestOf(area, drawing));
}

/** What is laid out. */
interface Drawing {
  readonly areas: readonly Area[];
  /** The network of each service's area. */
  readonly homes: ReadonlyMap<string, string>;
  readonly hubs: readonly TopologyNetwork[];
  readonly lines: readonly Line[];
  readonly contents: ReadonlyMap<string, CardContent>;
  /** Of every card. */
  readonly width: number;
}

function drawingOf(topology: Topology): Drawing {
  const areas = areasOf(topology);
  const hubs = topology.networks.filter(({ id }) => !areas.some(it => it.network.id === id));
  return {
    ...{ areas, hubs, width: cardWidth(topology) },
    homes: new Map(topology.services.map(({ id, home }) => [id, home])),
    lines: linesOf(topology, hubs),
    contents: contentsOf(topology),
  };
}

function requestOf({ network: { id }, members }: Area, { homes, lines, contents, width }: Drawing): AreaRequest {
  const isHere = (part: string): boolean => homes.get(part) === id;
  return {
    members: members.map(member => ({ id: member, width, height: contents.get(member)?.height ?? 0 })),
    edges: bare(lines.filter(({ from, to }) => isHere(from) && isHere(to))),
    entries: bare(lines.filter(({ from, to }) => !isHere(from) && isHere(to))),
    exits: bare(lines.filter(({ from, to }) => isHere(from) && !isHere(to))),
    columns: Math.min(6, Math.max(2, Math.ceil(Math.sqrt(members.length * 1.5)))),
  };
}

interface Area {
  readonly network: TopologyNetwork;
  readonly members: readonly string[];
}

/** What the layout of an area depends on, and no word more: it is remembered by that. */
function bare(lines: readonly Line[]): readonly Pick<Line, 'id' | 'from' | 'to'>[] {
  return lines.map(({ id, from, to }) => ({ id, from, to }));
}

/** Those reached from outside first, else as in the file. */
function areasOf({ networks, services, edges }: Topology): readonly Area[] {
  const entered = new Set(edges.filter(({ kind }) => kind === 'publishes').map(({ to }) => to));
  const areas = networks.flatMap((network): readonly Area[] => {
    const members = services.filter(({ home }) => home === network.id).map(({ id }) => id);
    return members.length > 0 ? [{ network, members }] : [];
  });
  const isOpen = ({ members }: Area): boolean => members.some(id => entered.has(id));
  return [...areas.filter(isOpen), ...areas.filter(area => !isOpen(area))];
}

function linesOf({ services, edges }: Topology, hubs: readonly TopologyNetwork[]): readonly Line[] {
  const isHub = new Set(hubs.map(({ id }) => id));
  const joins = services.flatMap(({ id, alsoIn }) =>
    alsoIn.filter(it => isHub.has(it)).map(to => ({ id: `joins/${id}/${to}`, kind: 'joins' as const, from: id, to })),
  );
  return [...edges, ...joins];
}

function contentsOf(topology: Topology): ReadonlyMap<string, CardContent> {
  const names = new Map(topology.networks.map(({ id, name }) => [id, name]));
  const width = cardWidth(topology);
  return new Map(topology.services.map(it => [it.id, cardContent(it, width, id => names.get(id) ?? id)]));
}

interface Placing {
  readonly lines: readonly Line[];
  readonly homes: ReadonlyMap<string, string>;
  readonly bands: Bands;
  readonly inner: ReadonlyMap<string, AreaLayout>;
  readonly boxes: Map<string, Box>;
}

/** Where a line passes the edge of the area that the service stands in. */
function gateOf(
  line: Line,
  service: string,
  { homes, bands, inner, boxes }: Placing,
): { readonly at: Point; readonly band: number } {
  const home = homes.get(service) ?? '';
  const area = boxes.get(home);
  const layout = inner.get(home);
  const band = bands.places.get(home)?.band ?? 0;
  const way = layout?.ways.get(line.id);
  const isEntry = service === line.to;
  const x = (isEntry ? way?.[0] : way?.at(-1))?.x ?? 0;
  const left = area ? area.x + (area.width - (layout?.width ?? 0)) / 2 : 0;
  return { at: { x: left + x, y: area ? (isEntry ? area.y : area.y + area.height) : 0 }, band };
}

/** The way of a line between its ends. */
function wayOf(line: Line, lane: number, placing: Placing): readonly Point[] {
  const { homes, bands, inner, boxes } = placing;
  const [from, to] = [homes.get(line.from), homes.get(line.to)];
  const inside = (home: string | undefined): readonly Point[] => {
    const area = boxes.get(home ?? '');
    const layout = inner.get(home ?? '');
    if (!area || !layout) return [];
    const left = area.x + (area.width - layout.width) / 2;
    const top = area.y + areaPadding + areaTitle;
    return (layout.ways.get(line.id) ?? []).map(({ x, y }) => ({ x: x + left, y: y + top }));
  };
  if (from !== undefined && from === to) return inside(from);
  const last = bands.edges.length;
  const leaving = from === undefined ? undefined : gateOf(line, line.from, placing);
  const arriving = to === undefined ? undefined : gateOf(line, line.to, placing);
  const start = leaving?.at ?? middle(boxes.get(line.from));
  const goal = arriving?.at ?? middle(boxes.get(line.to));
  const channels = { from: leaving ? leaving.band + 1 : 0, to: arriving ? arriving.band : last };
  const bottom = leaving && bands.edges[leaving.band]?.bottom;
  return [
    ...(leaving ? [...inside(from).slice(0, -1), leaving.at] : []),
    // Its area may end above those beside it.
    ...(leaving && bottom !== undefined && bottom > leaving.at.y + 1 ? [{ x: leaving.at.x, y: bottom }] : []),
    ...wayThrough(bands, start, goal, channels, lane),
    ...(arriving ? [arriving.at, ...inside(to).slice(1)] : []),
  ];
}

function middle(box: Box | undefined): Point {
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 0, y: 0 };
}

/** Ports along the upper edge of the host, volumes and networks without an area along the bottom. Gives their texts. */
function placePills(
  topology: Topology,
  hubs: readonly TopologyNetwork[],
  placing: Placing,
): ReadonlyMap<string, string> {
  const { lines, homes, bands, boxes } = placing;
  const texts = new Map<string, string>();
  const wishOf = (id: string): number => {
    const wishes = lines.flatMap(line => {
      const service = line.from === id ? line.to : line.to === id ? line.from : undefined;
      if (service === undefined || !homes.has(service)) return [];
      const { at, band } = gateOf(line, service, placing);
      const isNear = line.from === id ? band === 0 : band === bands.edges.length - 1;
      return [
        isNear
          ? at.x
          : (wayThrough(
              bands,
              at,
              at,
              { from: line.from === id ? 0 : band + 1, to: line.from === id ? band : bands.edges.length },
              2,
            )[0]?.x ?? at.x),
      ];
    });
    return wishes.length === 0 ? 0 : wishes.reduce((sum, wish) => sum + wish, 0) / wishes.length;
  };
  const put = (ids: readonly { readonly id: string; readonly name: string }[], look: Look): void => {
    const things = ids.map(({ id, name }) => {
      const text = fitted(name, 170, look.lettering, 'both');
      texts.set(id, text);
      return { id, width: Math.ceil(textWidth(text, look.lettering)) + look.room, wish: wishOf(id) };
    });
    const room = Math.max(bands.width, 160);
    // In two rows each has half as much room, and leaves a way for the line of the one above or below.
    const isStacked = look.stack !== 0 && things.reduce((sum, { width }) => sum + width + 14, 0) > room * 1.1;
    const half = Math.max(0, ...things.map(({ width }) => width)) / 2 + 8;
    const spaced = isStacked ? things.map(it => ({ ...it, width: half })) : things;
    const places = spread(spaced, isStacked ? 0 : 14, 0, room);
    const order = [...things].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
    for (const [at, { id, width }] of order.entries()) {
      const y = isStacked && at % 2 === 1 ? look.y + look.stack : look.y;
      boxes.set(id, { x: (places.get(id) ?? 0) - width / 2, y, width, height: look.height });
    }
  };
  const floor = bands.edges.at(-1)?.bottom ?? 0;
  const channel = bands.edges[0]?.top ?? 0;
  put(topology.ports, { y: -portHeight / 2, height: portHeight, lettering: portLettering, room: 40, stack: -34 });
  put([...hubs, ...topology.volumes], {
    ...{ y: floor + (lines.some(({ kind }) => kind === 'mount' || kind === 'joins') ? channel : 24) },
    ...{ height: pillHeight, lettering: smallLettering, room: 50, stack: 46 },
  });
  return texts;
}

interface Look {
  readonly y: number;
  readonly height: number;
  readonly lettering: Lettering;
  readonly room: number;
  /** How far the second row is away, where there is one. */
  readonly stack: number;
}

interface Made {
  readonly areas: ReadonlyMap<string, AreaTitle>;
  readonly hubs: readonly TopologyNetwork[];
  readonly contents: ReadonlyMap<string, CardContent>;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly pills: ReadonlyMap<string, string>;
  readonly placed: TopologyLayout['lines'];
  readonly bands: Bands;
}

function finished(topology: Topology, { areas, hubs, contents, boxes, pills, placed }: Made): TopologyLayout {
  const all = [...boxes.values()];
  const points = placed.flatMap(line => line.points.map(({ x }) => x));
  const left = Math.min(0, ...all.map(({ x }) => x), ...points) - hostPadding;
  const right = Math.max(170, ...all.map(({ x, width }) => x + width), ...points) + hostPadding;
  const bottom = Math.max(30, ...all.map(({ y, height }) => y + height)) + hostTitle + 14;
  const hasPorts = topology.ports.length > 0;
  const highest = Math.min(0, ...topology.ports.map(({ id }) => boxes.get(id)?.y ?? 0));
  const top = hasPorts ? sky - portHeight / 2 - highest : 0;
  const by = { x: margin - left, y: margin + top };
  const move = <T extends Point>(it: T): T => ({ ...it, x: round(it.x + by.x), y: round(it.y + by.y) });
  const node = (id: string, text: string): readonly PlacedNode[] => {
    const box = boxes.get(id);
    return box ? [{ id, box: move(box), text }] : [];
  };
  return {
    width: round(right - left + 2 * margin),
    height: round(bottom + top + 2 * margin),
    host: move({ x: left, y: 0, width: right - left, height: bottom }),
    areas: [...areas].flatMap(([id, { text, note }]) => node(id, text).map(it => ({ ...it, note }))),
    cards: topology.services.flatMap(({ id }): readonly PlacedCard[] => {
      const content = contents.get(id);
      if (!content) return [];
      return node(id, content.name).map(it => ({
        ...it,
        subtitle: content.subtitle,
        items: content.items.map(item => ({
          ...item,
          box: { ...item.box, x: round(item.box.x + it.box.x), y: round(item.box.y + it.box.y) },
        })),
      }));
    }),
    ports: topology.ports.flatMap(({ id }) => node(id, pills.get(id) ?? '')),
    volumes: topology.volumes.flatMap(({ id }) => node(id, pills.get(id) ?? '')),
    hubs: hubs.flatMap(({ id }) => node(id, pills.get(id) ?? '')),
    lines: placed.map(({ id, points }) => ({ id, points: points.map(move) })),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface AreaTitle {
  readonly text: string;
  /** Behind the name: `internal`, `external`. */
  readonly note: string;
  /** What both need, in pixels. */
  readonly room: number;
}

function titleOf({ name, isInternal, isExternal, kind, isDefault }: TopologyNetwork): AreaTitle {
  const note = [
    ...(kind === 'bridge' ? [isDefault ? 'default network' : 'network'] : []),
    ...(isInternal ? ['internal'] : []),
    ...(isExternal ? ['external'] : []),
    ...(kind === 'host' ? ['open to the outside'] : []),
  ].join(' · ');
  const shown = kind === 'bridge' && isDefault ? 'bridge' : name;
  const text = fitted(shown, 200, nameLettering, 'both');
  return { text, note, room: textWidth(text, nameLettering) + textWidth(note, smallLettering) + 64 };
}
