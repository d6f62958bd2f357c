// Lets somebody else hear what a runner tells, in the same order.
import type { BuildRunner, RunEvents } from './build-runner.ts';

export function toldToo(runner: BuildRunner, other: RunEvents): BuildRunner {
  return {
    kind: runner.kind,
    run: (plan, told, signal) => runner.run(plan, both(told, other), signal),
  };
}

function both(first: RunEvents, second: RunEvents): RunEvents {
  return {
    started(job) {
      first.started(job);
      second.started(job);
    },
    progress(job, progress) {
      first.progress(job, progress);
      second.progress(job, progress);
    },
    done(job, result) {
      first.done(job, result);
      second.done(job, result);
    },
    failed(job, failure) {
      first.failed(job, failure);
      second.failed(job, failure);
    },
    skipped(job) {
      first.skipped(job);
      second.skipped(job);
    },
    note(line) {
      first.note(line);
      second.note(line);
    },
  };
}
