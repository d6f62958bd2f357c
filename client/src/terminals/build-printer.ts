// A build as lines in a terminal: what begins, what it writes, what ended after how long. Lines of builds that run side by
// side begin with their names. What a program wrote gets no command through to the terminal but colours.
import { byteSize } from '../../../server/src/text/byte-size.ts';
import type { BuildJob, JobFailure, JobResult } from '../builds/build-run.ts';
import type { RunEvents } from '../builds/build-runner.ts';
import { duration, nameIn, stepWords } from '../builds/run-words.ts';
import { stepName } from '../engine/build/step-name.ts';
import type { BuildStep } from '../engine/engine.ts';
import { dim, plain, tame } from './terminal-text.ts';

export interface BuildPrinterOptions {
  readonly jobs: readonly Pick<BuildJob, 'id' | 'service'>[];
  /** Whole lines, each with its end. */
  readonly write: (text: string) => void;
}

const names = [36, 33, 32, 35, 34] as const;
const longestName = 24;
/** Of what is written without ever ending the line. */
const longestRest = 10_000;

export function buildPrinter({ jobs, write }: BuildPrinterOptions): RunEvents {
  const steps = new Map<string, BuildStep>();
  const rests = new Map<string, string>();
  /** By job, the step whose lines were printed last. */
  const printing = new Map<string, string>();
  const width = Math.min(longestName, Math.max(0, ...jobs.map(job => nameIn(job, jobs).length)));
  const prefixes = new Map(
    jobs.map((job, i) => {
      const name = plain(nameIn(job, jobs));
      const shown = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
      return [job.id, jobs.length < 2 ? '' : `\x1b[${names[i % names.length]}m${shown} │\x1b[0m `];
    }),
  );
  const line = (job: string, text: string): void => write(`${prefixes.get(job) ?? ''}${text}\r\n`);
  const keyOf = (job: string, step: string): string => `${job} ${step}`;
  const words = (step: BuildStep): string => plain(stepWords({ name: stepName(step.name), transfers: [] }));

  /** Says whose lines follow when others came between. */
  const turnTo = (job: string, digest: string): void => {
    if (printing.get(job) === digest) return;
    printing.set(job, digest);
    const step = steps.get(keyOf(job, digest));
    if (step) line(job, `\x1b[1m→ ${words(step)}\x1b[22m`);
  };
  const rest = (job: string, digest: string): void => {
    const key = keyOf(job, digest);
    const left = rests.get(key);
    if (left === undefined || left === '') return;
    rests.delete(key);
    turnTo(job, digest);
    line(job, `  ${tame(left)}\x1b[0m`);
  };
  const stepChanged = (job: string, step: BuildStep): void => {
    const key = keyOf(job, step.digest);
    const before = steps.get(key)?.state;
    steps.set(key, step);
    if (before === step.state) return;
    const isInstruction = stepName(step.name).kind === 'instruction';
    switch (step.state) {
      case 'waiting':
        return;
      case 'running':
        if (isInstruction) turnTo(job, step.digest);
        return;
      case 'cached':
        line(job, dim(`✓ ${words(step)} (cached)`));
        return;
      case 'done': {
        rest(job, step.digest);
        const { startedAt, endedAt } = step;
        const time = startedAt === undefined || endedAt === undefined ? '' : ` (${duration(endedAt - startedAt)})`;
        if (isInstruction) line(job, `\x1b[32m✓\x1b[39m ${words(step)}${time}`);
        else line(job, dim(`✓ ${words(step)}${time}`));
        if (printing.get(job) === step.digest) printing.delete(job);
        return;
      }
      case 'failed':
        rest(job, step.digest);
        line(job, `\x1b[31m✗ ${words(step)}\x1b[39m`);
    }
  };

  return {
    started: job => jobs.length > 1 && line(job, dim('begun')),
    progress(job, progress) {
      switch (progress.kind) {
        case 'step':
          return stepChanged(job, progress.step);
        case 'output': {
          const key = keyOf(job, progress.step);
          const pieces = ((rests.get(key) ?? '') + progress.text).split('\n');
          rests.set(key, (pieces.pop() ?? '').slice(-longestRest));
          if (pieces.length === 0) return;
          turnTo(job, progress.step);
          for (const piece of pieces) line(job, `  ${tame(piece)}\x1b[0m`);
          return;
        }
        case 'warning':
          return line(job, `\x1b[33m! ${plain(progress.warning.message)}\x1b[39m`);
        case 'transfer':
          return;
      }
    },
    done: (job, result) => line(job, `\x1b[32m✓ ${plain(resultWords(result))}\x1b[39m`),
    failed: (job, failure) => line(job, `\x1b[31m✗ ${plain(failureWords(failure))}\x1b[39m`),
    skipped: job => line(job, dim('not begun: what it needs failed')),
    note: text => write(`${dim(plain(text))}\r\n`),
  };
}

function resultWords({ tags, imageId, bytes, platform }: JobResult): string {
  const facts = [platform, bytes === undefined ? undefined : byteSize(bytes)].filter(it => it !== undefined);
  const name = tags.length > 0 ? tags.join(', ') : (imageId?.slice(7, 19) ?? 'built');
  return `${name}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

function failureWords({ message, advice }: JobFailure): string {
  return advice === '' ? message : `${/[.!?]$/.test(message) ? message : `${message}.`} ${advice}`;
}

/** As the problem matcher `$slipway` reads it; line and column count from one. */
export function problemLine(path: string, line: number, column: number, message: string): string {
  return `${path}:${line}:${column}: error: ${plain(message.replaceAll(/\s+/g, ' '))}`;
}
