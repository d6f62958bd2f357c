/**
 * The picture of a topology, from its data: what is too much is put together, the rest is laid out and drawn; the layout
 * ahead of time where one likes.
 */
import { type DrawingOptions, topologySvg } from './drawing/topology-svg.ts';
import { folded } from './fold-parts.ts';
import { grouped } from './group-services.ts';
import { type AreaRequest, layoutArea } from './layout/area-layout.ts';
import type { TopologyLayout } from './layout/layout.ts';
import { areaRequests, layoutTopology } from './layout/layout-topology.ts';
import { thinned } from './thin-lines.ts';
import type { Topology } from './topology.ts';

export interface TopologyPicture {
  /** What is drawn, with groups and folded parts where there would be too many; with lines that are left out, too. */
  readonly shown: Topology;
  readonly layout: TopologyLayout;
  readonly svg: string;
  /** `svg` cut between the elements of its root: the first piece is its opening tag, the last its closing one. */
  readonly pieces: readonly string[];
}

/** Services of a topology that is laid out ahead of time. */
const mostServicesAhead = 60;
/** Services and lines of an area that is: each of them takes up to a millisecond, and nothing else is answered meanwhile. */
const mostInAreaAhead = 80;

/** What takes longest of the picture, step by step, for `topologyPicture` to find it done; without steps that are long. */
export function* stepsAhead(topology: Topology): Generator<void> {
  if (topology.services.length > mostServicesAhead) return;
  const requests = areaRequests(thinned(folded(topology)).topology);
  const short = requests.filter(request => sizeOf(request) <= mostInAreaAhead);
  for (const request of short) {
    layoutArea(request);
    yield;
  }
  if (short.length === requests.length) topologyPicture(topology, { for: 'panel' });
}

function sizeOf({ members, edges, entries, exits }: AreaRequest): number {
  return members.length + edges.length + entries.length + exits.length;
}

export function topologyPicture(topology: Topology, options: DrawingOptions): TopologyPicture {
  const all = folded(grouped(topology));
  const { topology: drawn, leftOut } = thinned(all);
  const notices =
    leftOut === 0
      ? all.notices
      : [...all.notices, `${leftOut} lines are left out, for one picture cannot show so many: the text tells of all.`];
  const layout = layoutTopology(drawn);
  const pieces = topologySvg({ ...drawn, notices }, layout, options);
  return { shown: { ...all, notices }, layout, svg: pieces.join(''), pieces };
}
