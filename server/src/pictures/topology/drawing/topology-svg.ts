/**
 * Draws a laid out topology as SVG: for a file with its own colours and titles, for a panel with classes alone, because a
 * panel takes its colours from the editor and shows the words itself.
 */
import { cardPadding, dotRoom, iconSize } from '../layout/card.ts';
import type { Box, PlacedArea, PlacedCard, PlacedItem, PlacedNode, TopologyLayout } from '../layout/layout.ts';
import { findingsOfService, plainLabel, serviceLabel } from '../part-label.ts';
import type { Topology, TopologyFinding, TopologyNetwork, TopologyPart, TopologyService } from '../topology.ts';
import { badge } from './badge.ts';
import { icon } from './icons.ts';
import { lineOf } from './line.ts';
import { hueCount, styleOf, type Theme } from './palette.ts';
import { type Attributes, escaped, openTag, tag } from './svg-text.ts';

export interface DrawingOptions {
  readonly for: 'file' | 'panel';
  /** Of a file; `auto` unless said otherwise. */
  readonly theme?: Theme | 'auto';
}

/** In pieces, to be joined: the opening tag, one piece for each element of the root, the closing tag. */
export function topologySvg(topology: Topology, layout: TopologyLayout, options: DrawingOptions): readonly string[] {
  const { width, height } = layout;
  const label = pictureLabel(topology);
  const drawing = new Drawing(topology, layout, options);
  const noticeRoom = options.for === 'file' ? topology.notices.length * 18 : 0;
  const root: Attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...{ width, height: height + noticeRoom, viewBox: `0 0 ${width} ${height + noticeRoom}` },
    ...(options.for === 'file' ? { role: 'img' } : { role: 'group' }),
    'aria-label': label,
  };
  const notices = topology.notices.map((notice, at) =>
    tag('text', { class: 'notice', x: 16, y: height + 10 + at * 18 }, escaped(notice)),
  );
  return [
    `${openTag('svg', root)}>`,
    ...(options.for === 'file'
      ? [
          tag('title', {}, escaped(label)),
          tag('style', {}, styleOf(options.theme ?? 'auto')),
          tag('rect', { class: 'ground', width: '100%', height: '100%' }),
        ]
      : []),
    // What is not drawn is empty.
    ...drawing.all().filter(piece => piece !== ''),
    ...(options.for === 'file' ? notices : []),
    '</svg>',
  ];
}

function pictureLabel({ name, services, networks }: Topology): string {
  const count = (of: number, word: string): string => `${of} ${word}${of === 1 ? '' : 's'}`;
  return `Topology of ${name}: ${count(services.length, 'service')} in ${count(networks.length, 'network')}`;
}

class Drawing {
  readonly #topology: Topology;
  readonly #layout: TopologyLayout;
  readonly #options: DrawingOptions;
  readonly #networks: ReadonlyMap<string, TopologyNetwork>;
  readonly #hues: ReadonlyMap<string, number>;

  constructor(topology: Topology, layout: TopologyLayout, options: DrawingOptions) {
    this.#topology = topology;
    this.#layout = layout;
    this.#options = options;
    this.#networks = new Map(topology.networks.map(it => [it.id, it]));
    const coloured = topology.networks.filter(({ kind }) => kind === 'bridge' || kind === 'engine-bridge');
    this.#hues = new Map(coloured.map(({ id }, at) => [id, at % hueCount]));
  }

