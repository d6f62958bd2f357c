/**
 * The orders of keys that the style rules want unless a project sets its own: dclint's, so that files sorted by it are
 * clean, with the keys it does not group behind, by name.
 */

/** What a service is, what it needs, its data, its surroundings, its network, its life, and all the rest. */
export const standardServiceKeyOrder: readonly string[] = (
  'image build container_name depends_on volumes volumes_from configs secrets environment env_file ports networks ' +
  'network_mode extra_hosts command entrypoint working_dir restart healthcheck logging labels user isolation ' +
  'annotations attach blkio_config cap_add cap_drop cgroup cgroup_parent cpu_count cpu_percent cpu_period cpu_quota ' +
  'cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec deploy develop device_cgroup_rules devices dns ' +
  'dns_opt dns_search domainname expose extends external_links gpus group_add hostname init ipc label_file links ' +
  'mac_address mem_limit mem_reservation mem_swappiness memswap_limit models oom_kill_disable oom_score_adj pid ' +
  'pids_limit platform post_start pre_stop privileged profiles provider pull_policy read_only runtime scale ' +
  'security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits ' +
  'use_api_socket userns_mode uts'
).split(' ');

/** Extensions come first, for anchors must be defined before they are used. */
export const standardTopLevelKeyOrder: readonly string[] =
  'x-* version name include services models networks volumes secrets configs'.split(' ');
