// Which build a command of the Builds view works on: the row it was called on, else what somebody picks.
import * as vscode from 'vscode';
import type { BuildJob, BuildRun } from '../../builds/build-run.ts';
import { nameIn } from '../../builds/run-words.ts';
import type { StepState } from '../../engine/build/build-state.ts';
import { type BuildSubject, isTreeNode } from '../../views/tree-node.ts';
import type { Parts } from '../command.ts';

export interface JobTarget {
  readonly run: BuildRun;
  readonly job: BuildJob;
  readonly subject: BuildSubject;
}

/** Undefined when the list was dismissed. */
export async function jobTarget(
  parts: Parts,
  given: readonly unknown[],
  { title, accepts = () => true, none }: JobQuestion,
): Promise<JobTarget | undefined> {
  const subject = subjectOf(given);
  const { runs } = parts.builds;
  if (subject) {
    const run = runs.find(it => it.id === subject.run);
    const job = run?.jobs.find(it => it.id === subject.job) ?? (run?.jobs.length === 1 ? run.jobs[0] : undefined);
    if (!run) throw new Error('This build was cleared meanwhile.');
    if (job) return { run, job, subject: { ...subject, job: job.id } };
  }
  const of = subject === undefined ? runs : runs.filter(it => it.id === subject.run);
  const all = of.flatMap(run => run.jobs.filter(accepts).map(job => ({ run, job })));
  if (all.length === 0) throw new Error(none);
  const items = all.map(({ run, job }) => ({
    label: nameIn(job, run.jobs),
    description: job.state,
    detail: run.title,
    target: { run, job, subject: { kind: 'build', run: run.id, job: job.id } } satisfies JobTarget,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return picked?.target;
}

export interface JobQuestion {
  readonly title: string;
  readonly accepts?: (job: BuildJob) => boolean;
  /** Said when there is nothing to choose from. */
  readonly none: string;
}

export function subjectOf([node]: readonly unknown[]): BuildSubject | undefined {
  return isTreeNode(node) && node.subject?.kind === 'build' ? node.subject : undefined;
}

export function stepOf({ job, subject }: JobTarget): StepState | undefined {
  return job.build.steps.find(({ digest }) => digest === subject.step);
}
