/**
 * What a service is to be given in place of privileged, key by key: the grants of its needs, merged, translated into the
 * project's dialect, without what its Compose files or its image give it already.
 */
import { currentLabelName, isLabelOn, labelForHostPath } from '../catalog/balena-labels.ts';
import { capabilityName, defaultCapabilities } from '../catalog/linux-capabilities.ts';
import type { FoundNeed } from '../project/privilege.ts';
import type { Dialect, ProjectService } from '../project/project.ts';
import type { RuntimeFact } from '../project/runtime-facts.ts';
import type { Service } from '../syntax/compose/compose-file.ts';

/** The keys a grant can add to, in the order in which new ones are written. */
export const grantKeys = [
  'cap_add',
  'devices',
  'security_opt',
  'tmpfs',
  'group_add',
  'sysctls',
  'shm_size',
  'network_mode',
  'volumes',
  'environment',
  'labels',
] as const;
export type GrantKey = (typeof grantKeys)[number];

/** One item to add. `name` is the item of a list or the key of a pair; `value` the pair's value or the key's only value. */
export interface Addition {
  readonly key: GrantKey;
  readonly name: string;
  readonly value?: string | undefined;
  /** Id of the need that asks for it first. */
  readonly need: string;
  /** As the rest of a sentence that has the item as its subject. */
  readonly why: string;
  /** A device node whose number may be another one on the device. */
  readonly isGuess: boolean;
}

export interface Grants {
  /** What is missing, in the order of `grantKeys`. */
  readonly additions: readonly Addition[];
  /** The names of all that is needed, with what the service has already, for messages. */
  readonly needed: readonly Addition[];
  /** Why a need cannot be met by keys after all, as sentences without full stops. */
  readonly obstacles: readonly string[];
  /** What else it needs and cannot be written beside the keys it has, as sentences without full stops. */
  readonly remarks: readonly string[];
}

export interface GrantSource {
  readonly needs: readonly FoundNeed[];
  readonly facts: readonly RuntimeFact[];
  readonly service: ProjectService;
  readonly dialect: Dialect;
}

const noGrants: Grants = { needed: [], additions: [], obstacles: [], remarks: [] };

export function grantsFor({ needs, facts, service, dialect }: GrantSource): Grants {
  if (needs.length === 0) return noGrants;
  const definitions = service.definitions.map(it => it.service);
  const needed = new Map<string, Addition>();
  const obstacles: string[] = [];
  let asking = '';
  const add = (key: GrantKey, name: string, why: string, value?: string, isGuess = false): void => {
    const id = `${key} ${name}`;
    if (!needed.has(id)) needed.set(id, { key, name, value, need: asking, why, isGuess });
  };
  const addAll = (key: GrantKey, reasons: Readonly<Record<string, string>> | undefined): void => {
    for (const [name, why] of entriesOf(reasons)) add(key, name, why);
  };
  const isRoot = runsAsRoot(definitions, facts);
  const isHostNetwork = definitions.some(it => it.networkMode?.known === 'host');

  for (const { need, evidence, devices } of needs) {
    const { grant } = need;
    asking = need.id;
    addAll('cap_add', grant.capabilities);
    for (const { path, grant: device, isNamed } of devices) {
      if (path.slice(1).includes(':')) continue;
      add('devices', path, device.why, undefined, !isNamed && device.naming === 'numbered');
      if (!isRoot && device.group) add('group_add', device.group, `owns ${path}`);
    }
    addAll('security_opt', grant.securityOptions);
    addAll('tmpfs', grant.tmpfs);
    const wantsBus = grant.labels?.['dbus'] !== undefined;
    const hasBus = wantsBus && startsOwnBus(facts) && !hasLabel(definitions, 'dbus');
    for (const [name, why] of entriesOf(grant.labels)) {
      if (name === 'dbus' && hasBus) continue;
      if (dialect === 'balena') add('labels', `io.balena.features.${name}`, why, '1');
      else if (dockerMounts[name]) add('volumes', dockerMounts[name], why);
    }
    for (const [name, value] of entriesOf(grant.environment)) {
      if (dialect === 'balena' && !hasBus) add('environment', name, 'points at the bus of the host', value);
    }
    if (grant.hostNetwork !== undefined) add('network_mode', 'host', grant.hostNetwork);
    if (grant.shmSize !== undefined) add('shm_size', grant.shmSize, 'is room for its shared memory');
    if (!grant.sysctls && !grant.ownSysctls) continue;
    const sysctls = new Map(entriesOf(grant.sysctls));
    if (grant.ownSysctls) {
      for (const fact of evidence)
        if (fact.kind === 'sysctl' && !fact.value.includes('$')) sysctls.set(fact.name, fact.value);
    }
    for (const [name, value] of sysctls) {
      if (!isHostNetwork || !name.startsWith('net.')) add('sysctls', name, 'is set by it', value);
      else if (grant.ownSysctls) obstacles.push(`It sets ${name}, which engines refuse beside network_mode: host`);
    }
  }

  const order = (it: Addition): number => grantKeys.indexOf(it.key);
  const all = [...needed.values()].sort((a, b) => order(a) - order(b));
  const isAttached = !isHostNetwork && networkKeys.some(key => definitions.some(it => it.key(key) !== undefined));
  const host = isAttached ? all.find(it => it.key === 'network_mode') : undefined;
  const rest = all.filter(it => it !== host);
  return {
    needed: rest,
    additions: rest.filter(it => !isGiven(it, definitions, facts)),
    obstacles: [...new Set(obstacles)],
    // Another network would break what works: names, published ports.
    remarks: host ? [`As ${host.why}, it may need network_mode: host in place of its own network, too`] : [],
  };
}

