/**
 * The `io.balena.*` labels that something reads, with their meaning. Sources: balena-os/balena-supervisor v19
 * (src/compose/utils.ts, src/lib/validation.ts), the bind-mount table of balena-io-modules/balena-compose-parser
 * (lib/compose.ts), and balena-io/docs (reference/supervisor/docker-compose.md).
 */

export interface BalenaLabel {
  /** In full: `io.balena.features.dbus`. */
  readonly name: string;
  /** What the container gets, or what changes, when it is set. */
  readonly meaning: string;
  /** Why `privileged` was often set for the same thing; undefined for labels that have nothing to do with privilege. */
  readonly standsInFor?: string;
  /** Whoever controls the container controls the device. */
  readonly isDangerous: boolean;
  /** `switch`: on for 1, true and on in any case, off for everything else. `text`: any value, as described. */
  readonly value: 'switch' | 'text';
  /** The first Supervisor or balenaOS that honours it; undefined when only its code tells. */
  readonly since?: string;
  /** Host paths whose bind mount balena's parsers turn into this label. */
  readonly hostPaths?: readonly string[];
  /** Where the label puts them in the container, when that is another place. */
  readonly mountedAt?: string;
}

const feature = 'io.balena.features.';

export const balenaLabels: readonly BalenaLabel[] = [
  {
    name: `${feature}balena-socket`,
    meaning: 'Gives the device’s container engine: its socket, and DOCKER_HOST pointing at it.',
    standsInFor: 'managing the other containers of the device',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
    hostPaths: ['/var/run/docker.sock', '/var/run/balena-engine.sock'],
    mountedAt: '/var/run/docker.sock',
  },
  {
    name: `${feature}dbus`,
    meaning: 'Gives the host’s D-Bus at /host/run/dbus; programs find it through DBUS_SYSTEM_BUS_ADDRESS.',
    standsInFor: 'talking to the host’s systemd, NetworkManager or BlueZ',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
    hostPaths: ['/run/dbus'],
    mountedAt: '/host/run/dbus',
  },
  {
    name: `${feature}kernel-modules`,
    meaning: 'Gives the host’s /lib/modules, so that there are modules to load.',
    standsInFor: 'loading kernel modules, together with the capability SYS_MODULE',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
    hostPaths: ['/lib/modules'],
  },
  {
    name: `${feature}firmware`,
    meaning: 'Gives the host’s /lib/firmware.',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
    hostPaths: ['/lib/firmware'],
  },
  {
    name: `${feature}extra-firmware`,
    meaning: 'Gives the volume of additional firmware at /extra-firmware.',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 17.5.2, balenaOS 6.10.7',
  },
  {
    name: `${feature}sysfs`,
    meaning: 'Gives the host’s /sys, writable.',
    standsInFor: 'GPIO, LEDs, PWM and other hardware switched through files below /sys',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 10.8',
    hostPaths: ['/sys'],
  },
  {
    name: `${feature}procfs`,
    meaning: 'Gives the host’s /proc in place of the container’s own.',
    standsInFor: 'watching the processes of the host',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 10.8',
    hostPaths: ['/proc'],
  },
  {
    name: `${feature}journal-logs`,
    meaning: 'Gives the host’s journal and machine id, read-only.',
    isDangerous: false,
    value: 'switch',
    since: 'Supervisor 12.0.1',
    // All three together; one or two of them vanish without a message.
    hostPaths: ['/var/log/journal', '/run/log/journal', '/etc/machine-id'],
  },
  {
    name: `${feature}gpu`,
    meaning: 'Gives one GPU; the host needs NVIDIA’s container runtime.',
    standsInFor: 'using an NVIDIA GPU',
    isDangerous: false,
    value: 'switch',
  },
  {
    name: `${feature}supervisor-api`,
    meaning:
      'Gives address and key of the Supervisor’s API, which restarts services and the device and reads their state.',
    standsInFor: 'restarting the device or changing its host name',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
  },
  {
    name: `${feature}balena-api`,
    meaning: 'Gives address and key of the balena API, with the rights of this device.',
    isDangerous: true,
    value: 'switch',
    since: 'Supervisor 7.23',
  },
  {
    name: `${feature}host-os.board-rev`,
    meaning: 'Sets BALENA_HOST_OS_BOARD_REV and BALENA_HOST_OS_BUILD.',
    isDangerous: false,
    value: 'switch',
  },
  {
    name: `${feature}optional`,
    meaning: 'Skips the service on devices that do not meet its requirements, where the release would fail otherwise.',
    isDangerous: false,
    value: 'switch',
  },
  {
    name: `${feature}requires.sw.supervisor`,
    meaning: 'Runs the service only on Supervisors of this range of versions.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 10.16.17',
  },
  {
    name: `${feature}requires.sw.l4t`,
    meaning: 'Runs the service only on devices with this range of NVIDIA L4T versions.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 10.16.17',
  },
  {
    name: `${feature}requires.sw.balena-os`,
    meaning: 'Runs the service only on this range of balenaOS versions.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 17.4.2',
  },
  {
    name: `${feature}requires.sw.linux`,
    meaning: 'Runs the service only on this range of kernel versions.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 17.4.2',
  },
  {
    name: `${feature}requires.hw.device-type`,
    meaning: 'Runs the service only on devices of this type (a slug).',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 11.1.0',
  },
  {
    name: `${feature}requires.arch.sw`,
    meaning: 'Runs the service only on devices of this architecture (balena’s name).',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 14.10.11',
  },
  {
    name: 'io.balena.update.strategy',
    meaning:
      'How a new release replaces the running one: download-then-kill, kill-then-download, delete-then-download, hand-over.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 7.23',
  },
  {
    name: 'io.balena.update.handover-timeout',
    meaning: 'Milliseconds the old container has to hand over; 60000 unless set, only with the strategy hand-over.',
    isDangerous: false,
    value: 'text',
    since: 'Supervisor 7.23',
  },
  {
    name: 'io.balena.update.requires-reboot',
    meaning: 'Starts the service only after the device was restarted.',
    isDangerous: false,
    value: 'switch',
  },
];

