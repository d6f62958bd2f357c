/** What a part of the picture is called when it is read aloud, and which findings it shows. */
import type { Topology, TopologyFinding, TopologyPart, TopologyPort, TopologyService } from './topology.ts';

/** Those of the service itself, of what is shown with it, and of what leads away from it. */
export function findingsOfService(service: TopologyService, topology: Topology): readonly TopologyFinding[] {
  return [
    ...service.findings,
    ...service.details.flatMap(({ findings }) => findings),
    ...topology.edges.filter(({ from }) => from === service.id).flatMap(({ findings }) => findings),
  ];
}

/** `2 errors and 1 warning`; empty without any. */
function findingsWords(findings: readonly TopologyFinding[]): string {
  const counts = (['error', 'warning', 'hint'] as const).flatMap(severity => {
    const count = findings.filter(it => it.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return listed(counts);
}

export function serviceLabel(service: TopologyService, topology: Topology): string {
  const names = new Map(topology.networks.map(({ id, name }) => [id, name]));
  const networks = [service.home, ...service.alsoIn].map(id => names.get(id) ?? id);
  const findings = findingsWords(findingsOfService(service, topology));
  const to = (kind: string): readonly string[] =>
    topology.edges
      .filter(it => it.kind === kind && it.from === service.id)
      .map(it => it.to.slice(it.to.indexOf('/') + 1));
  const ports = topology.edges.flatMap(it =>
    it.kind === 'publishes' && it.to === service.id ? (topology.ports.find(({ id }) => id === it.from) ?? []) : [],
  );
  return [
    `Service ${service.name}`,
    ...(service.runs.kind === 'image' ? [`image ${service.runs.text}`] : []),
    ...(service.runs.kind === 'build' ? [`built from ${service.runs.text}`] : []),
    inNetworks(networks),
    ...(ports.length > 0 ? [`reached at ${listed(ports.map(portWords))}`] : []),
    ...(to('depends-on').length > 0 ? [`depends on ${listed(to('depends-on'))}`] : []),
    ...(to('mount').length > 0 ? [`volumes ${listed(to('mount'))}`] : []),
    ...service.details.filter(({ isRisky }) => isRisky).map(({ name }) => name),
    ...(service.isActive ? [] : ['its profile is off']),
    ...(findings === '' ? [] : [findings]),
  ].join(', ');
}

/** Some are called a network already: `in Host network`. */
function inNetworks(names: readonly string[]): string {
  const [name = ''] = names;
  if (names.length === 1) return /\bnetwork\b/i.test(name) ? `in ${name}` : `in network ${name}`;
  return `in networks ${listed(names)}`;
}

export function portWords({ id, kind, name, hostPort, containerPort }: TopologyPort): string {
  if (kind === 'all') return 'every port';
  if (id.startsWith('ports/')) return `ports ${name}`;
  const host = hostPort ?? 'any free port';
  const leads = containerPort === undefined || containerPort === hostPort ? '' : ` to ${containerPort}`;
  return `${hostPort === undefined ? '' : 'port '}${host}${leads}`;
}

/** The kind is said once: `Port 80 leads to …`, `Host network: Services here …`, `Volume data: …`. */
export function plainLabel(kind: 'Port' | 'Volume' | 'Network', { name, words, findings }: TopologyPart): string {
  const isInName = name.toLowerCase().split(' ').includes(kind.toLowerCase());
  const called = isInName ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : `${kind} ${name}`;
  const [said = ''] = words;
  const whole = said === '' || said.startsWith(`${kind} `) ? said || called : `${called}: ${said}`;
  const counted = findingsWords(findings);
  return counted === '' ? whole : `${whole.replace(/\.$/, '')}, ${counted}`;
}

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
