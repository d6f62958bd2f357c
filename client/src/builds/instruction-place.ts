// The place of the instruction that a step carries out, or that stands in a line of what was built, in the file that a
// person wrote.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { placeOfLine, placeOfStep } from '../engine/build/failure-place.ts';
import type { StepName } from '../engine/build/step-name.ts';
import { builtText, type FilePlace, type FileTexts, placeInFile } from './failure-files.ts';

/** `line` is zero-based. */
export type WhichInstruction =
  | { readonly kind: 'step'; readonly name: StepName }
  | { readonly kind: 'line'; readonly line: number };

export function instructionPlace(
  which: WhichInstruction,
  build: PlannedBuild,
  plan: BuildPlan,
  texts: FileTexts,
): FilePlace | undefined {
  const text = builtText(build, texts);
  const place = text === undefined ? undefined : placeInText(which, text);
  return place && placeInFile(place.span, build, plan, texts);
}

function placeInText(which: WhichInstruction, text: string) {
  const file = parseDockerfile(text);
  if (which.kind === 'line') return placeOfLine(file, which.line + 1);
  return which.name.kind === 'instruction' ? placeOfStep(file, which.name) : undefined;
}
