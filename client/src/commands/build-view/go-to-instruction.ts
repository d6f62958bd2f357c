// Opens the file that somebody wrote at the instruction that a step carries out, that failed, or that BuildKit warns of.
import type { FilePlace } from '../../builds/failure-files.ts';
import { failureTexts } from '../../builds/failure-texts.ts';
import { goToPlace } from '../../builds/go-to-place.ts';
import type { WhichInstruction } from '../../builds/instruction-place.ts';
import type { Command } from '../command.ts';
import { type JobTarget, jobTarget, stepOf } from './build-target.ts';

export const goToInstruction: Command = {
  id: 'slipway.build.goToInstruction',
  async run(parts, ...given) {
    const target = await jobTarget(parts, given, {
      title: 'Go to the Dockerfile of which build?',
      none: 'Nothing was built yet.',
    });
    if (!target) return;
    const { run, job } = target;
    const planned = run.plan.builds.find(({ id }) => id === job.id);
    const place = await placeOf(target);
    const path = place?.path ?? planned?.dockerfile.path ?? run.plan.composeFiles[0];
    if (path === undefined) throw new Error('The file that this was built from is not known.');
    await goToPlace(path, place);
  },
};

async function placeOf(target: JobTarget): Promise<FilePlace | undefined> {
  const { run, job, subject } = target;
  const { failure } = job;
  const failed = failure?.place;
  const isFailure =
    subject.line === undefined && (subject.step === undefined || subject.step === failure?.step?.digest);
  if (isFailure && failed?.text !== undefined) return { ...failed, text: failed.text };
  const planned = run.plan.builds.find(({ id }) => id === job.id);
  if (!planned) return undefined;
  const step = stepOf(target);
  const which: WhichInstruction | undefined =
    subject.line !== undefined ? { kind: 'line', line: subject.line } : step && { kind: 'step', name: step.name };
  const { instructionPlace } = await import('../../builds/failure-library.ts');
  return which && instructionPlace(which, planned, run.plan, await failureTexts(planned, run.plan));
}
