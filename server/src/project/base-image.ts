/**
 * What a stage is based on, as far as file and project tell: build arguments with their defaults or the values of the
 * Compose files, and the variables of a balena template for the selected device filled in.
 */
import type { DeviceType } from '../catalog/device-types.ts';
import { templateValues } from '../syntax/balena/template.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { expandWord } from '../syntax/dockerfile/expand.ts';
import { platformArguments, scopeAt } from '../syntax/dockerfile/variables.ts';
import { type ImageReference, parseImageReference } from '../syntax/image-reference.ts';
import { rememberLastPair } from '../text/remember.ts';
import type { Project } from './project.ts';

export type BaseImage =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'image';
      readonly reference: ImageReference;
      /** The reference with everything filled in; the spans of `reference` speak of it. */
      readonly text: string;
      /** It stands in FROM as it is, so that a place in `text` is a place in the file. */
      readonly isWritten: boolean;
    }
  /** It depends on something unknown, or FROM names nothing. */
  | { readonly kind: 'unknown' };

interface InFile {
  readonly path: string;
  readonly file: Dockerfile;
}

/** By index of the stage: a map of stages would cost more than most answers do. */
const imagesOf = rememberLastPair((_file: Dockerfile, _project: Project): (BaseImage | undefined)[] => []);

/** What FROM of `stage` names. Found once for a project as it is: a dozen rules ask. */
export function baseImageOf(stage: Stage, dockerfile: InFile, project: Project): BaseImage {
  const { file } = dockerfile;
  if (file.stages[stage.index] !== stage) return findBaseImage(stage, dockerfile, project);
  const images = imagesOf(file, project);
  const image = images[stage.index] ?? findBaseImage(stage, dockerfile, project);
  images[stage.index] = image;
  return image;
}

function findBaseImage(stage: Stage, dockerfile: InFile, project: Project): BaseImage {
  if (stage.parent) return { kind: 'stage', stage: stage.parent };
  const { base } = stage;
  if (!base) return { kind: 'unknown' };
  const filled = fillIn(base.raw, stage, dockerfile, project);
  if (filled === undefined || filled === '') return { kind: 'unknown' };
  if (filled === 'scratch') return { kind: 'scratch' };
  const earlier = filled === base.value || stage.index === 0 ? undefined : earlierStage(dockerfile.file, stage, filled);
  if (earlier) return { kind: 'stage', stage: earlier };
  return { kind: 'image', reference: parseImageReference(filled), text: filled, isWritten: filled === base.raw };
}

/** The image or `scratch` at the bottom of the stage's chain. */
export function rootImageOf(stage: Stage, dockerfile: InFile, project: Project): BaseImage {
  let at = stage;
  for (let steps = 0; steps < 1000; steps++) {
    const base = baseImageOf(at, dockerfile, project);
    if (base.kind !== 'stage') return base;
    at = base.stage;
  }
  return { kind: 'unknown' };
}

/** The word with its variables filled in; undefined when one of them is not known. */
function fillIn(raw: string, stage: Stage, { path, file }: InFile, project: Project): string | undefined {
  if (!/[$%"'\\`]/.test(raw)) return raw;
  const scope = scopeAt(file, stage.from.span.start);
  const text = raw.includes('%%') ? withDevice(raw, project.device) : raw;
  const given = text.includes('$') ? buildArgumentsOf(path, project) : undefined;
  const expansion = expandWord(text, file.escape, name => {
    if (given?.has(name) && file.globalArguments.some(it => it.pairs.some(pair => pair.key.value === name))) {
      const value = given.get(name);
      return value === undefined ? { kind: 'unknown', names: [name] } : { kind: 'known', value };
    }
    if (platformArguments.has(name) && !scope.find(name)) return { kind: 'unknown', names: [name] };
    return scope.find(name)?.state ?? { kind: 'unset' };
  });
  return expansion.kind === 'known' ? expansion.value : undefined;
}

/** `%%BALENA_…%%` for the device; what it does not know stays. */
function withDevice(raw: string, device: DeviceType | undefined): string {
  if (!device) return raw;
  const values = templateValues(device);
  return raw.replaceAll(/%%([A-Z][A-Z_]+)%%/g, (whole, name: string) => values.get(name) ?? whole);
}

/**
 * `build.args` of the services built from the Dockerfile: undefined for a value that is not known or not the same in all
 * of them.
 */
export function buildArgumentsOf(path: string, project: Project): ReadonlyMap<string, string | undefined> {
  const services = project.servicesBuiltFrom(path);
  if (services.length === 0) return noArguments;
  const values = new Map<string, string | undefined>();
  for (const [index, { definitions }] of services.entries()) {
    const own = new Map<string, string | undefined>();
    for (const { service } of definitions) {
      for (const { key, value } of service.build?.args ?? []) own.set(key, value?.known);
    }
    for (const [key, value] of own) {
      const isNew = index === 0 || (values.has(key) && values.get(key) === value);
      values.set(key, isNew ? value : undefined);
    }
    for (const key of values.keys()) if (!own.has(key)) values.set(key, undefined);
  }
  return values;
}

const noArguments: ReadonlyMap<string, string | undefined> = new Map();

function earlierStage(file: Dockerfile, stage: Stage, name: string): Stage | undefined {
  const lower = name.toLowerCase();
  return file.stages.findLast(it => it.index < stage.index && it.name?.value.toLowerCase() === lower);
}
