/** The picture of a topology, from its data: what is too much is put together, the rest is laid out and drawn. */
import { type DrawingOptions, topologySvg } from './drawing/topology-svg.ts';
import { folded } from './fold-parts.ts';
import { grouped } from './group-services.ts';
import type { TopologyLayout } from './layout/layout.ts';
import { layoutTopology } from './layout/layout-topology.ts';
import type { Topology } from './topology.ts';

export interface TopologyPicture {
  /** What is drawn: with groups and folded parts where there would be too many. */
  readonly shown: Topology;
  readonly layout: TopologyLayout;
  readonly svg: string;
}

export function topologyPicture(topology: Topology, options: DrawingOptions): TopologyPicture {
  const shown = folded(grouped(topology));
  const layout = layoutTopology(shown);
  return { shown, layout, svg: topologySvg(shown, layout, options) };
}
