/** Keeps small things from covering large ones: many ports of a service become one, volumes of one service stand with it. */
import type { Topology, TopologyDetail, TopologyEdge, TopologyPort, TopologyService } from './topology.ts';

/** A service with more has one pill for all. */
const maxPortsOfService = 3;
/** With more, a volume stands by itself only if services share it. */
const maxVolumes = 6;

export function folded(topology: Topology): Topology {
  return foldVolumes(foldPorts(topology));
}

function foldPorts(topology: Topology): Topology {
  const byService = new Map<string, TopologyEdge[]>();
  for (const edge of topology.edges)
    if (edge.kind === 'publishes' && edge.from !== 'port:all')
      byService.set(edge.to, [...(byService.get(edge.to) ?? []), edge]);
  const crowded = [...byService].filter(([, edges]) => edges.length > maxPortsOfService);
  if (crowded.length === 0) return topology;
  const gone = new Set(crowded.flatMap(([, edges]) => edges.map(({ id }) => id)));
  const merged = new Map<string, { port: TopologyPort; edge: TopologyEdge }>();
  const ports = new Map(topology.ports.map(port => [port.id, port]));
  for (const [to, edges] of crowded) {
    const own = edges.flatMap(({ from }) => ports.get(from) ?? []);
    const [first] = own;
    if (!first) continue;
    const shown = own.slice(0, 2).map(({ name }) => name);
    const port: TopologyPort = {
      ...first,
      id: `ports/${to}`,
      name: `${shown.join(', ')} +${own.length - shown.length}`,
      address: own.every(({ address }) => address === first.address) ? first.address : undefined,
      hostPort: undefined,
      containerPort: undefined,
      words: own.flatMap(({ words: [said] }) => said ?? []),
      findings: own.flatMap(({ findings }) => findings),
    };
    merged.set(first.id, {
      port,
      edge: { ...(edges[0] as TopologyEdge), id: `publishes/${port.id}`, from: port.id, name: port.name },
    });
  }
  const used = new Set(topology.edges.filter(({ id }) => !gone.has(id)).map(({ from }) => from));
  return {
    ...topology,
    ports: topology.ports.flatMap(port => merged.get(port.id)?.port ?? (used.has(port.id) ? port : [])),
    edges: [...topology.edges.filter(({ id }) => !gone.has(id)), ...[...merged.values()].map(({ edge }) => edge)],
  };
}

function foldVolumes(topology: Topology): Topology {
  if (topology.volumes.length <= maxVolumes) return topology;
  const users = new Map<string, TopologyEdge[]>();
  for (const edge of topology.edges)
    if (edge.kind === 'mount') users.set(edge.to, [...(users.get(edge.to) ?? []), edge]);
  const names = new Map(topology.volumes.map(volume => [volume.id, volume]));
  const own = [...users.values()].flatMap(edges => (edges.length === 1 ? edges : []));
  const gone = new Set(own.map(({ id }) => id));
  const details = new Map<string, TopologyDetail[]>();
  for (const { id, from, to, name, place, words, findings } of own) {
    const volume = names.get(to);
    const detail: TopologyDetail = {
      ...{ id: `volume-of/${id}`, kind: 'volume', name: `${volume?.name ?? ''} → ${name}`, place, words },
      ...{ findings: [...findings, ...(volume?.findings ?? [])], isRisky: false },
    };
    details.set(from, [...(details.get(from) ?? []), detail]);
  }
  const withOwn = (service: TopologyService): TopologyService => {
    const more = details.get(service.id);
    return more ? { ...service, details: [...service.details, ...more] } : service;
  };
  return {
    ...topology,
    services: topology.services.map(withOwn),
    volumes: topology.volumes.filter(({ id }) => users.get(id)?.length !== 1),
    edges: topology.edges.filter(({ id }) => !gone.has(id)),
  };
}
