/**
 * What becomes of each Compose field on balena: the answers of the two parsers in use and of the Supervisor, as one table.
 * Only fields that some of them treats otherwise than Docker does stand here; every other one is taken and applied.
 * Sources: the parser of balena-io-modules/balena-compose 7 (its 2.4 schema and lib/parse/compose.ts), that of
 * balena-io-modules/balena-compose-parser 0.3 (lib/compose.ts, lib/legacy.ts, over compose-go 2.9), and
 * balena-os/balena-supervisor 19 (src/compose/sanitise.ts). Both parsers were run for every row.
 */

export interface ComposeFieldFate {
  /** The parser of the cloud builder, which knows the Compose 2.4 schema only. */
  readonly builder: 'accepts' | 'rejects';
  /**
   * The parser of balena CLI 25 and later. `drops`: takes the field away; `demands`: takes it, and makes the release ask
   * for a Supervisor that knows it, which those of today refuse.
   */
  readonly cli: 'accepts' | 'rejects' | 'drops' | 'demands';
  /** What the device does with a field that got there; `uses` also for what serves the build. */
  readonly device: 'uses' | 'drops';
  /** What to do instead, as a clause without full stop; undefined when there is nothing but to delete it. */
  readonly instead?: string;
}

/** Where a field stands. `attachment` is an entry of a service's `networks`. */
export type FieldPlace =
  | 'top-level'
  | 'service'
  | 'build'
  | 'healthcheck'
  | 'attachment'
  | 'depends_on'
  | 'port'
  | 'network'
  | 'volume';

type Row = readonly [
  builder: ComposeFieldFate['builder'],
  cli: ComposeFieldFate['cli'],
  device: ComposeFieldFate['device'],
  names: string,
];

const rows: Readonly<Record<FieldPlace, readonly Row[]>> = {
  'top-level': [
    ['rejects', 'rejects', 'drops', 'secrets configs'],
    ['rejects', 'drops', 'drops', 'name'],
    ['rejects', 'accepts', 'uses', 'include'],
    ['rejects', 'accepts', 'drops', 'models'],
  ],
  service: [
    [
      'accepts',
      'rejects',
      'drops',
      'blkio_config external_links isolation links logging mem_swappiness memswap_limit platform runtime stdin_open storage_opt',
    ],
    ['accepts', 'rejects', 'uses', 'oom_kill_disable'],
    ['rejects', 'rejects', 'drops', 'configs cpu_count cpu_percent cpu_period credential_spec deploy develop gpus'],
    ['rejects', 'rejects', 'drops', 'pull_policy scale secrets'],
    ['rejects', 'demands', 'uses', 'cpus'],
    ['rejects', 'demands', 'drops', 'annotations attach cgroup post_start pre_stop uts'],
    ['accepts', 'demands', 'drops', 'cpu_rt_period cpu_rt_runtime device_cgroup_rules volumes_from'],
    ['rejects', 'accepts', 'uses', 'label_file'],
    ['rejects', 'accepts', 'drops', 'models profiles provider pull_refresh_after use_api_socket'],
    ['accepts', 'drops', 'drops', 'container_name expose'],
  ],
  build: [
    [
      'rejects',
      'rejects',
      'drops',
      'additional_contexts cache_to dockerfile_inline entitlements no_cache platforms privileged pull secrets ssh tags ulimits',
    ],
    ['rejects', 'rejects', 'drops', 'isolation'],
    ['accepts', 'rejects', 'drops', 'network'],
    ['rejects', 'accepts', 'drops', 'provenance sbom'],
  ],
  healthcheck: [['rejects', 'demands', 'drops', 'start_interval']],
  attachment: [
    ['accepts', 'rejects', 'drops', 'link_local_ips'],
    ['accepts', 'demands', 'uses', 'ipv6_address'],
    ['rejects', 'demands', 'drops', 'mac_address driver_opts gw_priority priority'],
    ['rejects', 'accepts', 'drops', 'interface_name'],
  ],
  depends_on: [
    ['rejects', 'drops', 'drops', 'restart'],
    ['rejects', 'accepts', 'uses', 'required'],
  ],
  // The builder takes no long form at all.
  port: [['rejects', 'drops', 'drops', 'name app_protocol mode']],
  // What balena's networks and volumes cannot be has rules of its own; these are mere names.
  network: [['rejects', 'drops', 'drops', 'name']],
  volume: [['accepts', 'drops', 'drops', 'name']],
};

const instead: Readonly<Record<string, string>> = {
  'top-level secrets': 'keep secret values in variables of the fleet or device',
  'top-level configs': 'copy the files into the image',
  'top-level name': 'the fleet’s name is used',
  'top-level include': 'write the services into this file',
  'service external_links': 'services of a release reach each other by name, others not at all',
  'service links': 'services reach each other by name without it',
  'service logging': 'the device collects the logs of every service itself',
  'service mem_swappiness': 'mem_limit is what can be set',
  'service memswap_limit': 'mem_limit is what can be set',
  'service platform': 'the fleet’s device type decides',
  'service runtime': 'for a GPU set the label io.balena.features.gpu',
  'service gpus': 'set the label io.balena.features.gpu',
  'service stdin_open': 'nobody is attached to a service on a device',
  'service configs': 'copy the files into the image',
  'service secrets': 'keep secret values in variables of the fleet or device',
  'service deploy': 'limits go into mem_limit, cpu_shares and cpu_quota of the service',
  'service cpu_count': 'cpuset, cpu_shares and cpu_quota work',
  'service cpu_percent': 'cpuset, cpu_shares and cpu_quota work',
  'service cpu_period': 'cpuset, cpu_shares and cpu_quota work',
  'service cpus': 'cpu_quota does the same: 50000 is half a processor',
  'service develop': 'balena push to a device in local mode updates it while you work',
  'service pull_policy': 'the device pulls what the release names',
  'service scale': 'a device runs one container of each service',
  'service volumes_from': 'mount the same named volumes in both services',
  'service label_file': 'write the labels into this file',
  'service profiles': 'every service of a release runs',
  'service container_name': 'services are reached by the service’s name',
  'build additional_contexts': 'copy what is needed below the build context',
  'build dockerfile_inline': 'write it into a Dockerfile',
  'build platforms': 'images are built for the fleet’s device type',
  'build secrets': 'build secrets go into .balena/balena.yml',
  'build ssh': 'build secrets go into .balena/balena.yml',
  'build tags': 'the registry names the image itself',
  'build network': 'builds always have the network',
  'healthcheck start_interval': 'interval and start_period work',
  'depends_on restart': 'services are started in order and restarted by themselves',
};

const byPlace = new Map<string, ReadonlyMap<string, ComposeFieldFate>>();
for (const [place, groups] of Object.entries(rows)) {
  const fates = new Map<string, ComposeFieldFate>();
  for (const [builder, cli, device, names] of groups) {
    for (const name of names.split(' ')) {
      const advice = instead[`${place} ${name}`];
      fates.set(name, { builder, cli, device, ...(advice === undefined ? {} : { instead: advice }) });
    }
  }
  byPlace.set(place, fates);
}

const none: ReadonlyMap<string, ComposeFieldFate> = new Map();

/** The fields of a place by name; a field that is not there is taken by both parsers and applied, or unknown to all. */
export function fieldFates(place: FieldPlace): ReadonlyMap<string, ComposeFieldFate> {
  return byPlace.get(place) ?? none;
}
