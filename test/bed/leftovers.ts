// Finds what a run has left on the machine. Every process of a run carries the run's id in its environment, so nothing is
// guessed from names.
import { readdirSync, readFileSync } from 'node:fs';
import { environment } from './environment.ts';

/** How long a process that was told to end may take to disappear. */
const graceMs = 20_000;

/** One line each: processes of the run other than this one, and mounts of its engines. Linux only. */
export async function findLeftovers(runId: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const mark = `${environment.run}=${runId}`;
  const deadline = performance.now() + graceMs;
  let left = processes(mark);
  // Linux tells nobody but the parent about a process's end: looking again is all one can do.
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 50));
    left = processes(mark);
  }
  const mounts = read('/proc/mounts')
    .split('\n')
    .filter(line => line.includes('/slipway-engine-'))
    .map(line => `mount ${line.split(' ')[1]}`);
  return [...left, ...mounts];
}

function processes(mark: string): readonly string[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter(pid => read(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map(pid => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 150)}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process has just ended, or is not ours to read.
  }
}
