// What a build that went wrong is told as: in one sentence, with advice where the failure is known, at the instruction.
// Pure; the texts of files are handed in, as they were when the build began.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { failurePlace } from '../engine/build/failure-place.ts';
import { stepName } from '../engine/build/step-name.ts';
import { BuildFailed } from '../engine/engine.ts';
import { plain } from '../terminals/terminal-text.ts';
import { knownFailure } from './advice.ts';
import type { JobFailure } from './build-run.ts';
import { builtText, type FileTexts, placeInFile } from './failure-files.ts';

/** Lines of the step that are kept. */
const mostOutput = 20;
/** Of a line or a message, in characters: nobody reads on, and looking it through takes time. */
const longestText = 4000;

/** Without `texts` the instruction is found only in Dockerfiles whose text the plan has. */
export function jobFailureOf(
  error: unknown,
  build: PlannedBuild,
  plan: BuildPlan,
  texts: FileTexts = new Map(),
): JobFailure {
  const said = (error instanceof Error ? error.message : String(error)).slice(0, longestText);
  const failed = error instanceof BuildFailed ? error : undefined;
  const step = failed?.step;
  const output = (failed?.output ?? []).slice(-mostOutput).map(line => plain(line.slice(0, longestText)));
  const built = builtText(build, texts);
  const found = built === undefined || !failed ? undefined : failurePlace(built, failed);
  const written = found && built?.slice(found.span.start, found.span.end);
  const facts = { said, output, exitCode: failed?.exitCode, step: step && stepName(step.name), written, build, plan };
  const known = knownFailure(facts);
  const trigger = found?.kind === 'trigger' ? 'An ONBUILD instruction of the base image failed: ' : '';
  const place = found && placeInFile(found.span, build, plan, texts);
  return {
    message: trigger + (known?.message ?? sentence(said, failed)),
    advice: known?.advice ?? '',
    output,
    ...(step === undefined ? {} : { step }),
    ...(failed?.exitCode === undefined ? {} : { exitCode: failed.exitCode }),
    ...(place === undefined ? {} : { place }),
  };
}

/** `RUN make failed with exit code 2`, or what the builder said without the parts that only its makers read. */
function sentence(said: string, failed: BuildFailed | undefined): string {
  const name = failed?.step && stepName(failed.step.name);
  if (name?.kind === 'instruction' && failed?.exitCode !== undefined)
    return `${shortened(name.text)} failed with exit code ${failed.exitCode}`;
  return plainWords(said);
}

/** What wraps the reason in every message of BuildKit and of the classic builder. */
const wrappings = [
  /^failed to solve(?: with frontend [\w.-]+)?: /i,
  /^rpc error: code = \w+ desc = /i,
  /^failed to compute cache key: /,
  /^failed to calculate checksum of ref \S+: /,
  /^dockerfile parse error on /,
  /^error from sender: /,
];

/** The reason alone, on one line. */
export function plainWords(said: string): string {
  let text = plain(said).replaceAll(/\s+/g, ' ').trim();
  for (let before = ''; before !== text; ) {
    before = text;
    for (const wrapping of wrappings) text = text.replace(wrapping, '');
  }
  return shortened(text === '' ? 'The build failed without a reason' : text, 500);
}

function shortened(text: string, most = 80): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
