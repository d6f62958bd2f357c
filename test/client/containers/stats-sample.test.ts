// Numbers as engines send them, shortened to what is read.
import { expect, it } from 'vitest';
import { type EngineStats, statsSample } from '../../../client/src/engine/stats-sample.ts';

const second = 1_000_000_000;

/** Two processors, one of which was busy for half of the second: 50 %. */
const ofVersion1: EngineStats = {
  read: '2026-11-22T13:23:21.5Z',
  preread: '2026-11-22T13:23:20.5Z',
  cpu_stats: {
    cpu_usage: { total_usage: 1.5 * second, percpu_usage: [second, second / 2] },
    system_cpu_usage: 102 * second,
    online_cpus: 2,
  },
  precpu_stats: { cpu_usage: { total_usage: second }, system_cpu_usage: 100 * second, online_cpus: 2 },
  memory_stats: { usage: 30_000, limit: 64_000, stats: { total_inactive_file: 10_000, inactive_file: 1 } },
  networks: { eth0: { rx_bytes: 5, tx_bytes: 7 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 100 },
      { op: 'Write', value: 30 },
      { op: 'Sync', value: 130 },
      { op: 'Total', value: 130 },
      { op: 'Read', value: 1 },
    ],
  },
  pids_stats: { current: 3 },
};
const cpu = (stats: Partial<EngineStats>) => statsSample({ ...ofVersion1, ...stats })?.cpuPercent;
const memory = (of: EngineStats['memory_stats'] & object) => statsSample({ ...ofVersion1, memory_stats: of })?.memory;

it('A sample is reckoned from control groups of version 1', () => {
  expect(statsSample(ofVersion1)).toEqual({
    at: Date.parse('2026-11-22T13:23:21.5Z'),
    cpuPercent: 50,
    memory: 20_000,
    memoryLimit: 64_000,
    received: 15,
    sent: 27,
    blockRead: 101,
    blockWritten: 30,
    processes: 3,
  });
});

it('A sample is reckoned from control groups of version 2', () => {
  const { cpu_stats: now } = ofVersion1;
  const sample = statsSample({
    ...ofVersion1,
    ...(now ? { cpu_stats: { ...now, cpu_usage: { total_usage: 1.5 * second } } } : {}),
    memory_stats: { usage: 30_000, limit: 64_000, stats: { inactive_file: 4_000, file: 9_000 } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'read', value: 8 },
        { op: 'write', value: 9 },
      ],
    },
  });
  expect(sample).toMatchObject({ cpuPercent: 50, memory: 26_000, blockRead: 8, blockWritten: 9 });
});

it('A sample of Windows counts in hundreds of nanoseconds, and only what is the container’s own', () => {
  const sample = statsSample({
    read: '2026-11-22T13:23:22Z',
    preread: '2026-11-22T13:23:20Z',
    num_procs: 4,
    // Two seconds on four processors are 80 million intervals.
    cpu_stats: { cpu_usage: { total_usage: 28_000_000 } },
    precpu_stats: { cpu_usage: { total_usage: 20_000_000 } },
    memory_stats: { privateworkingset: 5_000 },
    storage_stats: { read_size_bytes: 6, write_size_bytes: 7 },
  });
  expect(sample).toMatchObject({ cpuPercent: 10, memory: 5_000, memoryLimit: 0, blockRead: 6, blockWritten: 7 });
});

it('Nothing is told of a container that does not run', () => {
  expect(statsSample({ read: '0001-01-01T00:00:00Z', memory_stats: {}, pids_stats: {} })).toBeUndefined();
});

it('The processor’s share is unknown in the first sample, and never negative', () => {
  expect(cpu({ precpu_stats: { cpu_usage: { total_usage: 0 } } })).toBeUndefined();
  const { precpu_stats: before } = ofVersion1;
  if (!before) throw new Error('never');
  expect(cpu({ precpu_stats: { ...before, cpu_usage: { total_usage: 9 * second } } })).toBe(0);
  expect(cpu({ precpu_stats: { ...before, system_cpu_usage: 102 * second } })).toBe(0);
});

it('The processors are counted where an old engine does not tell', () => {
  const { cpu_stats: now } = ofVersion1;
  if (!now) throw new Error('never');
  expect(cpu({ cpu_stats: { ...now, online_cpus: 0 } })).toBe(50);
});

it('Memory is what the engine says where the kernel does not tell the cache', () => {
  expect(memory({ usage: 500, limit: 1_000 })).toBe(500);
  expect(memory({ usage: 500, stats: { inactive_file: 600 } })).toBe(500);
  expect(memory({})).toBe(0);
});

it('What an engine leaves out counts as nothing', () => {
  expect(
    statsSample({ read: ofVersion1.read, networks: null, blkio_stats: { io_service_bytes_recursive: null } }),
  ).toEqual({
    at: Date.parse(ofVersion1.read),
    memory: 0,
    memoryLimit: 0,
    received: 0,
    sent: 0,
    blockRead: 0,
    blockWritten: 0,
    processes: 0,
  });
});
