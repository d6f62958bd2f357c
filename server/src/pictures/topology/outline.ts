/** The topology in words, as nested lists: what the picture shows, for whoever does not see it or would rather read. */
import { listed, portWords } from './part-label.ts';
import { conditionWords } from './read-topology.ts';
import type { DetailKind, Topology, TopologyEdge, TopologyService } from './topology.ts';

export interface OutlineItem {
  /** Of the part it is about; undefined for a heading. */
  readonly id: string | undefined;
  readonly text: string;
  readonly items: readonly OutlineItem[];
}

export function topologyOutline(topology: Topology): readonly OutlineItem[] {
  const { host, networks, services, volumes, ports, notices } = topology;
  const reached = ports.map(port => {
    const to = topology.edges.filter(({ from }) => from === port.id).map(edge => nameOf(edge.to));
    const where = port.address === undefined ? '' : ` at ${port.address}`;
    return item(
      port.id,
      `${capital(portWords(port))}${port.kind === 'all' ? '' : where}, of ${listed(to)}`,
      said(port.findings),
    );
  });
  const areas = networks.map(network => {
    const members = services.filter(({ home }) => home === network.id);
    const others = services.filter(({ alsoIn }) => alsoIn.includes(network.id)).map(({ name }) => name);
    return item(
      network.id,
      `${networkTitle(network.name, network.kind)}${network.isInternal ? ', internal' : ''}${network.isExternal ? ', external' : ''}`,
      [
        ...said(network.findings),
        ...members.map(service => serviceItem(service, topology)),
        ...(others.length > 0 ? [item(undefined, `Also in it: ${listed(others)}`)] : []),
      ],
    );
  });
  const kept = volumes.map(({ id, name, isExternal, findings }) => {
    const users = topology.edges
      .filter(({ to, kind }) => to === id && kind === 'mount')
      .map(({ from }) => nameOf(from));
    const use = users.length === 0 ? 'used by no service' : `used by ${listed(users)}`;
    return item(id, `${name}${isExternal ? ' (external)' : ''}, ${use}`, said(findings));
  });
  return [
    ...notices.map(notice => item(undefined, notice)),
    item(undefined, host.kind === 'device' ? `Device: ${host.name}` : host.name),
    ...(reached.length > 0 ? [item(undefined, 'Reached from outside', reached)] : []),
    ...areas,
    ...(kept.length > 0 ? [item(undefined, 'Named volumes', kept)] : []),
  ];
}

function serviceItem(service: TopologyService, { edges }: Topology): OutlineItem {
  const runs =
    service.runs.kind === 'image'
      ? `image ${service.runs.text}`
      : service.runs.kind === 'build'
        ? `built from ${service.runs.text}`
        : 'runs nothing yet';
  const off = service.isActive ? '' : ', its profile is off';
  const leads = edges.filter(({ from }) => from === service.id).flatMap(edgeItems);
  return item(service.id, `${service.name}: ${runs}${off}`, [
    ...said(service.findings),
    ...leads,
    ...service.details.map(({ id, kind, name, findings }) =>
      item(id, `${detailWords[kind]}${kind === 'privileged' ? '' : ` ${name}`}`, said(findings)),
    ),
  ]);
}

function edgeItems({ id, kind, to, name, condition, findings }: TopologyEdge): readonly OutlineItem[] {
  const other = nameOf(to);
  switch (kind) {
    case 'depends-on':
      return [item(id, `Starts after ${other} ${conditionWords(condition)}`, said(findings))];
    case 'link':
      return [item(id, `Linked to ${other}`, said(findings))];
    case 'mount':
      return [item(id, `Volume ${other} at ${name}`, said(findings))];
    case 'shares-network':
      return [item(id, `Uses the network of ${other}`, said(findings))];
    case 'publishes':
    case 'joins':
      return [];
  }
}

const detailWords: Readonly<Record<DetailKind, string>> = {
  privileged: 'Privileged',
  capability: 'Adds the capability',
  'dropped-capability': 'Gives up the capability',
  profile: 'Only with the profile',
  scale: 'Containers',
  'balena-label': 'Label',
  'exposed-port': 'Exposes port',
  'bind-mount': 'Bind mount',
  volume: 'Volume',
  'anonymous-volume': 'Anonymous volume at',
  tmpfs: 'tmpfs mount at',
  device: 'Device',
  'external-link': 'Link to the outside:',
};

function said(findings: readonly { readonly severity: string; readonly message: string }[]): readonly OutlineItem[] {
  return findings.map(({ severity, message }) => item(undefined, `${capital(severity)}: ${message}`));
}

function networkTitle(name: string, kind: string): string {
  return kind === 'bridge' ? `Network ${name}` : name;
}

const item = (id: string | undefined, text: string, items: readonly OutlineItem[] = []): OutlineItem => ({
  id,
  text,
  items,
});
const nameOf = (id: string): string => id.slice(id.indexOf('/') + 1);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
