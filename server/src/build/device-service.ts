/**
 * One service as balena's Supervisor would make a container of it: its defaults laid under what the Compose file says,
 * names made its way, and all it does not apply told. Looks at no file.
 */
import { fieldFates } from '../catalog/balena-compose-fields.ts';
import { labelForHostPath } from '../catalog/balena-labels.ts';
import { isPath } from '../syntax/compose/mount.ts';
import type { PlatformChoice } from './build-plan.ts';
import { configOf, hostConfigOf, ownRights } from './device-container.ts';
import { labelEffects } from './device-labels.ts';
import type {
  AppIdentity,
  DeviceImage,
  DeviceNote,
  DeviceService,
  Membership,
  PublishedPort,
  RestartPolicy,
  ServiceNetwork,
  VolumeMount,
} from './device-run.ts';
import { isMapping, isTrueText, type PlainValue, pairsOf, portsOf, textsOf, wordsOf } from './device-values.ts';

/** What the files say of a service: merged, variables filled in. */
export interface WrittenService {
  readonly name: string;
  /** Every key that is there, with the value that counts; lists and mappings of several files are one. */
  readonly values: ReadonlyMap<string, PlainValue>;
  /** Of `env_file`, in order; `environment` wins over it. */
  readonly fromFiles: readonly (readonly [string, string])[];
}

export interface ServiceSurroundings {
  /** Of the project. */
  readonly name: string;
  readonly app: AppIdentity;
  readonly for: PlatformChoice;
  readonly image: DeviceImage;
  readonly platform: string | undefined;
}

export interface MadeService {
  readonly service: DeviceService;
  /** Volumes it uses, as the project calls them. */
  readonly volumes: readonly string[];
  /** Networks it is a member of, as the project calls them. */
  readonly networks: readonly string[];
  /** Why the device does not run it; absent when it does. */
  readonly skipped?: string;
}

