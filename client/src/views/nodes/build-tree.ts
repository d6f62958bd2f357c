// The rows of the Builds view: runs, below them what is built, below that stages and steps. An id never changes while its
// build is known, and a step that stayed as it was keeps its row.
import type { BuildRun } from '../../builds/build-run.ts';
import type { TreeNode } from '../tree-node.ts';
import { jobNode } from './build-job-node.ts';
import { iconOf, joined, timed, type WorkState } from './build-words.ts';
import { code, escaped, fact, list, moment, tooltip } from './markdown.ts';

/** Newest first. `now` is in milliseconds since 1970, by this machine's clock. */
export function buildsTree(runs: readonly BuildRun[], now: number): readonly TreeNode[] {
  return runs.map((run, index) => runNode(run, now, index === 0 ? 'expanded' : 'collapsed'));
}

/** Notes shown of one run: the last. */
const mostNotes = 20;

function runNode(run: BuildRun, now: number, opened: 'collapsed' | 'expanded'): TreeNode {
  const { id, title, state, jobs, notes, startedAt, endedAt } = run;
  const ended = jobs.filter(job => job.state !== 'waiting' && job.state !== 'running').length;
  const done = jobs.filter(job => job.state === 'done').length;
  const took = endedAt === undefined ? undefined : timed(endedAt - startedAt);
  const description = joined(countOf(state, done, ended, jobs.length), took, via[run.runner]);
  const rows = notes.slice(-mostNotes).map((note, i): TreeNode => {
    // Only the last are kept: by its number from the end a note would be another row with each that comes.
    const number = notes.length - Math.min(notes.length, mostNotes) + i;
    return {
      id: `${id}/note:${number}`,
      label: note,
      icon: { id: 'info' },
      facts: ';build-note;',
      spoken: `Note: ${note}`,
      tooltip: () => escaped(note),
    };
  });
  return {
    id,
    label: title,
    description,
    icon: iconOf(state),
    facts: `;build-run;${state === 'running' ? 'running;' : `ended;${state};`}`,
    spoken: joined(`Build of ${title}`, state, description).replaceAll(' · ', ', '),
    opened,
    children: [...jobs.map(job => jobNode(job, run, now)), ...rows],
    subject: { kind: 'build', run: id },
    source: description,
    tooltip: () => tooltipOf(run, took),
  };
}

const via: Readonly<Record<BuildRun['runner'], string | undefined>> = {
  engine: undefined,
  buildx: 'by buildx',
  balena: 'by balena',
};

function countOf(state: WorkState, done: number, ended: number, all: number): string | undefined {
  if (state === 'cancelled') return 'cancelled';
  if (state === 'failed') return all > 1 ? `failed, ${done} of ${all} built` : 'failed';
  if (all < 2) return undefined;
  return state === 'running' ? `${ended} of ${all} done` : `${all} images`;
}

function tooltipOf({ title, plan, startedAt, jobs, runner }: BuildRun, took: string | undefined): string {
  return tooltip(
    [`**${escaped(title)}**`],
    fact('Folder', code(plan.root)),
    fact('Began', moment(startedAt)),
    fact('Took', took),
    fact('Builder', runner === 'engine' ? 'the container engine' : runner),
    list(
      'Builds',
      jobs.map(job => `${code(job.id)} ${job.state}`),
    ),
    list('Warnings', plan.warnings.map(escaped)),
  );
}