/** Keys that network_mode: host cannot stand beside, or would change. */
const networkKeys = ['network_mode', 'networks', 'ports'] as const;

/** What stands in for a label of balena on other engines; the others have no counterpart. */
const dockerMounts: Readonly<Record<string, string>> = {
  dbus: '/run/dbus:/run/dbus:ro',
  sysfs: '/sys:/sys',
  'kernel-modules': '/lib/modules:/lib/modules:ro',
  firmware: '/lib/firmware:/lib/firmware:ro',
  'balena-socket': '/var/run/docker.sock:/var/run/docker.sock',
  'journal-logs': '/var/log/journal:/var/log/journal:ro',
  procfs: '/proc:/host/proc:ro',
};

/** Most needs have but one kind of grant. */
function entriesOf(pairs: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] {
  return pairs ? Object.entries(pairs) : nothing;
}

const nothing: readonly never[] = [];

/** A bus of its own, so that the one of the host is not what it talks to. */
function startsOwnBus(facts: readonly RuntimeFact[]): boolean {
  return facts.some(fact => fact.kind === 'command' && startsBus(fact.words));
}

function startsBus(words: readonly string[]): boolean {
  const program = words[0]?.replace(/^.*\//, '');
  return (
    (program === 'dbus-daemon' && words.includes('--system')) ||
    (program === 'service' && words[1] === 'dbus') ||
    words[0] === '/etc/init.d/dbus'
  );
}

function runsAsRoot(definitions: readonly Service[], facts: readonly RuntimeFact[]): boolean {
  const user = definitions.map(it => it.text('user')?.known).findLast(it => it !== undefined);
  const name = user ?? facts.findLast(fact => fact.kind === 'user')?.name;
  return name === undefined || /^(?:root|0)(?::|$)/.test(name) || name.includes('$');
}

function hasLabel(definitions: readonly Service[], feature: string): boolean {
  const name = `io.balena.features.${feature}`;
  return definitions.some(
    it =>
      it.labels.some(label => currentLabelName(label.key) === name && isLabelOn(label.value?.known ?? '')) ||
      it.mounts.some(mount => mount.source?.known !== undefined && labelForHostPath(mount.source.known)?.name === name),
  );
}

/** Whether the service has it already, whatever its spelling. */
function isGiven(addition: Addition, definitions: readonly Service[], facts: readonly RuntimeFact[]): boolean {
  const { key, name } = addition;
  switch (key) {
    case 'cap_add':
      return (
        defaultCapabilities.has(name) ||
        definitions.some(it => it.capAdd.some(item => [name, 'ALL'].includes(capabilityName(item.known ?? ''))))
      );
    case 'devices':
      return definitions.some(it =>
        it.devices.some(({ source }) => source === name || source === '/dev' || name.startsWith(`${source}/`)),
      );
    case 'security_opt': {
      const wanted = optionKey(name);
      return definitions.some(it => it.securityOpt.some(item => optionKey(item.known ?? '') === wanted));
    }
    case 'tmpfs':
      return definitions.some(
        it =>
          it.tmpfs.some(item => item.known?.split(':', 1)[0] === name) ||
          it.mounts.some(mount => mount.target?.known === name),
      );
    case 'group_add':
      return definitions.some(it => it.list('group_add').some(item => item.known === name));
    case 'sysctls':
      return definitions.some(it => pairNames(it, 'sysctls').includes(name));
    case 'shm_size':
      return definitions.some(it => it.key('shm_size') !== undefined);
    case 'network_mode':
      return definitions.some(it => it.networkMode?.known === 'host');
    case 'volumes': {
      const [source, target] = name.split(':');
      return definitions.some(it =>
        it.mounts.some(mount => mount.source?.known === source || mount.target?.known === target),
      );
    }
    case 'environment':
      return (
        definitions.some(it => it.environment.some(variable => variable.key === name)) ||
        facts.some(fact => fact.kind === 'environment' && fact.name === name)
      );
    case 'labels':
      return hasLabel(definitions, name.slice('io.balena.features.'.length));
  }
}

function optionKey(option: string): string {
  return option.trim().toLowerCase().replace(':', '=');
}

/** The names of a mapping, or of a list of `name=value`. */
function pairNames(service: Service, key: string): readonly string[] {
  const value = service.key(key)?.value;
  if (value?.kind === 'mapping') return value.entries.map(entry => entry.key.source);
  return service.list(key).map(item => item.value.split('=', 1)[0] ?? '');
}
