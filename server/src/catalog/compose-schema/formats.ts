/**
 * What Compose asks of values beyond the schema of its files: the types its loader turns texts into once variables are
 * filled in, and the lists it frees of repetitions before it looks at them.
 * https://github.com/compose-spec/compose-go/blob/main/loader/interpolate.go and `types/`, `override/uncity.go` there.
 */

export type ValueFormat =
  | 'boolean'
  | 'integer'
  /** An integer that is not negative. */
  | 'count'
  | 'number'
  /** Bytes, with or without unit: `512m`. */
  | 'size'
  /** `1m30s`. */
  | 'duration'
  /** Octal digits. */
  | 'file-mode'
  /** `all` or an integer. */
  | 'device-count'
  /** Words with the quotes of a shell. */
  | 'command';

/** By mapping and key. A key that may be a boolean or a text is a boolean unless `plainTexts` names it. */
export const formats: Readonly<Record<string, ValueFormat>> = {
  'service.command': 'command',
  'service.cpu_count': 'integer',
  'service.cpu_percent': 'number',
  'service.cpu_period': 'integer',
  'service.cpu_quota': 'integer',
  'service.cpu_rt_period': 'integer',
  'service.cpu_rt_runtime': 'integer',
  'service.cpu_shares': 'integer',
  'service.cpus': 'number',
  'service.entrypoint': 'command',
  'service.mem_limit': 'size',
  'service.mem_reservation': 'size',
  'service.mem_swappiness': 'size',
  'service.memswap_limit': 'size',
  'service.oom_score_adj': 'integer',
  'service.pids_limit': 'integer',
  'service.scale': 'integer',
  'service.shm_size': 'size',
  'service.stop_grace_period': 'duration',
  'service.build.shm_size': 'size',
  'service.depends_on.*.required': 'boolean',
  'service.ports.target': 'integer',
  'service.volumes.tmpfs.size': 'size',
  'service_config_or_secret.mode': 'file-mode',
  'service_hook.command': 'command',
  'pre_start_hook.command': 'command',
  'blkio_limit.rate': 'size',
  'ulimits.*': 'integer',
  'ulimits.*.soft': 'integer',
  'ulimits.*.hard': 'integer',
  'healthcheck.interval': 'duration',
  'healthcheck.timeout': 'duration',
  'healthcheck.start_period': 'duration',
  'healthcheck.start_interval': 'duration',
  'healthcheck.retries': 'count',
  'deployment.replicas': 'integer',
  'deployment.rollback_config.delay': 'duration',
  'deployment.rollback_config.max_failure_ratio': 'number',
  'deployment.rollback_config.monitor': 'duration',
  'deployment.rollback_config.parallelism': 'count',
  'deployment.update_config.delay': 'duration',
  'deployment.update_config.max_failure_ratio': 'number',
  'deployment.update_config.monitor': 'duration',
  'deployment.update_config.parallelism': 'count',
  'deployment.restart_policy.delay': 'duration',
  'deployment.restart_policy.max_attempts': 'count',
  'deployment.restart_policy.window': 'duration',
  'deployment.placement.max_replicas_per_node': 'count',
  'deployment.resources.limits.cpus': 'number',
  'deployment.resources.limits.memory': 'size',
  'deployment.resources.limits.pids': 'integer',
  'deployment.resources.reservations.cpus': 'number',
  'deployment.resources.reservations.memory': 'size',
  'devices.count': 'device-count',
  'gpus.count': 'device-count',
};

/** Keys that may be booleans, but take any text. */
export const plainTexts: ReadonlySet<string> = new Set(['service.build.provenance', 'service.build.sbom']);

/** Lists in which Compose lets a later item take the place of an equal one, so that repetitions do no harm. */
export const lenientLists: ReadonlySet<string> = new Set(
  [
    ...['annotations', 'cap_add', 'cap_drop', 'configs', 'devices', 'dns', 'dns_opt', 'dns_search', 'env_file'],
    ...['environment', 'expose', 'labels', 'links', 'ports', 'profiles', 'secrets', 'sysctls', 'tmpfs', 'volumes'],
  ]
    .map(key => `service.${key}`)
    .concat([
      'service.build.additional_contexts',
      'service.build.args',
      'service.build.labels',
      'service.build.tags',
      'service.networks.*.aliases',
      'service.networks.*.link_local_ips',
      'deployment.labels',
      'network.labels',
    ]),
);

/** Keys the schema does not ask for, but the loader, which finds equal entries by them. */
export const requiredByLoader: Readonly<Record<string, readonly string[]>> = {
  'service.ports': ['target'],
  'service.volumes': ['target'],
  'service.devices': ['target'],
};
