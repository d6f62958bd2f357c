// A small process between the test bed and something that must not outlive it. It runs a command in a process group of
// its own and, when its standard input closes (the bed stopped it, or died in whatever way), ends that group and runs
// the clean-up. So a crash, Ctrl+C or kill -9 of the bed leaves nothing behind.
// Arguments: one JSON text of `Kept`. Its exit code is the command's.
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Kept } from './keep.ts';

/** How long the command may take to end by itself before its group is killed. */
const graceMs = 20_000;

function main(kept: Kept): void {
  // Ctrl+C reaches every process of the terminal: the bed decides, we only follow.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());

  // When the bed has died nobody reads our output: the command must not notice, or it could not end in good order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const child = spawn(kept.command, kept.args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  const group = child.pid;
  let stopping = false;

  const stop = () => {
    if (stopping || group === undefined) return;
    stopping = true;
    if (kept.beforeStop !== undefined) shell(kept.beforeStop);
    signalGroup(group, 'SIGTERM');
    setTimeout(() => signalGroup(group, 'SIGKILL'), graceMs).unref();
  };
  const finish = (code: number) => {
    if (group !== undefined) signalGroup(group, 'SIGKILL');
    if (kept.afterStop !== undefined) shell(kept.afterStop);
    for (const folder of kept.folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  };

  process.stdin.on('end', stop).on('error', stop).resume();
  child.on('error', error => {
    console.error(`${kept.command}: ${error.message}`);
    finish(127);
  });
  child.on('exit', code => finish(code ?? 1));
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The whole group has ended already.
  }
}

function shell(script: string): void {
  spawnSync('/bin/sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'], timeout: graceMs });
}

main(JSON.parse(process.argv[2] ?? '') as Kept);
