/**
 * The fields of a service that an engine's API takes much as the Compose file has them, in the API's words, and apart from
 * them those that reach beyond the container to the machine.
 */
import type { HostRight } from './device-run.ts';
import {
  bytesOf,
  isMapping,
  isTrueText,
  numberOf,
  type PlainValue,
  pairsOf,
  secondsOf,
  textsOf,
} from './device-values.ts';

/** What of a machine a container with them can change. */
const mighty = new Set(
  'ALL BPF DAC_READ_SEARCH NET_ADMIN PERFMON SYS_ADMIN SYS_BOOT SYS_MODULE SYS_PTRACE SYS_RAWIO SYS_TIME SYSLOG'.split(
    ' ',
  ),
);

export function ownRights(value: (key: string) => PlainValue): readonly HostRight[] {
  const rights: HostRight[] = [];
  if (isTrueText(value('privileged'))) rights.push({ kind: 'privileged' });
  for (const entry of textsOf(value('devices'))) {
    const [host = '', inside = host, permissions = 'rwm'] = entry.split(':');
    if (host.startsWith('/')) rights.push({ kind: 'device', host, inside, permissions });
  }
  for (const name of textsOf(value('cap_add')))
    if (isMighty(name)) rights.push({ kind: 'capability', name: name.toUpperCase() });
  for (const option of textsOf(value('security_opt')).map(it => it.replace(':', '=')))
    if (option.endsWith('=unconfined')) rights.push({ kind: 'security', option });
  if (textsOf(value('ipc'))[0] === 'host') rights.push({ kind: 'namespace', which: 'ipc' });
  if (textsOf(value('pid'))[0] === 'host') rights.push({ kind: 'namespace', which: 'pid' });
  if (textsOf(value('userns_mode'))[0] === 'host') rights.push({ kind: 'namespace', which: 'userns' });
  return rights;
}

const isMighty = (capability: string): boolean => mighty.has(capability.toUpperCase().replace(/^CAP_/, ''));

/** Only what is there: an engine takes no `null` for many of these. */
function present(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isEmpty = (it: unknown): boolean => it === undefined || (Array.isArray(it) && it.length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, it]) => !isEmpty(it)));
}

export function configOf(
  value: (key: string) => PlainValue,
  text: (key: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  return present({
    // The Supervisor gives every service a terminal unless told not to.
    Tty: value('tty') === undefined || isTrueText(value('tty')),
    Hostname: text('hostname'),
    Domainname: text('domainname'),
    User: text('user'),
    WorkingDir: text('working_dir'),
    StopSignal: text('stop_signal'),
    StopTimeout: Math.round(secondsOf(value('stop_grace_period')) ?? 10),
    Healthcheck: healthcheckOf(value('healthcheck')),
  });
}

function healthcheckOf(value: PlainValue): Readonly<Record<string, unknown>> | undefined {
  if (!isMapping(value)) return undefined;
  const { test, disable, interval, timeout, start_period: startPeriod, retries } = value;
  if (isTrueText(disable)) return { Test: ['NONE'] };
  const nanoseconds = (it: PlainValue): number | undefined => {
    const seconds = secondsOf(it);
    return seconds === undefined ? undefined : Math.round(seconds * 1e9);
  };
  return present({
    Test: typeof test === 'string' ? ['CMD-SHELL', test] : textsOf(test),
    Interval: nanoseconds(interval),
    Timeout: nanoseconds(timeout),
    StartPeriod: nanoseconds(startPeriod),
    Retries: numberOf(retries),
  });
}

export function hostConfigOf(
  value: (key: string) => PlainValue,
  text: (key: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  const cpus = numberOf(value('cpus'));
  const pid = text('pid');
  const ipc = text('ipc');
  const sysctls = Object.fromEntries(pairsOf(value('sysctls')).map(([key, it]) => [key, it ?? '']));
  return present({
    CapAdd: textsOf(value('cap_add')).filter(it => !isMighty(it)),
    CapDrop: textsOf(value('cap_drop')),
    SecurityOpt: textsOf(value('security_opt'))
      .map(it => it.replace(':', '='))
      .filter(it => !it.endsWith('=unconfined') && !it.startsWith('label=')),
    GroupAdd: textsOf(value('group_add')),
    Dns: textsOf(value('dns')),
    DnsOptions: textsOf(value('dns_opt')),
    DnsSearch: textsOf(value('dns_search')),
    ExtraHosts: pairsOf(value('extra_hosts')).map(([host, address]) => (address ? `${host}:${address}` : host)),
    ReadonlyRootfs: isTrueText(value('read_only')) || undefined,
    Init: isTrueText(value('init')) || undefined,
    OomKillDisable: isTrueText(value('oom_kill_disable')) || undefined,
    OomScoreAdj: numberOf(value('oom_score_adj')),
    IpcMode: ipc === undefined || ipc === 'host' ? 'shareable' : ipc,
    PidMode: pid === 'host' || pid?.includes(':') ? undefined : pid,
    PidsLimit: numberOf(value('pids_limit')),
    ShmSize: bytesOf(value('shm_size')) ?? 64 * 1024 * 1024,
    Memory: bytesOf(value('mem_limit')),
    MemoryReservation: bytesOf(value('mem_reservation')),
    CpuShares: numberOf(value('cpu_shares')),
    CpuQuota: numberOf(value('cpu_quota')),
    CpusetCpus: text('cpuset'),
    NanoCpus: cpus === undefined ? undefined : Math.round(cpus * 1e9),
    CgroupParent: text('cgroup_parent'),
    Sysctls: Object.keys(sysctls).length > 0 ? sysctls : undefined,
    Ulimits: ulimitsOf(value('ulimits')),
  });
}

function ulimitsOf(value: PlainValue): readonly unknown[] {
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([Name, limit]) => {
    const Soft = numberOf(isMapping(limit) ? limit['soft'] : limit);
    const Hard = numberOf(isMapping(limit) ? limit['hard'] : limit);
    return Soft === undefined || Hard === undefined ? [] : [{ Name, Soft, Hard }];
  });
}