  all(): readonly string[] {
    const { host, areas, cards, ports, volumes, hubs, lines } = this.#layout;
    const edges = new Map(this.#topology.edges.map(it => [it.id, it]));
    const inactive = new Set(this.#topology.services.filter(({ isActive }) => !isActive).map(({ id }) => id));
    return [
      this.#host(host),
      ...areas.map(area => this.#area(area)),
      ...lines.map(line => lineOf(line, edges.get(line.id), inactive)),
      ...areas.map(area => this.#areaTitle(area)),
      ...this.#outside(),
      ...cards.map(card => this.#card(card)),
      ...volumes.map(node => this.#volume(node)),
      ...hubs.map(node => this.#hub(node)),
      ...ports.map(node => this.#port(node)),
    ];
  }

  /** What can be looked at: focusable in a panel, with a title in a file. */
  #node(kind: string, part: TopologyPart, label: string, ...children: readonly string[]): string {
    const isPanel = this.#options.for === 'panel';
    return tag(
      'g',
      {
        ...{ class: `node ${kind}`, 'data-id': part.id },
        ...(isPanel ? { tabindex: -1, role: 'button', 'aria-label': label } : {}),
      },
      ...(isPanel ? [] : [tag('title', {}, escaped([part.name, ...part.words].join('\n')))]),
      ...children,
    );
  }

  /** Words that a node says as well are not read aloud in a panel. */
  get #unread(): Readonly<Record<string, string>> {
    return this.#options.for === 'panel' ? { 'aria-hidden': 'true' } : {};
  }

  #host({ x, y, width, height }: Box): string {
    const { kind, name } = this.#topology.host;
    const base = y + height - 15;
    return tag(
      'g',
      { class: `host ${kind}`, ...this.#unread },
      tag('rect', { class: 'frame', x, y, width, height, rx: 14 }),
      icon(kind === 'device' ? 'device' : 'host', x + 18, base - 11.5, 14),
      tag('text', { class: 'title', x: x + 39, y: base }, escaped(name)),
    );
  }

  /** Ways in from outside, as short lines above the ports that can be reached from there. */
  #outside(): readonly string[] {
    const { ports, host } = this.#layout;
    const open = ports.filter(({ id }) => !this.#isLocal(id));
    if (open.length === 0) return [];
    const sky = Math.min(...ports.map(({ box }) => box.y)) - 29;
    return [
      tag(
        'g',
        { class: 'outside', ...this.#unread },
        icon('globe', host.x + 2, sky + 1, 14),
        tag('text', { class: 'note', x: host.x + 21, y: sky + 12 }, 'Outside'),
      ),
      ...open.map(({ id, box }) => {
        const x = box.x + box.width / 2;
        const isAll = this.#topology.ports.find(it => it.id === id)?.kind === 'all';
        return tag(
          'g',
          { class: `publishes${isAll ? ' all' : ''}` },
          tag('path', { class: 'line', d: `M${x} ${sky + 9}V${box.y - 5}` }),
          tag('path', { class: 'head', d: `M${x - 4} ${box.y - 7}h8l-4 6z` }),
        );
      }),
    ];
  }

  #isLocal(portId: string): boolean {
    const address = this.#topology.ports.find(({ id }) => id === portId)?.address;
    return address !== undefined && (address.startsWith('127.') || address === '::1');
  }

  #area({ id, box }: PlacedArea): string {
    const network = this.#networks.get(id);
    if (!network) return '';
    const frame = tag('rect', { class: 'frame', ...box, rx: 12 });
    return this.#node(this.#areaClass('area', network), network, plainLabel('Network', network), frame);
  }

  /** Above the lines, which may have to pass behind it. */
  #areaTitle({ id, box, text, note }: PlacedArea): string {
    const network = this.#networks.get(id);
    if (!network) return '';
    const { x, y } = box;
    const symbol = { host: 'globe', none: 'none', 'of-container': 'link' }[network.kind as string] ?? 'network';
    const noteAt = x + box.width - 14 - (network.findings.length > 0 ? 26 : 0);
    return tag(
      'g',
      { class: this.#areaClass('heading', network), 'data-id': id, ...this.#unread },
      icon(symbol, x + 13, y + 11, 13),
      tag('text', { class: 'title', x: x + 32, y: y + 22 }, escaped(text)),
      tag('text', { class: 'note', x: noteAt, y: y + 22, 'text-anchor': 'end' }, escaped(note)),
      badge(network.findings, x + box.width - 12, y + 18),
    );
  }

  #areaClass(kind: 'area' | 'heading' | 'hub', { id, kind: of, isExternal, isInternal }: TopologyNetwork): string {
    const hue = this.#hues.get(id);
    return [
      kind,
      ...(hue === undefined ? [] : [`hue-${hue}`]),
      ...(of === 'host' ? ['open'] : of === 'none' || of === 'of-container' ? ['closed'] : []),
      ...(isExternal ? ['external'] : []),
      ...(isInternal ? ['internal'] : []),
    ].join(' ');
  }

  #card(card: PlacedCard): string {
    const service = this.#topology.services.find(({ id }) => id === card.id);
    if (!service) return '';
    const { box, text, subtitle, items } = card;
    const left = box.x + cardPadding;
    const symbol = service.runs.kind === 'build' ? 'build' : 'image';
    const second = { class: 'frame behind', x: box.x + 5, y: box.y + 5, width: box.width, height: box.height, rx: 9 };
    return this.#node(
      `service${service.isActive ? '' : ' inactive'}`,
      service,
      serviceLabel(service, this.#topology),
      ...(service.group ? [tag('rect', second)] : []),
      tag('rect', { class: 'frame', ...box, rx: 9 }),
      tag('circle', { class: 'state', cx: left + 4.5, cy: box.y + 19, r: 4 }),
      tag('text', { class: 'name', x: left + dotRoom, y: box.y + 23.5 }, escaped(text)),
      badge(findingsOfService(service, this.#topology), box.x + box.width - 10, box.y + 19),
      ...(subtitle === ''
        ? []
        : [
            icon(symbol, left - 1, box.y + 32, iconSize),
            tag('text', { class: 'subtitle', x: left + iconSize + 4, y: box.y + 42 }, escaped(subtitle)),
          ]),
      ...items.map(item => this.#item(item, service)),
    );
  }

  #item({ id, look, icon: symbol, text, box }: PlacedItem, service: TopologyService): string {
    const detail = service.details.find(it => it.id === id);
    const network = id === undefined ? undefined : this.#networks.get(id);
    const hue = network && this.#hues.get(network.id);
    const classes = [
      look,
      ...(detail?.isRisky ? ['risky'] : []),
      ...(hue === undefined ? [] : [`hue-${hue}`]),
      ...(detail && detail.findings.length > 0 ? ['marked'] : []),
    ].join(' ');
    const { x, y } = box;
    const words = [detail?.name ?? network?.name ?? '', ...((detail ?? network)?.words ?? [])].join('\n');
    const title = this.#options.for === 'file' && id !== undefined ? [tag('title', {}, escaped(words))] : [];
    const inside =
      look === 'chip'
        ? [
            tag('rect', { ...box, rx: 9 }),
            ...(symbol === undefined ? [] : [icon(symbol, x + 6, y + 3.5, 11)]),
            tag('text', { x: x + (symbol === undefined ? 7 : 21), y: y + 12.8 }, escaped(text)),
          ]
        : [
            ...(symbol === undefined ? [] : [icon(symbol, x - 1, y + 3, iconSize)]),
            tag('text', { x: x + (symbol === undefined ? 0 : iconSize + 4), y: y + 13 }, escaped(text)),
          ];
    return tag('g', { class: classes, 'data-id': id }, ...title, ...inside);
  }

  #port({ id, box, text }: PlacedNode): string {
    const port = this.#topology.ports.find(it => it.id === id);
    if (!port) return '';
    const isLocal = this.#isLocal(id);
    const symbol = isLocal ? 'lock' : port.kind === 'all' ? 'globe' : 'port';
    return this.#node(
      `port${isLocal ? ' local' : ''}${port.kind === 'all' ? ' all' : ''}`,
      port,
      plainLabel('Port', port),
      tag('rect', { class: 'frame', ...box, rx: box.height / 2 }),
      icon(symbol, box.x + 10, box.y + 6.5, 13),
      tag('text', { x: box.x + 28, y: box.y + 17 }, escaped(text)),
      badge(port.findings, box.x + box.width + 4, box.y + 2),
    );
  }

  #volume({ id, box, text }: PlacedNode): string {
    const volume = this.#topology.volumes.find(it => it.id === id);
    if (!volume) return '';
    return this.#pill(
      'volume',
      volume.isExternal ? ' external' : '',
      volume,
      plainLabel('Volume', volume),
      'volume',
      box,
      text,
    );
  }

  #hub({ id, box, text }: PlacedNode): string {
    const network = this.#networks.get(id);
    if (!network) return '';
    return this.#pill(
      this.#areaClass('hub', network),
      '',
      network,
      plainLabel('Network', network),
      'network',
      box,
      text,
    );
  }

  #pill(kind: string, more: string, part: TopologyPart, label: string, symbol: string, box: Box, text: string): string {
    const findings: readonly TopologyFinding[] = part.findings;
    return this.#node(
      `${kind}${more}`,
      part,
      label,
      tag('rect', { class: 'frame', ...box, rx: 9 }),
      icon(symbol, box.x + 11, box.y + 9, 16),
      tag('text', { x: box.x + 35, y: box.y + 21 }, escaped(text)),
      badge(findings, box.x + box.width - 2, box.y + 2),
    );
  }
}
