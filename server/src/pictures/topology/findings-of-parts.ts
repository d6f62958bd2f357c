/** Gives each finding to the smallest part of the picture that is written around it. */
import { contains, overlaps } from '../../text/span.ts';
import type { Place, Topology, TopologyFinding, TopologyPart } from './topology.ts';

/** A whole definition, whose part has only its name as a place. */
export interface Placeable {
  readonly id: string;
  readonly place: Place;
}

export function withFindings(
  topology: Topology,
  wholes: readonly Placeable[],
  findings: readonly TopologyFinding[],
): Topology {
  if (findings.length === 0) return topology;
  const parts: readonly TopologyPart[] = [
    ...topology.services.flatMap(service => service.details),
    ...topology.ports,
    ...topology.edges,
    ...topology.networks,
    ...topology.volumes,
  ];
  const exact = parts.flatMap(({ id, place }) => (place ? [{ id, place }] : []));
  const of = new Map<string, TopologyFinding[]>();
  for (const finding of findings) {
    const { path, span } = finding.place;
    const isHere = (it: Placeable): boolean => it.place.path === path;
    const length = (it: Placeable): number => it.place.span.end - it.place.span.start;
    const within = exact.filter(it => isHere(it) && contains(it.place.span, span) && span.end > span.start);
    const around = wholes.filter(it => isHere(it) && overlaps(it.place.span, span));
    const found = [...within, ...around].sort((a, b) => length(a) - length(b))[0];
    if (found) of.set(found.id, [...(of.get(found.id) ?? []), finding]);
  }
  const marked = <T extends TopologyPart>(part: T): T => {
    const own = of.get(part.id);
    return own ? { ...part, findings: own } : part;
  };
  return {
    ...topology,
    services: topology.services.map(it => marked({ ...it, details: it.details.map(marked) })),
    networks: topology.networks.map(marked),
    volumes: topology.volumes.map(marked),
    ports: topology.ports.map(marked),
    edges: topology.edges.map(marked),
  };
}
