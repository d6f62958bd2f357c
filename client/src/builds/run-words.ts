// What is said of a build in the room of one line: how far it is, what it does now, how it ended. Free of `vscode`.
import { byteSize } from '../../../server/src/text/byte-size.ts';
import { runningSteps, type StepState } from '../engine/build/build-state.ts';
import type { BuildJob, BuildRun } from './build-run.ts';

/** 0 to 100; never less than before as long as jobs only go on. */
export function percentOf({ jobs }: Pick<BuildRun, 'jobs'>): number {
  if (jobs.length === 0) return 0;
  const done = jobs.map(job => (job.state === 'waiting' || job.state === 'running' ? job.build.percent : 100));
  // What is exported and loaded after the last step is part of it, too.
  const most = jobs.some(job => job.state === 'running' || job.state === 'waiting') ? 99 : 100;
  return Math.min(most, Math.floor(done.reduce((sum, it) => sum + it, 0) / jobs.length));
}

/** What it does now: `api 3/7 RUN npm ci (2 of 4 done)`. Empty while nothing is told. */
export function currentLine({ jobs, state }: Pick<BuildRun, 'jobs' | 'state'>): string {
  if (state !== 'running') return '';
  const running = jobs.filter(job => job.state === 'running');
  const [first] = running;
  if (!first) return '';
  const ended = jobs.filter(job => job.state !== 'running' && job.state !== 'waiting').length;
  const lines = running.slice(0, 2).map(job => `${jobs.length > 1 ? `${nameIn(job, jobs)}: ` : ''}${stepLine(job)}`);
  const more = running.length > 2 ? `, and ${running.length - 2} more` : '';
  const count = jobs.length > 1 ? ` (${ended} of ${jobs.length} done)` : '';
  return `${lines.join(' · ')}${more}${count}`;
}

/** What the job does now: `3/7 RUN npm ci`; between two steps the one before. */
function stepLine({ build }: Pick<BuildJob, 'build'>): string {
  const running = runningSteps(build);
  const isInstruction = ({ name }: StepState): boolean => name.kind === 'instruction';
  const begun = build.steps.filter(it => isInstruction(it) && it.state !== 'waiting');
  const before = begun.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
  const step = running.find(isInstruction) ?? running[0] ?? before;
  return step ? shortened(stepWords(step)) : 'starting';
}

export function stepWords({ name, transfers }: Pick<StepState, 'name' | 'transfers'>): string {
  if (name.kind === 'internal') return `${name.text}${moved(transfers)}`;
  const stage = name.stage === undefined || /^stage-\d+$/.test(name.stage) ? '' : `${name.stage} `;
  return `${stage}${name.number}/${name.total} ${name.text}${moved(transfers)}`;
}

function moved(transfers: StepState['transfers']): string {
  const open = transfers.filter(it => !it.isDone && it.total > 0);
  if (open.length === 0) return '';
  const sum = (of: 'current' | 'total') => open.reduce((all, it) => all + it[of], 0);
  return ` (${byteSize(sum('current'))} of ${byteSize(sum('total'))})`;
}

/** `api`, or `api@linux-arm64` where the same is built for several. */
export function nameIn(
  { id, service }: Pick<BuildJob, 'id' | 'service'>,
  jobs: readonly Pick<BuildJob, 'service'>[],
): string {
  return jobs.filter(it => it.service === service).length > 1 ? id : service;
}

const longestLine = 80;

function shortened(line: string): string {
  const flat = line.replaceAll(/\s+/g, ' ');
  return flat.length > longestLine ? `${flat.slice(0, longestLine - 1)}…` : flat;
}

/** How it ended, in one sentence without an end: what was built, how large it is and how long it took. */
export function doneWords({ title, jobs, startedAt, endedAt = startedAt }: BuildRun): string {
  const images = jobs.flatMap(({ result }) => (result?.tags[0] === undefined ? [] : [result]));
  const named = images
    .slice(0, 3)
    .map(({ tags, bytes }) => `${tags[0]}${bytes === undefined ? '' : ` (${byteSize(bytes)})`}`);
  const more = images.length > named.length ? ` and ${images.length - named.length} more` : '';
  const which = named.length === 0 ? '' : `: ${named.join(', ')}${more}`;
  return `Built ${title} in ${duration(endedAt - startedAt)}${which}`;
}

/** What failed and why, with what to do. */
export function failedWords(run: Pick<BuildRun, 'title' | 'jobs' | 'notes'>): string {
  const failed = run.jobs.filter(job => job.state === 'failed');
  const [first] = failed;
  if (!first) return `${run.title} could not be built: ${run.notes.at(-1) ?? 'the builder did not say why'}`;
  const { message = 'the builder did not say why', advice = '' } = first.failure ?? {};
  const what = run.jobs.length > 1 ? nameIn(first, run.jobs) : run.title;
  const others = failed.length > 1 ? ` ${failed.length - 1} more failed.` : '';
  const skipped = run.jobs.filter(job => job.state === 'skipped').length;
  const left = skipped > 0 ? ` ${skipped} ${skipped === 1 ? 'was' : 'were'} not begun.` : '';
  return `${what} could not be built: ${ended(message)}${advice === '' ? '' : ` ${ended(advice)}`}${others}${left}`;
}

/** `3.2 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
