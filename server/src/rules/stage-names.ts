/**
 * Renaming a build stage: its name, every place of the Dockerfile that means this stage, and the `build.target` of the
 * services built from it. All of them or none.
 */
import type { Project } from '../project/project.ts';
import type { Dockerfile, Flag, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { replace } from '../text/edit.ts';
import { type Span, slice, span } from '../text/span.ts';
import type { FileEdit, InProject } from './rule.ts';

/**
 * The edits that call `stage` `name`. Undefined when some place that must follow cannot be edited: one split over two
 * lines, or written with quotes.
 */
export function renameStage(
  stage: Stage,
  name: string,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): readonly FileEdit[] | undefined {
  const old = stage.name;
  if (!old) return undefined;
  const places = [{ at: old.span, value: old.value }, ...referencesTo(stage, dockerfile.file)];
  const edits: FileEdit[] = [];
  for (const { at, value } of places) {
    if (value === name) continue;
    if (slice(dockerfile.file.text, at) === value) edits.push(replace(at, name));
    // Names are compared without case, so that a change of case needs no follower.
    else if (value.toLowerCase() !== name.toLowerCase()) return undefined;
  }
  const targets = targetEdits(stage, old.value, name, dockerfile, project);
  return targets && [...edits, ...targets];
}

/** `name` with the lowest number, from 2 on, or with the word behind it that no stage of the file has. */
export function freeStageName(file: Dockerfile, name: string, word?: string): string {
  const taken = new Set(file.stages.map(it => it.name?.value.toLowerCase()));
  if (word !== undefined && !taken.has(`${name}-${word}`.toLowerCase())) return `${name}-${word}`;
  let number = 2;
  while (taken.has(`${name}-${number}`.toLowerCase())) number++;
  return `${name}-${number}`;
}

export interface Place {
  readonly at: Span;
  readonly value: string;
}

/** FROM, COPY and ADD --from, and RUN --mount=from= of later stages, where the name means this stage and no later one. */
function referencesTo(stage: Stage, file: Dockerfile): readonly Place[] {
  const name = stage.name?.value.toLowerCase();
  const found: Place[] = [];
  for (const later of file.stages.slice(stage.index + 1)) {
    if (later.parent === stage && later.base) found.push({ at: later.base.span, value: later.base.value });
    for (const instruction of later.instructions) {
      for (const flag of instruction.flags) {
        const place = placeOfName(flag);
        if (place && place.value.toLowerCase() === name) found.push(place);
      }
    }
    // What follows means the later stage of the same name.
    if (later.name?.value.toLowerCase() === name) break;
  }
  return found;
}

/** What a `--from` or the `from=` of a `--mount` names. */
export function placeOfName({ name, value }: Flag): Place | undefined {
  if (!value) return undefined;
  if (name.value === 'from') return { at: value.span, value: value.value };
  if (name.value !== 'mount') return undefined;
  let start = 0;
  for (const option of value.value.split(',')) {
    if (option.startsWith('from=')) {
      const from = value.span.start + start + 'from='.length;
      const text = option.slice('from='.length);
      return { at: span(from, from + text.length), value: text };
    }
    start += option.length + 1;
  }
  return undefined;
}

/** The edits of the Compose files; undefined when a target cannot be edited. */
function targetEdits(
  stage: Stage,
  old: string,
  name: string,
  { path, file }: InProject<Dockerfile>,
  project: Project,
): readonly FileEdit[] | undefined {
  // The target means the last stage of its name.
  if (file.stage(old) !== stage) return [];
  const edits = new Map<string, FileEdit>();
  for (const { definitions } of project.servicesBuiltFrom(path)) {
    for (const { compose, service } of definitions) {
      const target = service.build?.target;
      if (!target?.isLiteral || target.value.toLowerCase() !== old.toLowerCase() || target.value === name) continue;
      const written = slice(compose.file.yaml.text, target.span);
      if (!written.includes(target.value)) {
        if (target.value.toLowerCase() === name.toLowerCase()) continue;
        return undefined;
      }
      // Services may share one target by an alias: it is edited once.
      const edit = {
        ...replace(
          target.span,
          written.replace(target.value, () => name),
        ),
        path: compose.path,
      };
      edits.set(`${target.span.start} ${compose.path}`, edit);
    }
  }
  return [...edits.values()];
}
