// Where in the Dockerfile a build failed. BuildKit tells the name of the step and no place in the file, so that the name is
// looked up: by stage and number, with the keyword as proof. What cannot be told for sure is not told.
import type { Dockerfile, Instruction, Stage } from '../../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../../server/src/syntax/dockerfile/parse.ts';
import type { Span } from '../../../../server/src/text/span.ts';
import type { BuildFailed } from '../engine.ts';
import { fullName, splitReference } from '../registry/image-reference.ts';
import { type StepName, stepName } from './step-name.ts';

export interface FailurePlace {
  /** In the Dockerfile that was built: of the instruction, or of a line that is none. */
  readonly span: Span;
  /** `trigger`: an ONBUILD of the base image failed, and the FROM that brought it is shown. */
  readonly kind: 'instruction' | 'trigger' | 'base-image' | 'line';
}

/** `text` is what was built: of a template with everything filled in. */
export function failurePlace(text: string, failure: Pick<BuildFailed, 'message' | 'step'>): FailurePlace | undefined {
  const file = parseDockerfile(text);
  if (failure.step !== undefined) {
    const name = stepName(failure.step.name);
    return name.kind === 'instruction' ? placeOfStep(file, name) : placeOfImage(file, name.text);
  }
  const line = /parse error (?:on )?line (\d{1,7}):/.exec(failure.message)?.[1];
  return line === undefined ? undefined : placeOfLine(file, Number(line));
}

export function placeOfStep(
  file: Dockerfile,
  name: StepName & { readonly kind: 'instruction' },
): FailurePlace | undefined {
  return name.counting === 'classic' ? placeOfClassicStep(file, name) : placeInStage(file, name);
}

type Counted = Pick<StepName & { readonly kind: 'instruction' }, 'number' | 'total' | 'text' | 'stage'>;

/** The classic builder counts every instruction from the first ARG on; triggers belong to their FROM. */
function placeOfClassicStep(file: Dockerfile, { number, text }: Counted): FailurePlace | undefined {
  const instruction = file.instructions[number - 1];
  return instruction && isKeyword(instruction, text) ? { span: instruction.span, kind: 'instruction' } : undefined;
}

/** What BuildKit counts in a stage, beside a FROM that names an image. */
const counted: ReadonlySet<string | undefined> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

function placeInStage(file: Dockerfile, { number, total, text, stage: name }: Counted): FailurePlace | undefined {
  const stage = stageNamed(file, name);
  if (stage === undefined) return placeByText(file, text);
  const own = stage.instructions.filter(it => counted.has(it.name));
  const fromCounts = total - own.length >= 1 && stage.parent === undefined && stage.base?.value !== 'scratch' ? 1 : 0;
  if (number <= fromCounts) return { span: stage.from.span, kind: 'instruction' };
  // Triggers of the base image come first, and are counted too.
  const triggers = total - fromCounts - own.length;
  if (triggers < 0) return undefined;
  if (number - fromCounts <= triggers) return { span: stage.from.span, kind: 'trigger' };
  const instruction = own[number - fromCounts - triggers - 1];
  return instruction && isKeyword(instruction, text) ? { span: instruction.span, kind: 'instruction' } : undefined;
}

/** A step that builds at the same time share has the name it has in one of them: then its words must tell. */
function placeByText(file: Dockerfile, text: string): FailurePlace | undefined {
  const image = /^FROM (\S+?)(?:@sha256:\w+)?$/.exec(text)?.[1];
  if (image !== undefined) return placeOfImage(file, `load metadata for ${image}`);
  const words = (it: string): string =>
    it
      .replaceAll(/\\\r?\n/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
  const same = file.instructions.filter(
    ({ name, span }) => counted.has(name) && words(file.text.slice(span.start, span.end)) === words(text),
  );
  const [only, ...others] = same;
  return only && others.length === 0 ? { span: only.span, kind: 'instruction' } : undefined;
}

/** BuildKit calls a stage without a name by its number, and says nothing where there is one stage. */
function stageNamed(file: Dockerfile, name: string | undefined): Stage | undefined {
  if (name === undefined) return file.stages.length === 1 ? file.stages[0] : undefined;
  const named = file.stage(name);
  if (named?.name !== undefined) return named;
  const index = /^stage-(\d{1,6})$/.exec(name)?.[1];
  return index === undefined ? undefined : file.stages[Number(index)];
}

function isKeyword(instruction: Instruction, text: string): boolean {
  const keyword = instruction.keyword.value.toUpperCase();
  return text.slice(0, keyword.length).toUpperCase() === keyword;
}

/** `load metadata for docker.io/library/alpine:3.99`: the first FROM that names that image. */
function placeOfImage(file: Dockerfile, text: string): FailurePlace | undefined {
  const image = /^load metadata for (\S+)$/.exec(text)?.[1];
  if (image === undefined) return undefined;
  const stage = file.stages.find(({ base, parent }) => base !== undefined && !parent && complete(base.value) === image);
  // A base in a variable is the only one left that it can be.
  const open = file.stages.filter(({ base, parent }) => !parent && base?.value.includes('$') === true);
  const found = stage ?? (open.length === 1 ? open[0] : undefined);
  return found && { span: found.from.span, kind: 'base-image' };
}

function complete(reference: string): string {
  const { tag } = splitReference(reference);
  return `${fullName(reference)}${tag.includes(':') ? '@' : ':'}${tag}`;
}

/** `line` counts from one. */
export function placeOfLine(file: Dockerfile, line: number): FailurePlace | undefined {
  let start = 0;
  for (let before = 1; before < line; before++) {
    const end = file.text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  const lineEnd = file.text.indexOf('\n', start);
  const end = lineEnd < 0 ? file.text.length : lineEnd;
  const first = start + (/^[\s\ufeff]*/.exec(file.text.slice(start, end))?.[0].length ?? 0);
  const instruction = file.instructionAt(first);
  if (instruction) return { span: instruction.span, kind: 'instruction' };
  return { span: { start, end }, kind: 'line' };
}
