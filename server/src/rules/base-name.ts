/** Judges the image reference of a FROM: whether the builder can read it as it is, and with the defaults of its variables. */
import { baseImageOf, buildArgumentsOf } from '../project/base-image.ts';
import type { Project } from '../project/project.ts';
import type { Argument, Dockerfile, Stage, VariableReference } from '../syntax/dockerfile/dockerfile.ts';
import { expandWord } from '../syntax/dockerfile/expand.ts';
import { platformArguments, scopeAt } from '../syntax/dockerfile/variables.ts';
import { type ImageReference, parseImageReference } from '../syntax/image-reference.ts';
import { rememberLastPair } from '../text/remember.ts';
import { contains } from '../text/span.ts';
import type { InProject } from './rule.ts';

export type BaseName =
  /** It names an image or a stage, or is not known. */
  | { readonly kind: 'fine' }
  /** No value of a build argument mends it. `text` is what was judged. */
  | { readonly kind: 'broken'; readonly reference: ImageReference; readonly text: string; readonly isWritten: boolean }
  /** Without values from outside it comes to `text`, which is empty or no image reference. */
  | {
      readonly kind: 'broken by defaults';
      readonly text: string;
      readonly variables: readonly VariableReference[];
      /** A Compose file gives values of its own, with which it may well be an image. */
      readonly isGiven: boolean;
    };

const fine: BaseName = { kind: 'fine' };

/** Of stages that take their image from variables, by index: two rules ask in a row. */
const judged = rememberLastPair((_file: Dockerfile, _project: Project): (BaseName | undefined)[] => []);

export function judgeBaseName(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): BaseName {
  const { base } = stage;
  if (!base || stage.parent) return fine;
  if (!base.raw.includes('$')) {
    const built = asBuilt(stage, dockerfile, project);
    return built.kind === 'broken' && isPlaceholder(base.raw) ? fine : built;
  }
  const known = judged(dockerfile.file, project);
  const name =
    known[stage.index] ??
    (isFoundAsItIs(base, stage, dockerfile, project) || isPlaceholder(base.raw)
      ? fine
      : judgeVariables(base, stage, dockerfile, project));
  known[stage.index] = name;
  return name;
}

/** Whether it comes to an image or a stage with nothing but what the file says of its variables, as nearly all do. */
function isFoundAsItIs(base: Argument, stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  const image = baseImageOf(stage, dockerfile, project);
  if (image.kind === 'unknown' || (image.kind === 'image' && !image.reference.isValid)) return false;
  // Of `${name-word}` another one is left when an empty value is given.
  return !asksWhetherSet.test(base.raw) && buildArgumentsOf(dockerfile.path, project).size === 0;
}

const asksWhetherSet = /\{\w+[-+?]/;

function judgeVariables(base: Argument, stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): BaseName {
  const written = parseImageReference(base.raw);
  if (!/["'\\`]/.test(base.raw) && (isBrokenConstant(written.tag?.value, 'tag') || isBrokenName(written)))
    return { kind: 'broken', reference: written, text: base.raw, isWritten: isAsWritten(stage, dockerfile.file) };

  const variables = fromVariables(stage);
  const scope = scopeAt(dockerfile.file, stage.from.span.start);
  const given = buildArgumentsOf(dockerfile.path, project);
  const isGiven = given.size > 0 && variables.some(({ name }) => given.has(name.value));
  const built = isGiven ? asBuilt(stage, dockerfile, project) : fine;
  if (built.kind === 'broken') return built;

  let isUndeclared = false;
  const expansion = expandWord(base.raw, dockerfile.file.escape, name => {
    const state = scope.find(name)?.state;
    if (!state && platformArguments.has(name)) return { kind: 'unknown', names: [name] };
    if (!state) isUndeclared = true;
    return !state || state.kind === 'unset' ? { kind: 'known', value: '' } : state;
  });
  // Where a variable is declared nowhere, its default is not what is wrong.
  if (expansion.kind === 'unknown' || isUndeclared) return fine;
  const text = expansion.value;
  const image = baseImageOf(stage, dockerfile, project);
  const reference = image.kind === 'image' && image.text === text ? image.reference : parseImageReference(text);
  if (text !== '' && (reference.isValid || dockerfile.file.stage(text))) return fine;
  return { kind: 'broken by defaults', text, variables, isGiven };
}

/** A balena variable, or what somebody's script replaces: `@IMAGE@`, `#IMAGE#`, `<image>`, `{image}`, `__IMAGE__`. */
function isPlaceholder(raw: string): boolean {
  return /%%|([@#%])\w+\1|<[\w.-]+>|(?:^|[^$])\{[\w.-]+\}|__[A-Z]\w*__/.test(raw);
}

/** The variables of what FROM names, without those of its flags. */
function fromVariables({ from, base }: Stage): readonly VariableReference[] {
  return base ? from.variables.filter(it => !it.quoted && contains(base.span, it.span)) : [];
}

/** With the values of the Compose files, where there are such. */
function asBuilt(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): BaseName {
  const image = baseImageOf(stage, dockerfile, project);
  if (image.kind !== 'image' || image.reference.isValid) return fine;
  const isWritten = image.isWritten && isAsWritten(stage, dockerfile.file);
  return { kind: 'broken', reference: image.reference, text: image.text, isWritten };
}

/** No continuation splits it, so that a place in its text is a place in the file. */
function isAsWritten({ base }: Stage, { text }: Dockerfile): boolean {
  return base !== undefined && text.slice(base.span.start, base.span.end) === base.raw;
}

/** Registry and repository are written without variables, and wrong. */
function isBrokenName({ registry, repository }: ImageReference): boolean {
  if (repository.value.includes('$') || registry?.value.includes('$')) return false;
  return !parseImageReference(registry ? `${registry.value}/${repository.value}` : repository.value).isValid;
}

/** Whether the tag or the digest is there, written without variables, and wrong. */
export function isBrokenConstant(value: string | undefined, part: 'tag' | 'digest'): boolean {
  if (value === undefined || value.includes('$')) return false;
  return !parseImageReference(part === 'tag' ? `a:${value}` : `a@${value}`).isValid;
}
