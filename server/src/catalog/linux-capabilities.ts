/**
 * The capabilities of Linux with their meaning. Sources: capabilities(7) for what each allows and since when, Docker's
 * `docker run` reference for the default set. Names are written as Compose files should: upper case, without `CAP_`.
 */

export interface LinuxCapability {
  readonly name: string;
  /** One sentence: what a process may do with it. */
  readonly meaning: string;
  /** The first kernel that has it; undefined for those as old as capabilities themselves (2.2). */
  readonly since?: string;
}

const meanings: Readonly<Record<string, string>> = {
  AUDIT_CONTROL: 'Switches kernel auditing on and off and changes its rules.',
  AUDIT_READ: 'Reads the kernel’s audit log over its multicast socket.',
  AUDIT_WRITE: 'Writes records into the kernel’s audit log, as login programs do.',
  BLOCK_SUSPEND: 'Keeps the system from going to sleep.',
  BPF: 'Loads BPF programs and creates BPF maps beyond what anybody may.',
  CHECKPOINT_RESTORE: 'Freezes processes and brings them back, choosing their process ids.',
  CHOWN: 'Changes owner and group of any file.',
  DAC_OVERRIDE: 'Reads, writes and executes files whatever their permissions say.',
  DAC_READ_SEARCH: 'Reads files and folders whatever their permissions say, and opens files by handle.',
  FOWNER: 'Does to any file what otherwise only its owner may, such as changing its mode.',
  FSETID: 'Keeps the set-user-id and set-group-id bits when a file is changed.',
  IPC_LOCK: 'Locks memory so that it is never swapped out, and allocates huge pages.',
  IPC_OWNER: 'Uses System V shared memory, semaphores and queues of others.',
  KILL: 'Sends signals to processes of any user.',
  LEASE: 'Takes leases on files it does not own.',
  LINUX_IMMUTABLE: 'Sets and clears the immutable and append-only marks of files.',
  MAC_ADMIN: 'Changes the configuration of a mandatory access control module (Smack).',
  MAC_OVERRIDE: 'Ignores the rules of a mandatory access control module (Smack).',
  MKNOD: 'Creates device nodes; opening them still needs an entry under `devices`.',
  NET_ADMIN: 'Configures network interfaces, routes, firewall and tunnels of its network namespace.',
  NET_BIND_SERVICE: 'Listens on ports below 1024.',
  NET_BROADCAST: 'Reserved for socket broadcasts; the kernel does not ask for it.',
  NET_RAW: 'Uses raw and packet sockets, as ping and packet capture do.',
  PERFMON: 'Reads performance counters and traces the kernel.',
  SETFCAP: 'Gives files capabilities of their own.',
  SETGID: 'Changes the groups it runs with.',
  SETPCAP: 'Changes which capabilities a process may keep or pass on.',
  SETUID: 'Changes the user it runs as.',
  SYSLOG: 'Reads the kernel’s log and the addresses in it.',
  SYS_ADMIN: 'Mounts file systems and does dozens of other administrative things; close to being root on the host.',
  SYS_BOOT: 'Restarts the machine and loads another kernel.',
  SYS_CHROOT: 'Changes the root folder and joins mount namespaces.',
  SYS_MODULE: 'Loads and removes kernel modules, so it can do whatever the kernel can.',
  SYS_NICE: 'Raises priorities and asks for real-time scheduling.',
  SYS_PACCT: 'Switches process accounting on and off.',
  SYS_PTRACE: 'Looks into and changes the memory of other processes.',
  SYS_RAWIO: 'Talks to hardware past the kernel: I/O ports, memory through /dev/mem, raw disk commands.',
  SYS_RESOURCE: 'Goes beyond resource limits, quotas and reserved space.',
  SYS_TIME: 'Sets the system clock and the hardware clock.',
  SYS_TTY_CONFIG: 'Configures virtual terminals and hangs up consoles.',
  WAKE_ALARM: 'Sets alarms that wake the machine up.',
};

const since: Readonly<Record<string, string>> = {
  AUDIT_CONTROL: '2.6.11',
  AUDIT_READ: '3.16',
  AUDIT_WRITE: '2.6.11',
  BLOCK_SUSPEND: '3.5',
  BPF: '5.8',
  CHECKPOINT_RESTORE: '5.9',
  LEASE: '2.4',
  MAC_ADMIN: '2.6.25',
  MAC_OVERRIDE: '2.6.25',
  MKNOD: '2.4',
  PERFMON: '5.8',
  SETFCAP: '2.6.24',
  SYSLOG: '2.6.37',
  WAKE_ALARM: '3.0',
};

/** All 41, in alphabetical order. */
export const linuxCapabilities: readonly LinuxCapability[] = Object.entries(meanings).map(([name, meaning]) => {
  const kernel = since[name];
  return kernel === undefined ? { name, meaning } : { name, meaning, since: kernel };
});

const byName = new Map(linuxCapabilities.map(capability => [capability.name, capability]));

/** What the engine gives every container. Source: docker/cli docs/reference/run.md. */
export const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** With one of these a process can take over the host, by itself or with the device or mount it usually comes with. */
export const rootEquivalentCapabilities: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
]);

/** The name as it should be written: upper case, without `CAP_`; the engine takes any case and both forms. */
export function capabilityName(written: string): string {
  const upper = written.trim().toUpperCase();
  return upper.startsWith('CAP_') ? upper.slice(4) : upper;
}

/** The capability of this name in any spelling the engine takes; undefined for a name that is none, and for `ALL`. */
export function linuxCapability(written: string): LinuxCapability | undefined {
  return byName.get(capabilityName(written));
}
