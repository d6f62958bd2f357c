/**
 * Renaming a build stage: its name, every place of the Dockerfile that means this stage, and the `build.target` of the
 * services built from it. All of them or none.
 */
import type { Project } from '../project/project.ts';
import type { Dockerfile, Flag, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { replace } from '../text/edit.ts';
import { rememberLast } from '../text/remember.ts';
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

/** `name` with the word behind it, or with the lowest number from 2 on, that no stage of the file has. */
export function freeStageName(file: Dockerfile, name: string, word?: string): string {
  const isFree = (candidate: string): boolean => file.stage(candidate) === undefined;
  if (word !== undefined && isFree(`${name}-${word}`)) return `${name}-${word}`;
  let number = 2;
  while (!isFree(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

export interface Place {
  readonly at: Span;
  readonly value: string;
}

/** A place that names a stage, or an image. */
interface Reference extends Place {
  /** The number of the stage it stands in. */
  readonly inStage: number;
}

/** What stands in a file under one lower-case name, in order. */
interface Named {
  /** FROM, COPY and ADD --from, and RUN --mount=from=. */
  readonly references: Reference[];
  /** The stages of this name. */
  readonly stages: Stage[];
}

const namesOf = rememberLast((file: Dockerfile): ReadonlyMap<string, Named> => {
  const names = new Map<string, Named>();
  const named = (name: string): Named => {
    const lower = name.toLowerCase();
    const it = names.get(lower) ?? { references: [], stages: [] };
    names.set(lower, it);
    return it;
  };
  for (const stage of file.stages) {
    const { base, name, index, instructions } = stage;
    if (base) named(base.value).references.push({ at: base.span, value: base.value, inStage: index });
    for (const { flags } of instructions) {
      for (const flag of flags) {
        const place = placeOfName(flag);
        if (place) named(place.value).references.push({ ...place, inStage: index });
      }
    }
    if (name) named(name.value).stages.push(stage);
  }
  return names;
});

/** The places in later stages where its name means this stage and no later one of that name. */
function referencesTo({ name, index }: Stage, file: Dockerfile): readonly Place[] {
  const named = name && namesOf(file).get(name.value.toLowerCase());
  if (!named) return [];
  const next = named.stages[firstIndex(named.stages, it => it.index > index)];
  const found: Place[] = [];
  for (let i = firstIndex(named.references, it => it.inStage > index); i < named.references.length; i++) {
    const it = named.references[i];
    // They are in order of the file; FROM of the next stage of this name still means this one.
    if (!it || (next && it.at.start >= next.from.span.end)) break;
    found.push(it);
  }
  return found;
}

/** The index of the first item of an ordered list that fits, as all behind it do; the length when none does. */
function firstIndex<T>(list: readonly T[], fits: (it: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const it = list[middle];
    if (it !== undefined && fits(it)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** By lower-case name the first stage that has it, which the builder takes as far as it has read the file. */
export const firstStageOfName = rememberLast((file: Dockerfile): ReadonlyMap<string, Stage> => {
  const first = new Map<string, Stage>();
  for (const stage of file.stages) {
    const name = stage.name?.value.toLowerCase();
    if (name !== undefined && !first.has(name)) first.set(name, stage);
  }
  return first;
});

/** A flag that names a stage or an image, by name or number. */
export interface NamingFlag {
  readonly place: Place;
  readonly stage: Stage;
  /** The ONBUILD around its instruction. */
  readonly onbuild: Instruction | undefined;
}

/** All of them in order of the file, those of triggers included. */
export const namingFlagsOf = rememberLast((file: Dockerfile): readonly NamingFlag[] => {
  const found: NamingFlag[] = [];
  for (const stage of file.stages) {
    for (const { instruction, onbuild } of stage.lifted) {
      for (const flag of instruction.flags) {
        const place = placeOfName(flag);
        if (place) found.push({ place, stage, onbuild });
      }
    }
  }
  return found;
});

/** What a `--from` or the `from=` of a `--mount` names. */
function placeOfName({ name, value }: Flag): Place | undefined {
  if (!value) return undefined;
  if (name.value === 'from') return { at: value.span, value: value.value };
  if (name.value !== 'mount' || !value.value.includes('from=')) return undefined;
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
