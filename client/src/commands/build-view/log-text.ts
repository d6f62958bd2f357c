// What a build wrote, as a text to read: of one step, or of all of them in the order in which they began.
import type { BuildJob } from '../../builds/build-run.ts';
import type { BuildLog } from '../../engine/build/build-log.ts';
import type { StepState } from '../../engine/build/build-state.ts';
import { plain } from '../../terminals/terminal-text.ts';
import { settledState, timed } from '../../views/nodes/build-words.ts';

export function stepLogText(step: StepState, job: BuildJob, log: BuildLog): string {
  return `${section(step, job, log).join('\n')}\n`;
}

export function jobLogText(job: BuildJob, log: BuildLog): string {
  const began = job.build.steps.filter(({ state }) => state !== 'waiting');
  const steps = began.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  const parts = steps.map(step => section(step, job, log).join('\n'));
  if (job.failure) parts.push([job.failure.message, job.failure.advice].filter(it => it !== '').join('\n'));
  return parts.length === 0 ? 'Nothing was built yet.\n' : `${parts.join('\n\n')}\n`;
}

function section(step: StepState, job: BuildJob, log: BuildLog): readonly string[] {
  const { lines, dropped } = log.of(step.digest);
  const cut = dropped === 0 ? [] : [`… ${dropped.toLocaleString('en')} older lines are left out.`];
  return [heading(step), ...cut, ...lines.map(plain), ...ending(step, job, lines.length + dropped)];
}

/** `# build 2/5 RUN make` */
function heading({ name }: StepState): string {
  if (name.kind === 'internal') return `# ${name.text}`;
  const where = [name.platform, name.stage, `${name.number}/${name.total}`].filter(it => it !== undefined).join(' ');
  return `# ${where} ${name.text.replaceAll(/[\r\n]+/g, ' ')}`;
}

/** How it ended; nothing while it runs. */
function ending({ state, error, activeMs }: StepState, job: BuildJob, lines: number): readonly string[] {
  switch (settledState(state, job.state)) {
    case 'failed':
      return [`# failed: ${plain((error ?? '').replaceAll(/\s+/g, ' '))}`];
    case 'cached':
      return ['# taken from the cache: it was not run, and wrote nothing'];
    case 'waiting':
      return ['# not begun'];
    case 'cancelled':
      return ['# cancelled'];
    case 'done':
      return [`# done${activeMs < 50 ? '' : ` in ${timed(activeMs)}`}${lines === 0 ? ', and wrote nothing' : ''}`];
    default:
      return [];
  }
}
