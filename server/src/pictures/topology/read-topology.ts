/** Makes the topology of a Compose project. Works on whatever part of a half-typed file can be read. */
import { composeKeyDoc } from '../../catalog/compose-key-docs.ts';
import { type ComposeModel, type ModelService, modelOf } from '../../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Port, Resource, TextValue } from '../../syntax/compose/compose-file.ts';
import { knownValue } from '../../syntax/compose/interpolation.ts';
import { isTrue, textOf, valueAt } from '../../syntax/compose/text-value.ts';
import { basename } from '../../text/path.ts';
import { type Placeable, withFindings } from './findings-of-parts.ts';
import { merged } from './merged-lists.ts';
import { keyWords, mountsOf, portsOf, rangeText, serviceDetails, withProtocol } from './service-details.ts';
import { homesOf, type Networking, type NetworkUse, networkId, networkingOf } from './service-networks.ts';
import type {
  Place,
  Topology,
  TopologyDetail,
  TopologyEdge,
  TopologyFinding,
  TopologyHost,
  TopologyNetwork,
  TopologyPort,
  TopologyService,
  TopologyVolume,
} from './topology.ts';

export interface TopologyOptions {
  /** Of all files of the project. */
  readonly findings?: readonly TopologyFinding[];
  /** Profiles that are switched on besides those of `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[];
}

const serviceId = (name: string): string => `service/${name}`;
const volumeId = (name: string): string => `volume/${name}`;

export function readTopology(compose: ProjectComposeFile, project: Project, options: TopologyOptions = {}): Topology {
  const model = modelOf(compose, project);
  const networking = new Map([...model.services].map(([name, it]) => [name, networkingOf(it)]));
  const homes = homesOf(networking);
  const profiles = activeProfiles(project, options.profiles ?? []);
  const services = [...model.services.values()].map(service => serviceOf(service, homes, profiles, project));
  const volumes = new Map<string, TopologyVolume>();
  const edges = new Map<string, TopologyEdge>();
  const ports: TopologyPort[] = [];
  for (const [name, service] of model.services) {
    addReferences(service, model, edges);
    addMounts(service, project, model, volumes, edges);
    const network = networking.get(name);
    if (network) addPorts(service, project, network, homes.get(name) ?? [], ports, edges);
  }
  for (const resource of model.resources('volumes'))
    if (!volumes.has(resource.resource.name))
      volumes.set(resource.resource.name, volumeOf(resource.resource.name, model));
  const topology: Topology = {
    name: compose.file.projectName?.known ?? (basename(project.root) || 'project'),
    host: hostOf(project),
    services,
    networks: networksOf(homes, model),
    volumes: [...volumes.values()],
    ports,
    edges: [...edges.values()],
    notices: noticesOf(model),
  };
  return withFindings(topology, placesOf(model), options.findings ?? []);
}

function hostOf({ dialect, device }: Project): TopologyHost {
  if (dialect === 'docker') return { kind: 'host', name: 'Host' };
  return { kind: 'device', name: device?.name ?? 'balena device' };
}

function activeProfiles({ composeReferences }: Project, asked: readonly string[]): ReadonlySet<string> {
  const written = composeReferences.variables.get('COMPOSE_PROFILES') ?? '';
  return new Set([...asked, ...written.split(',').map(name => name.trim())].filter(name => name !== ''));
}

function serviceOf(
  service: ModelService,
  homes: ReadonlyMap<string, readonly NetworkUse[]>,
  profiles: ReadonlySet<string>,
  project: Project,
): TopologyService {
  const details = serviceDetails(service, project);
  const [home, ...others] = homes.get(service.name) ?? [];
  const runs = runsOf(service, project);
  const wanted = details.filter(({ kind }) => kind === 'profile').map(({ name }) => name);
  const isActive = wanted.length === 0 || profiles.has('*') || wanted.some(name => profiles.has(name));
  return {
    id: serviceId(service.name),
    name: service.name,
    ...placesOfService(service),
    words: wordsOf(service.name, runs, details, isActive),
    findings: [],
    runs,
    home: home?.id ?? networkId('default'),
    alsoIn: others.map(({ id }) => id),
    isActive,
    group: undefined,
    details,
  };
}

function placesOfService({ definitions }: ModelService): Pick<TopologyService, 'place' | 'extent'> {
  const main = definitions.findLast(({ through }) => !through) ?? definitions[0];
  if (!main) return { place: undefined, extent: undefined };
  const { path } = main.compose;
  return { place: { path, span: main.service.nameSpan }, extent: { path, span: main.service.entry.span } };
}

function runsOf(service: ModelService, { composeReferences }: Project): TopologyService['runs'] {
  const shown = ({ parts, value }: TextValue): string => knownValue(parts, composeReferences.variables) ?? value;
  const build = service.key('build')?.service.build;
  const image = service.key('image')?.service.image;
  if (build) {
    const context = build.context ? shown(build.context) : '.';
    const file = build.dockerfile && shown(build.dockerfile);
    return { kind: 'build', text: file === undefined ? context : `${context} (${file})` };
  }
  return image ? { kind: 'image', text: shown(image) } : { kind: 'nothing' };
}

function wordsOf(
  name: string,
  runs: TopologyService['runs'],
  details: readonly TopologyDetail[],
  isActive: boolean,
): readonly string[] {
  const what = {
    image: (text: string) => `${name} runs the image ${text}.`,
    build: (text: string) => `${name} is built from ${text}.`,
    nothing: () => `${name} has neither image nor build.`,
  }[runs.kind](runs.kind === 'nothing' ? '' : runs.text);
  const powers = details.filter(it => it.isRisky).map(it => it.name);
  return [
    what,
    ...(powers.length > 0 ? [`Has power over its host: ${powers.join(', ')}.`] : []),
    ...(isActive ? [] : ['Does not run by itself: none of its profiles is switched on.']),
  ];
}

function addReferences(service: ModelService, model: ComposeModel, edges: Map<string, TopologyEdge>): void {
  const from = serviceId(service.name);
  const add = (
    kind: TopologyEdge['kind'],
    to: string,
    place: Place,
    words: readonly string[],
    condition?: string,
  ): void => {
    if (!model.services.has(to) || to === service.name) return;
    const id = `${kind}/${service.name}/${to}`;
    if (edges.has(id)) return;
    const edge = { id, kind, name: `${service.name} → ${to}`, from, to: serviceId(to), place, words, findings: [] };
    edges.set(id, { ...edge, condition });
  };
  for (const { value, place } of merged(
    service,
    'depends_on',
    it => it.dependsOn,
    it => it.name,
  )) {
    const until = conditionWords(value.condition);
    const words = [`${service.name} starts after ${value.name} ${until}.`, ...keyWords('depends_on')];
    add('depends-on', value.name, place, words, value.condition);
  }
  for (const { value, place } of merged(
    service,
    'links',
    it => it.links,
    it => it.value,
  )) {
    const [to = '', alias] = value.value.split(':');
    const known = alias === undefined ? '' : `, which it calls ${alias}`;
    add('link', to, place, [`${service.name} has a link to ${to}${known}.`, ...keyWords('links')]);
  }
  const mode = networkingOf(service);
  if (mode.kind === 'shared') {
    const words = [`${service.name} uses the network of ${mode.service}.`, ...keyWords('network_mode')];
    add('shares-network', mode.service, mode.place, words);
  }
}

export function conditionWords(condition: string | undefined): string {
  switch (condition) {
    case 'service_healthy':
      return 'is healthy';
    case 'service_completed_successfully':
      return 'has ended without failure';
    default:
      return 'has started';
  }
}

function addMounts(
  service: ModelService,
  project: Project,
  model: ComposeModel,
  volumes: Map<string, TopologyVolume>,
  edges: Map<string, TopologyEdge>,
): void {
  for (const { value, place } of mountsOf(service, project)) {
    const name = value.kind === 'named-volume' ? (value.source?.known ?? value.source?.text) : undefined;
    if (name === undefined || name === '') continue;
    if (!volumes.has(name)) volumes.set(name, volumeOf(name, model));
    const target = value.target?.known ?? value.target?.text ?? '';
    const id = `mount/${service.name}/${name}`;
    if (edges.has(id)) continue;
    const words = [`${service.name} has the volume ${name} at ${target}${value.isReadOnly ? ', read-only' : ''}.`];
    edges.set(id, {
      ...{ id, kind: 'mount', name: target, from: serviceId(service.name), to: volumeId(name), place },
      ...{ words: [...words, ...keyWords('volumes')], findings: [], condition: undefined },
    });
  }
}

function volumeOf(name: string, model: ComposeModel): TopologyVolume {
  const declared = model.resources('volumes').find(({ resource }) => resource.name === name);
  const isExternal = declared?.resource.isExternal ?? false;
  const doc = isExternal ? composeKeyDoc('volume', 'external') : undefined;
  return {
    ...{ id: volumeId(name), name, isExternal, findings: [] },
    place: declared && { path: declared.compose.path, span: declared.resource.nameSpan },
    words: [
      isExternal ? `The volume ${name} is made outside of this project.` : `The named volume ${name} keeps its files.`,
      ...(doc === undefined ? [] : [doc]),
    ],
  };
}

function addPorts(
  service: ModelService,
  project: Project,
  networking: Networking,
  [home]: readonly NetworkUse[],
  ports: TopologyPort[],
  edges: Map<string, TopologyEdge>,
): void {
  const to = serviceId(service.name);
  const lead = (from: TopologyPort, words: readonly string[]): void => {
    const id = `publishes/${from.id}/${service.name}`;
    const edge = {
      id,
      kind: 'publishes',
      name: from.name,
      from: from.id,
      to,
      place: from.place,
      words,
      findings: [],
    } as const;
    edges.set(id, { ...edge, condition: undefined });
  };
  if (home?.kind === 'host') {
    const words = ['Services in the host’s network are reached at every port they listen on, from everywhere.'];
    const all: TopologyPort = ports.find(it => it.kind === 'all') ?? {
      ...{ id: 'port:all', name: 'every port', kind: 'all', place: home.place, words, findings: [] },
      ...{ address: undefined, hostPort: undefined, containerPort: undefined, protocol: '' },
    };
    if (!ports.includes(all)) ports.push(all);
    lead(all, words);
    return; // Compose refuses ports beside it, or the engine passes over them.
  }
  if (networking.kind === 'networks' && home?.kind === 'none') return;
  for (const { value, place } of portsOf(service, project)) {
    const port = portOf(service.name, value, place);
    if (ports.some(({ id }) => id === port.id)) continue;
    ports.push(port);
    lead(port, port.words);
  }
}

function portOf(service: string, port: Port, place: Place): TopologyPort {
  const containerPort = rangeText(port.target);
  const asWritten = port.text?.value;
  const hostPort = rangeText(port.published) ?? writtenHost(port);
  const address =
    port.hostIp === undefined || port.hostIp === '0.0.0.0' || port.hostIp === '' ? undefined : port.hostIp;
  const shown = withProtocol(hostPort ?? 'any free port', port.protocol);
  const from = isLoopback(address)
    ? 'from this host only'
    : address === undefined
      ? 'from everywhere'
      : `at the address ${address}`;
  const words = [`Port ${shown} leads to ${containerPort ?? 'a port'} of ${service}, ${from}.`, ...keyWords('ports')];
  return {
    id: `port/${service}/${address ?? ''}:${hostPort ?? ''}:${containerPort ?? asWritten ?? ''}/${port.protocol}`,
    name: portName(address, hostPort, containerPort, port.protocol),
    ...{ kind: 'published', place, words, findings: [], address, hostPort, containerPort, protocol: port.protocol },
  };
}

/** `8080 → 80`; a single number where both are the same, `any → 80` where the engine takes a free one. */
function portName(
  address: string | undefined,
  hostPort: string | undefined,
  containerPort: string | undefined,
  protocol: string,
): string {
  const host = hostPort ?? 'any';
  const at = address === undefined ? host : `${address.includes(':') ? `[${address}]` : address}:${host}`;
  const leadsTo = containerPort === undefined || containerPort === hostPort ? '' : ` → ${containerPort}`;
  return withProtocol(`${at}${leadsTo}`, protocol);
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address.startsWith('127.') || address === '::1');

/** `${PORT}` of `${PORT}:80`, as it is written; undefined where no host port is. */
function writtenHost({ node, text, target }: Port): string | undefined {
  if (node.kind === 'mapping') return textOf(node.entry('published')?.value)?.value;
  if (!text || text.isLiteral) return undefined;
  const { value } = text;
  const end = target ? value.lastIndexOf(`:${rangeText(target)}`) : -1;
  return end > 0 ? value.slice(0, end) : value;
}

function networksOf(
  homes: ReadonlyMap<string, readonly NetworkUse[]>,
  model: ComposeModel,
): readonly TopologyNetwork[] {
  const networks = new Map<string, TopologyNetwork>();
  const declared = model.resources('networks');
  for (const uses of homes.values()) {
    for (const use of uses) {
      if (networks.has(use.id)) continue;
      const found = use.kind === 'bridge' ? declared.find(({ resource }) => resource.name === use.name) : undefined;
      const resource = found?.resource;
      const isInternal = isTrue(valueAt(resource?.mapping, 'internal'));
      const isExternal = resource?.isExternal ?? false;
      const isDefault = use.kind === 'bridge' && use.name === 'default';
      networks.set(use.id, {
        ...{ id: use.id, name: use.name, kind: use.kind, isDefault, isInternal, isExternal, findings: [] },
        place: found ? { path: found.compose.path, span: found.resource.nameSpan } : use.place,
        words: networkWords(use, { isDefault, isInternal, isExternal }, resource),
      });
    }
  }
  return [...networks.values()];
}

function networkWords(
  { kind, name }: NetworkUse,
  is: Pick<TopologyNetwork, 'isDefault' | 'isInternal' | 'isExternal'>,
  resource: Resource | undefined,
): readonly string[] {
  switch (kind) {
    case 'host':
      return ['Services here use the interfaces of the host itself: what they listen on is open to the outside.'];
    case 'none':
      return ['Services here have no network but their own loopback interface.'];
    case 'engine-bridge':
      return ['The bridge all containers of the engine may be in. Names of services are not known in it.'];
    case 'of-container':
      return ['The network of a container that is not part of this project.'];
    case 'bridge': {
      const doc = is.isInternal ? composeKeyDoc('network', 'internal') : undefined;
      return [
        is.isDefault && !resource
          ? 'The network that services are in when they name none. They reach each other by name, and nobody else does.'
          : `Services of the network ${name} reach each other by name.`,
        ...(is.isInternal ? ['It is internal: no way leads out of it.'] : []),
        ...(is.isExternal ? ['It is made outside of this project.'] : []),
        ...(doc === undefined ? [] : [doc]),
      ];
    }
  }
}

function noticesOf(model: ComposeModel): readonly string[] {
  const notices: string[] = [];
  if (model.files.some(({ file }) => file.yaml.problems.some(({ code }) => code !== 'duplicate-key')))
    notices.push('A file has mistakes in its YAML: the picture shows what can be read.');
  if (model.services.size === 0) notices.push('There is no service yet.');
  return notices;
}

/** All that a service or resource is written in, to know whom a finding is about. */
function placesOf(model: ComposeModel): readonly Placeable[] {
  const places: Placeable[] = [];
  for (const { name, definitions } of model.services.values())
    for (const { compose, service } of definitions)
      places.push({ id: serviceId(name), place: { path: compose.path, span: service.entry.span } });
  for (const [section, idOf] of [
    ['volumes', volumeId],
    ['networks', networkId],
  ] as const)
    for (const { compose, resource } of model.resources(section))
      places.push({ id: idOf(resource.name), place: { path: compose.path, span: resource.entry.span } });
  return places;
}
