/** What is shown with a service: what it may do, what it mounts, what it offers to others. */
import { balenaLabel, isLabelOn } from '../../catalog/balena-labels.ts';
import { composeKeyDoc } from '../../catalog/compose-key-docs.ts';
import { capabilityName, linuxCapability, rootEquivalentCapabilities } from '../../catalog/linux-capabilities.ts';
import type { ModelService } from '../../project/compose-model.ts';
import type { Project } from '../../project/project.ts';
import { exposedByDockerfile } from '../../project/service-ports.ts';
import type { Mount, Port, PortRange } from '../../syntax/compose/compose-file.ts';
import { readMount } from '../../syntax/compose/mount.ts';
import { readPort } from '../../syntax/compose/port.ts';
import { isTrue, textOf } from '../../syntax/compose/text-value.ts';
import { merged, type Placed, placeOf } from './merged-lists.ts';
import type { DetailKind, Place, TopologyDetail } from './topology.ts';

export const keyWords = (key: string): readonly string[] => {
  const doc = composeKeyDoc('service', key);
  return doc === undefined ? [] : [doc];
};

export function serviceDetails(service: ModelService, project: Project): readonly TopologyDetail[] {
  const details = new Details(service.name);
  addPowers(service, details);
  addProfilesAndScale(service, details);
  addExposed(service, project, details);
  addMounts(service, project, details);
  for (const { value, place } of merged(
    service,
    'external_links',
    it => it.list('external_links'),
    it => it.value,
  ))
    details.add('external-link', value.value, place, [`${value.value} is outside of this project.`], 'external_links');
  return details.all;
}

class Details {
  readonly all: TopologyDetail[] = [];
  readonly #of: string;
  readonly #ids = new Set<string>();

  constructor(of: string) {
    this.#of = of;
  }

  add(
    kind: DetailKind,
    name: string,
    place: Place | undefined,
    words: readonly string[],
    key: string,
    risk: 'risky' | 'plain' = 'plain',
  ): void {
    const id = `service/${this.#of}/${kind}/${name}`;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.all.push({
      ...{ id, kind, name, place, findings: [], isRisky: risk === 'risky' },
      words: [...words, ...keyWords(key)],
    });
  }
}

function addPowers(service: ModelService, details: Details): void {
  const privileged = service.key('privileged');
  if (privileged && isTrue(privileged.entry.value)) {
    const { place } = placeOf(privileged, privileged.entry.span);
    details.add('privileged', 'privileged', place, [`${service.name} is privileged.`], 'privileged', 'risky');
  }
  const capability = (written: string): string => capabilityName(written) || written;
  for (const { value, place } of merged(
    service,
    'cap_add',
    it => it.capAdd,
    it => capability(it.value),
  )) {
    const name = capability(value.value);
    const isRisky = name === 'ALL' || rootEquivalentCapabilities.has(name);
    const meaning = linuxCapability(name)?.meaning;
    const words = [`Adds the capability ${name}.`, ...(meaning === undefined ? [] : [meaning])];
    details.add('capability', name, place, words, 'cap_add', isRisky ? 'risky' : 'plain');
  }
  for (const { value, place } of merged(
    service,
    'cap_drop',
    it => it.capDrop,
    it => capability(it.value),
  )) {
    const name = capability(value.value);
    const meaning = linuxCapability(name)?.meaning;
    const words = [`Gives up the capability ${name}.`, ...(meaning === undefined ? [] : [meaning])];
    details.add('dropped-capability', name, place, words, 'cap_drop');
  }
  for (const { value, place } of merged(
    service,
    'labels',
    it => it.labels,
    it => it.key,
  )) {
    const label = balenaLabel(value.key);
    const text = value.value?.text ?? '';
    if (!label || (label.value === 'switch' && !isLabelOn(text))) continue;
    const name = value.key.replace(/^io\.(?:balena|resin)\.(?:features\.)?/, '');
    const shown = label.value === 'text' && text !== '' ? `${name}: ${text}` : name;
    details.add('balena-label', shown, place, [value.key, label.meaning], '', label.isDangerous ? 'risky' : 'plain');
  }
  for (const { value, place } of merged(
    service,
    'devices',
    it => it.devices,
    it => it.target ?? it.source,
  )) {
    details.add('device', value.source, place, [`Uses the device ${value.source} of its host.`], 'devices');
  }
}

