/** Makes a picture of very many services readable: those that run the same in one network become one. */
import type { Topology, TopologyEdge, TopologyService } from './topology.ts';

/** More cards than this nobody can look at; the layout takes well under a second for as many. */
export const maxCards = 90;

/** The topology itself where it is small enough; else one with groups, and a notice that says so. */
export function grouped(topology: Topology, most = maxCards): Topology {
  const { services } = topology;
  if (services.length <= most) return topology;
  const alike = groupsBy(services, it => JSON.stringify([it.home, it.runs, it.isActive]));
  // What is left over after that is put together by its area, the last ones first.
  const groups = alike.length <= most ? alike : gathered(alike, most);
  const heads = new Map<string, string>();
  const shown = groups.map(members => {
    const [first] = members;
    for (const { id } of members) heads.set(id, first?.id ?? id);
    return groupOf(members);
  });
  const edges = new Map<string, TopologyEdge>();
  for (const edge of topology.edges) {
    const [from, to] = [heads.get(edge.from) ?? edge.from, heads.get(edge.to) ?? edge.to];
    const key = `${edge.kind}|${from}|${to}`;
    if (from !== to && !edges.has(key)) edges.set(key, { ...edge, from, to });
  }
  const used = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  return {
    ...topology,
    services: shown,
    ports: topology.ports.filter(({ id }) => used.has(id)),
    edges: [...edges.values()],
    notices: [
      ...topology.notices,
      `${services.length} services are too many for one picture: those that run the same in one network are drawn as one.`,
    ],
  };
}

function groupsBy(
  services: readonly TopologyService[],
  keyOf: (service: TopologyService) => string,
): readonly (readonly TopologyService[])[] {
  const groups = new Map<string, TopologyService[]>();
  for (const service of services) {
    const group = groups.get(keyOf(service));
    if (group) group.push(service);
    else groups.set(keyOf(service), [service]);
  }
  return [...groups.values()];
}

/** Small groups beyond what fits become one for each area. */
function gathered(
  groups: readonly (readonly TopologyService[])[],
  most: number,
): readonly (readonly TopologyService[])[] {
  const areas = new Set(groups.map(([first]) => first?.home));
  const kept = groups.slice(0, Math.max(0, most - areas.size));
  return [...kept, ...groupsBy(groups.slice(kept.length).flat(), ({ home }) => home)];
}

function groupOf(members: readonly TopologyService[]): TopologyService {
  const [first] = members;
  if (!first) throw new Error('A group has members');
  if (members.length === 1) return first;
  const names = members.map(({ name }) => name);
  const isAlike = members.every(({ runs }) => JSON.stringify(runs) === JSON.stringify(first.runs));
  return {
    ...first,
    name: isAlike ? `${first.name} and ${members.length - 1} more` : `${members.length} more services`,
    runs: isAlike ? first.runs : { kind: 'nothing' },
    group: names,
    alsoIn: [...new Set(members.flatMap(({ alsoIn }) => alsoIn))],
    findings: members.flatMap(it => [...it.findings, ...it.details.flatMap(({ findings }) => findings)]),
    details: isAlike ? first.details.map(it => ({ ...it, findings: [] })) : [],
    words: [`Stands for ${names.length} services: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : '.'}`],
  };
}