/** Names the Supervisor sets itself and overwrites. */
export const reservedBalenaLabels: readonly string[] = [
  'io.balena.supervised',
  'io.balena.app-id',
  'io.balena.app-uuid',
  'io.balena.service-id',
  'io.balena.service-name',
  'io.balena.legacy-container',
];

const byName = new Map(balenaLabels.map(label => [label.name, label]));

/** The label of this name, also in the old `io.resin.` spelling; undefined for one that nothing reads. */
export function balenaLabel(name: string): BalenaLabel | undefined {
  return byName.get(currentLabelName(name));
}

/** `io.resin.features.resin-api` → `io.balena.features.balena-api`, as the Supervisor does; other names unchanged. */
export function currentLabelName(name: string): string {
  return name.startsWith('io.resin.') ? name.replaceAll('resin', 'balena') : name;
}

/** Whether the value switches a feature label on. Anything else, `yes` and `enabled` included, leaves it off. */
export function isLabelOn(value: string): boolean {
  return ['1', 'true', 'on'].includes(value.toLowerCase());
}

/** The label that balena's parsers put in place of a bind mount of exactly this host path; undefined for other paths. */
export function labelForHostPath(hostPath: string): BalenaLabel | undefined {
  return balenaLabels.find(label => label.hostPaths?.includes(hostPath));
}

/** Other places of what lies at the paths the parsers know, which they do not know. */
const aliases: readonly (readonly [alias: string, known: string])[] = [
  ['/run/docker.sock', '/var/run/docker.sock'],
  ['/run/balena-engine.sock', '/var/run/balena-engine.sock'],
  ['/run/balena.sock', '/var/run/balena-engine.sock'],
  ['/var/run/balena.sock', '/var/run/balena-engine.sock'],
  ['/var/run/dbus', '/run/dbus'],
  ['/usr/lib/modules', '/lib/modules'],
  ['/usr/lib/firmware', '/lib/firmware'],
];

/**
 * For a host path that balena's parsers do not know, but that lies below one they do, or is another name of it: that path
 * and its label. They compare whole texts, so a slash at the end is enough to miss.
 */
export function nearHostPath(path: string): { readonly known: string; readonly label: BalenaLabel } | undefined {
  if (!path.startsWith('/') || labelForHostPath(path)) return undefined;
  const alias = aliases.find(([it]) => path === it || path.startsWith(`${it}/`));
  const known = alias?.[1] ?? balenaLabels.flatMap(it => it.hostPaths ?? []).find(it => path.startsWith(`${it}/`));
  const label = known === undefined ? undefined : labelForHostPath(known);
  return known !== undefined && label ? { known, label } : undefined;
}