function addProfilesAndScale(service: ModelService, details: Details): void {
  for (const { value, place } of merged(
    service,
    'profiles',
    it => it.profiles,
    it => it.value,
  ))
    details.add('profile', value.value, place, [`Runs with the profile ${value.value} only.`], 'profiles');
  const deploy = service.key('deploy')?.entry.value;
  const replicas = deploy?.kind === 'mapping' ? deploy.entry('replicas') : undefined;
  const scale = service.key('scale');
  const entry = scale?.entry ?? replicas;
  const from = scale ?? service.key('deploy');
  const times = entry && textOf(entry.value);
  if (!entry || !from || times === undefined || times.known === '1') return;
  const { place } = placeOf(from, entry.span);
  details.add('scale', `×${times.known ?? times.value}`, place, [`Runs ${times.value} containers.`], 'scale');
}

function addExposed(service: ModelService, project: Project, details: Details): void {
  const published = new Set(portsOf(service, project).map(({ value }) => rangeText(value.target)));
  for (const { value, place } of merged(
    service,
    'expose',
    it => it.expose,
    it => it.text.value,
  )) {
    const port = withProtocol(rangeText(value.range) ?? value.text.value, value.protocol);
    if (!published.has(port))
      details.add('exposed-port', port, place, [`Others in its networks reach port ${port}.`], 'expose');
  }
  const whole = project.services.find(({ name }) => name === service.name);
  const image = whole && exposedByDockerfile(whole, project);
  for (const range of image?.ports ?? []) {
    const port = rangeText(range) ?? '';
    if (published.has(port)) continue;
    const last = image?.last;
    const place = image?.path === undefined || !last ? undefined : { path: image.path, span: last.span };
    details.add('exposed-port', port, place, [`Its Dockerfile EXPOSEs port ${port}.`], 'expose');
  }
}

function addMounts(service: ModelService, project: Project, details: Details): void {
  for (const mount of mountsOf(service, project)) {
    const { value, place } = mount;
    const target = value.target?.known ?? value.target?.text ?? '';
    const source = value.source?.known ?? value.source?.text ?? '';
    const access = value.isReadOnly ? ', read-only' : '';
    switch (value.kind) {
      case 'bind-mount': {
        const isRisky = /(?:^|\/)(?:docker|balena-engine|balena|podman)\.sock$/.test(source) || source === '/';
        const words = [`Bind mount: ${source} of the host at ${target}${access}.`];
        details.add('bind-mount', `${source} → ${target}`, place, words, 'volumes', isRisky ? 'risky' : 'plain');
        break;
      }
      case 'anonymous-volume':
        details.add('anonymous-volume', target, place, [`Anonymous volume at ${target}${access}.`], 'volumes');
        break;
      case 'tmpfs':
        details.add('tmpfs', target, place, [`tmpfs mount at ${target}: kept in memory only.`], 'volumes');
        break;
      case 'named-volume':
      case 'other':
        break;
    }
  }
  for (const { value, place } of merged(
    service,
    'tmpfs',
    it => it.tmpfs,
    it => it.value,
  )) {
    const target = (value.known ?? value.value).split(':')[0] ?? '';
    details.add('tmpfs', target, place, [`tmpfs mount at ${target}: kept in memory only.`], 'tmpfs');
  }
}

/** With what `.env` says of their variables. */
export function mountsOf(service: ModelService, { composeReferences }: Project): readonly Placed<Mount>[] {
  return merged(
    service,
    'volumes',
    (it, file) => it.mounts.map(mount => readMount(file, mount.node, composeReferences.variables) ?? mount),
    it => it.target?.known ?? it.target?.text ?? JSON.stringify(it.span),
  );
}

/** With what `.env` says of their variables. */
export function portsOf(service: ModelService, { composeReferences }: Project): readonly Placed<Port>[] {
  return merged(
    service,
    'ports',
    (it, file) => it.ports.map(port => readPort(file, port.node, composeReferences.variables) ?? port),
    port =>
      [
        port.hostIp,
        rangeText(port.published),
        rangeText(port.target),
        port.protocol,
        port.isKnown ? '' : port.text?.value,
      ].join('|'),
  );
}

/** `80` or `8000-8010`. */
export function rangeText(range: PortRange | undefined): string | undefined {
  if (!range) return undefined;
  return range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`;
}

/** TCP goes without saying. */
export function withProtocol(port: string, protocol: string): string {
  return protocol === 'tcp' || protocol === '' ? port : `${port}/${protocol}`;
}
