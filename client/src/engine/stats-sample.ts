// What a container uses, out of the engine's own numbers, reckoned as `docker stats` does
// (https://github.com/docker/cli/blob/master/cli/command/container/stats_helpers.go).
import type { StatsSample } from './containers.ts';

/** The engine's answer, as far as it is read. Engines differ in what they leave out. */
export interface EngineStats {
  /** Times in ISO 8601; of the year 1 for a container that does not run. */
  readonly read: string;
  readonly preread?: string;
  readonly cpu_stats?: EngineCpu;
  readonly precpu_stats?: EngineCpu;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    /** Of control groups, whose names differ between version 1 and 2. */
    readonly stats?: Readonly<Record<string, number>> | null;
    /** On Windows. */
    readonly privateworkingset?: number;
  };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>> | null;
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null;
  };
  /** On Windows. */
  readonly storage_stats?: { readonly read_size_bytes?: number; readonly write_size_bytes?: number };
  readonly pids_stats?: { readonly current?: number };
  /** On Windows: of processors. */
  readonly num_procs?: number;
}

interface EngineCpu {
  readonly cpu_usage: {
    /** Nanoseconds; hundreds of them on Windows. */
    readonly total_usage: number;
    readonly percpu_usage?: readonly number[] | null;
  };
  /** Nanoseconds of all processors together; not on Windows. */
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

/** Undefined for a container that does not run. */
export function statsSample(stats: EngineStats): StatsSample | undefined {
  const at = Date.parse(stats.read);
  if (!(at > 0)) return undefined;
  const cpuPercent = isOfWindows(stats) ? windowsPercent(stats) : percent(stats.cpu_stats, stats.precpu_stats);
  const { received, sent } = ofNetworks(stats);
  const { blockRead, blockWritten } = ofBlocks(stats);
  return {
    at,
    ...(cpuPercent === undefined ? {} : { cpuPercent }),
    memory: memoryOf(stats),
    memoryLimit: stats.memory_stats?.limit ?? 0,
    received,
    sent,
    blockRead,
    blockWritten,
    processes: stats.pids_stats?.current ?? stats.num_procs ?? 0,
  };
}

function isOfWindows({ memory_stats: memory }: EngineStats): boolean {
  return memory?.privateworkingset !== undefined;
}

function percent(now: EngineCpu | undefined, before: EngineCpu | undefined): number | undefined {
  // The first sample of a stream has nothing before it.
  if (!now?.system_cpu_usage || !before?.system_cpu_usage) return undefined;
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = now.system_cpu_usage - before.system_cpu_usage;
  if (used < 0 || passed <= 0) return 0;
  const processors = now.online_cpus || now.cpu_usage.percpu_usage?.length || 1;
  return (used / passed) * processors * 100;
}

function windowsPercent({ read, preread, cpu_stats: now, precpu_stats: before, num_procs }: EngineStats) {
  const passedMs = Date.parse(read) - Date.parse(preread ?? '');
  // Reckoned since the year 1, it would be next to nothing.
  if (!(Date.parse(preread ?? '') > 0) || passedMs <= 0 || !now || !before) return undefined;
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  return (used / (passedMs * 10_000 * (num_procs || 1))) * 100;
}

function memoryOf({ memory_stats: memory }: EngineStats): number {
  if (!memory) return 0;
  if (memory.privateworkingset !== undefined) return memory.privateworkingset;
  const usage = memory.usage ?? 0;
  // Version 1 of control groups, then version 2. What the kernel can drop at once is not counted.
  const cache = memory.stats?.['total_inactive_file'] ?? memory.stats?.['inactive_file'] ?? 0;
  return cache < usage ? usage - cache : usage;
}

function ofNetworks({ networks }: EngineStats) {
  let received = 0;
  let sent = 0;
  for (const { rx_bytes, tx_bytes } of Object.values(networks ?? {})) {
    received += rx_bytes;
    sent += tx_bytes;
  }
  return { received, sent };
}

function ofBlocks({ blkio_stats: blocks, storage_stats: storage }: EngineStats) {
  let blockRead = storage?.read_size_bytes ?? 0;
  let blockWritten = storage?.write_size_bytes ?? 0;
  for (const { op, value } of blocks?.io_service_bytes_recursive ?? []) {
    // `Read` on version 1 of control groups, `read` on version 2; `Total`, `Sync` and their like count the same bytes.
    if (/^read$/i.test(op)) blockRead += value;
    else if (/^write$/i.test(op)) blockWritten += value;
  }
  return { blockRead, blockWritten };
}
