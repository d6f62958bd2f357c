/** The picture of a topology, from its data: what is too much is put together, the rest is laid out and drawn. */
import { type DrawingOptions, topologySvg } from './drawing/topology-svg.ts';
import { folded } from './fold-parts.ts';
import { grouped } from './group-services.ts';
import type { TopologyLayout } from './layout/layout.ts';
import { layoutTopology } from './layout/layout-topology.ts';
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