const policies: readonly RestartPolicy[] = ['no', 'always', 'on-failure', 'unless-stopped'];
export function deviceService(written: WrittenService, around: ServiceSurroundings): MadeService {
  const notes: DeviceNote[] = [];
  const note = (kind: DeviceNote['kind'], text: string): void => {
    notes.push({ kind, text });
  };
  const value = (key: string): PlainValue => written.values.get(key);
  const text = (key: string): string | undefined => textsOf(value(key))[0];
  const { app } = around;

  const mounts = mountsOf(written, note);
  const labels = labelEffects(
    { ...Object.fromEntries(pairsOf(value('labels')).map(([key, it]) => [key, it ?? ''])), ...mounts.labels },
    around.for,
  );
  notes.push(...labels.notes);
  const volumes = [...mounts.volumes, ...labels.volumes];
  const network = networkOf(value('network_mode'), value('networks'), written.name, app, note);
  const command = wordsOf(value('command'));
  const entrypoint = wordsOf(value('entrypoint'));
  const environment = environmentOf(written, around);
  notes.push(...fieldNotes(written));

  const service: DeviceService = {
    service: written.name,
    containerName: `${around.name}_${written.name}`,
    image: around.image,
    ...(around.platform === undefined ? {} : { platform: around.platform }),
    environment: { ...labels.environment, ...environment },
    labels: {
      ...labels.labels,
      'io.balena.app-id': app.id,
      'io.balena.app-uuid': app.uuid,
      'io.balena.service-name': written.name,
    },
    ...(command === undefined ? {} : { command }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    restart: restartOf(text('restart'), note),
    network: network.network,
    mounts: volumes.map(({ written: name, ...mount }): VolumeMount => ({ volume: volumeName(app, name), ...mount })),
    tmpfs: {
      // Where the Supervisor puts the lock that holds updates up.
      '/tmp/balena': '',
      '/tmp/resin': '',
      ...Object.fromEntries(textsOf(value('tmpfs')).map(entry => split(entry, ':'))),
    },
    ports: network.network.kind === 'host' ? [] : portList(value('ports')),
    rights: [...ownRights(value), ...labels.rights],
    config: configOf(value, text),
    hostConfig: hostConfigOf(value, text),
    after: [...new Set([...dependencies(value('depends_on')), ...network.after])],
    notes,
  };
  const skipped = labels.skipped === undefined ? {} : { skipped: labels.skipped };
  return { service, volumes: volumes.map(it => it.written), networks: network.joined, ...skipped };
}

export const volumeName = (app: AppIdentity, written: string): string => `${app.id}_${written}`;
export const networkName = (app: AppIdentity, written: string): string => `${app.uuid}_${written}`;

/** What the Supervisor sets lies under what the project says. */
function environmentOf(
  { name, values, fromFiles }: WrittenService,
  { name: project, app, for: { device, arch } }: ServiceSurroundings,
): Readonly<Record<string, string>> {
  const known: Record<string, string> = {
    APP_ID: app.id,
    APP_UUID: app.uuid,
    APP_NAME: project,
    SERVICE_NAME: name,
    // A device has one of its own; here project and device are one.
    DEVICE_UUID: app.uuid,
    ...(device ? { DEVICE_TYPE: device.slug } : {}),
    ...(arch === undefined ? {} : { DEVICE_ARCH: arch }),
    APP_LOCK_PATH: '/tmp/balena/updates.lock',
  };
  const found: Record<string, string> = {};
  for (const space of ['BALENA', 'RESIN']) {
    found[space] = '1';
    for (const [key, it] of Object.entries(known)) found[`${space}_${key}`] = it;
  }
  return {
    ...found,
    BALENA_SERVICE_HANDOVER_COMPLETE_PATH: '/tmp/balena/handover-complete',
    RESIN_SERVICE_KILL_ME_PATH: '/tmp/balena/handover-complete',
    USER: 'root',
    ...Object.fromEntries(fromFiles),
    ...Object.fromEntries(pairsOf(values.get('environment')).map(([key, it]) => [key, it ?? ''])),
  };
}

type Note = (kind: DeviceNote['kind'], text: string) => void;

function restartOf(written: string | undefined, note: Note): RestartPolicy {
  const word = written?.trim().toLowerCase();
  const policy = policies.find(it => it === word);
  if (word !== undefined && policy === undefined)
    note('differs', `restart: ${written} is no policy the Supervisor knows; it restarts the service always`);
  return policy ?? 'always';
}

interface FoundMounts {
  readonly volumes: readonly { readonly written: string; readonly target: string; readonly isReadOnly: boolean }[];
  /** Some paths of the host are taken for the label that opens them. */
  readonly labels: Readonly<Record<string, string>>;
}

function mountsOf({ values }: WrittenService, note: Note): FoundMounts {
  const volumes = new Map<string, FoundMounts['volumes'][number]>();
  const labels: Record<string, string> = {};
  const journal = new Set<string>();
  const all = values.get('volumes');
  for (const item of Array.isArray(all) ? (all as readonly PlainValue[]) : []) {
    const { type, source, target, isReadOnly } = mountOf(item);
    if (type === 'tmpfs' || target === undefined) {
      note('refused', `volumes: balena takes no mount ${isMapping(item) ? `of type ${type}` : `"${item}"`}`);
      continue;
    }
    if (type === 'volume' && source !== undefined) volumes.set(target, { written: source, target, isReadOnly });
    else if (source === undefined) note('refused', `volumes: balena takes no volume without a name (${target})`);
    else {
      const label = labelForHostPath(source);
      if (!label) note('refused', `volumes: balena refuses the bind mount of ${source}; it is left out here too`);
      else if (label.hostPaths?.length === 3 && label.name.endsWith('journal-logs')) {
        journal.add(source);
        if (journal.size === 3) labels[label.name] = '1';
      } else {
        labels[label.name] = '1';
        note('differs', `volumes: the mount of ${source} becomes the label ${label.name}, as balena’s parsers do`);
      }
    }
  }
  if (journal.size > 0 && journal.size < 3)
    note('ignored', `volumes: ${[...journal].join(', ')} without the rest of the journal’s paths is dropped`);
  return { volumes: [...volumes.values()], labels };
}

function mountOf(item: PlainValue): {
  readonly type: string;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly isReadOnly: boolean;
} {
  if (isMapping(item)) {
    const [source] = textsOf(item['source']);
    const [target] = textsOf(item['target']);
    return { type: textsOf(item['type'])[0] ?? 'volume', source, target, isReadOnly: isTrueText(item['read_only']) };
  }
  const [first = '', second, mode = ''] = textsOf(item)[0]?.split(':') ?? [];
  if (second === undefined) return { type: 'volume', source: undefined, target: first, isReadOnly: false };
  const isReadOnly = mode.split(',').includes('ro');
  return { type: isPath(first) ? 'bind' : 'volume', source: first, target: second, isReadOnly };
}

interface FoundNetwork {
  readonly network: ServiceNetwork;
  /** As the project calls them. */
  readonly joined: readonly string[];
  /** Services that must be there first. */
  readonly after: readonly string[];
}

function networkOf(
  mode: PlainValue,
  networks: PlainValue,
  service: string,
  app: AppIdentity,
  note: Note,
): FoundNetwork {
  const [word] = textsOf(mode);
  if (word === 'host' || word === 'none' || word === 'bridge')
    return { network: { kind: word }, joined: [], after: [] };
  const other = word === undefined ? undefined : /^service:\s*(\S+)/.exec(word)?.[1];
  if (other !== undefined) return { network: { kind: 'service', service: other }, joined: [], after: [other] };
  if (word?.startsWith('container:')) note('ignored', `network_mode: ${word} is ignored by the Supervisor`);
  const named = word === undefined || word.startsWith('container:') ? undefined : word;
  const written: readonly (readonly [string, PlainValue])[] = isMapping(networks)
    ? Object.entries(networks)
    : textsOf(networks).map(name => [name, undefined] as const);
  const joined = written.length > 0 ? written : [[named ?? 'default', undefined] as const];
  const memberships = joined.map(([name, how]): Membership => {
    const { aliases, ipv4_address: ipv4, ipv6_address: ipv6 } = isMapping(how) ? how : {};
    return {
      network: networkName(app, name),
      aliases: [...new Set([...textsOf(aliases), service])],
      ...(typeof ipv4 === 'string' ? { ipv4 } : {}),
      ...(typeof ipv6 === 'string' ? { ipv6 } : {}),
    };
  });
  return { network: { kind: 'networks', memberships }, joined: joined.map(([name]) => name), after: [] };
}

function portList(value: PlainValue): readonly PublishedPort[] {
  return Array.isArray(value) ? (value as readonly PlainValue[]).flatMap(portsOf) : portsOf(value);
}

function dependencies(value: PlainValue): readonly string[] {
  return isMapping(value) ? Object.keys(value) : textsOf(value);
}

/** What balena does otherwise with a field than Docker, in a few notes. */
function fieldNotes({ values }: WrittenService): readonly DeviceNote[] {
  const fates = fieldFates('service');
  const keys = [...values.keys()];
  const list = (is: (fate: NonNullable<ReturnType<typeof fates.get>>) => boolean): string =>
    keys
      .filter(key => {
        const fate = fates.get(key);
        return fate !== undefined && is(fate);
      })
      .join(', ');
  const refused = list(it => it.cli === 'rejects');
  const demanding = list(it => it.cli === 'demands');
  const dropped = list(it => it.cli !== 'rejects' && it.cli !== 'demands' && it.device === 'drops');
  return [
    ...(refused === '' ? [] : [{ kind: 'refused', text: `balena’s CLI refuses ${refused}` } as const]),
    ...(demanding === ''
      ? []
      : [{ kind: 'refused', text: `${demanding}: today’s Supervisors refuse a release with it` } as const]),
    ...(dropped === '' ? [] : [{ kind: 'ignored', text: `the device drops ${dropped}` } as const]),
  ];
}

function split(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
