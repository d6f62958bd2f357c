/**
 * The images stages are built on, for the rules that judge them, and edits that change one: in FROM itself or in the
 * default of the build argument it comes from.
 */
import { endedSupport } from '../catalog/base-image-age.ts';
import { baseImageOf, buildArgumentsOf } from '../project/base-image.ts';
import type { Project } from '../project/project.ts';
import type { Argument, Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { type ImageReference, parseImageReference } from '../syntax/image-reference.ts';
import { type Edit, replace } from '../text/edit.ts';
import { rememberLast, rememberLastPair } from '../text/remember.ts';
import { slice, span } from '../text/span.ts';
import type { Fix, InProject } from './rule.ts';

/** What FROM names where that is an image: no stage, not `scratch`, nothing unknown, no build context with a name. */
export interface StageImage {
  readonly stage: Stage;
  /** As it stands in FROM. */
  readonly base: Argument;
  readonly reference: ImageReference;
  /** The reference with everything filled in; the spans of `reference` speak of it. */
  readonly text: string;
}

/** Of every stage that has one, in order. Found once for a project as it is. */
export const stageImages = rememberLastPair(findImages);

function findImages(dockerfile: InProject<Dockerfile>, project: Project): readonly StageImage[] {
  const images: StageImage[] = [];
  const isForServices = project.servicesBuiltFrom(dockerfile.path).length > 0;
  for (const stage of dockerfile.file.stages) {
    const { base } = stage;
    if (!base || stage.parent) continue;
    const image = baseImageOf(stage, dockerfile, project);
    if (image.kind !== 'image' || !image.reference.isValid) continue;
    if (isForServices && isNamedContext(image.text, dockerfile.path, project)) continue;
    images.push({ stage, base, reference: image.reference, text: image.text });
  }
  return images;
}

/** The words of FROM that name no stage, and an image of which a part is not known. */
export function partlyKnownImages(
  dockerfile: InProject<Dockerfile>,
  project: Project,
): readonly { readonly stage: Stage; readonly base: Argument }[] {
  const found: { readonly stage: Stage; readonly base: Argument }[] = [];
  for (const stage of dockerfile.file.stages) {
    const { base } = stage;
    if (!base?.raw.includes('$') || stage.parent || /%%|\{\{/.test(base.raw)) continue;
    if (baseImageOf(stage, dockerfile, project).kind !== 'image') found.push({ stage, base });
  }
  return found;
}

/** Whether a service hands the name over as a build context of its own (`additional_contexts`): then it is no image. */
export function isNamedContext(name: string, path: string, project: Project): boolean {
  return project
    .servicesBuiltFrom(path)
    .some(({ definitions }) =>
      definitions.some(({ service }) => service.build?.additionalContexts.some(it => it.key === name)),
    );
}

/**
 * Makes the image of a stage `wanted`. Undefined when FROM takes it from more than one variable, or from one that stands
 * for something else, too.
 */
export function changeBaseImage(
  { base, text }: StageImage,
  wanted: string,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Edit | undefined {
  const { file } = dockerfile;
  if (slice(file.text, base.span) !== base.raw) return undefined;
  if (base.raw === text) return replaceDifference(base.span.start, text, wanted);
  const variable = /^([^$"'\\`%]*)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?-)([^${}"'\\`]*))?\})([^$"'\\`%]*)$/.exec(
    base.raw,
  );
  if (!variable) return undefined;
  const [, before = '', plain, braced = '', modifier, operand = '', after = ''] = variable;
  const name = plain ?? braced;
  const isAround = wanted.length >= before.length + after.length && wanted.startsWith(before) && wanted.endsWith(after);
  if (!isAround || buildArgumentsOf(dockerfile.path, project).has(name)) return undefined;
  const value = wanted.slice(before.length, wanted.length - after.length);
  if (value === '') return undefined;

  const pairs = file.globalArguments.flatMap(it => it.pairs).filter(it => it.key.value === name);
  const [pair] = pairs;
  if (pairs.length > 1 || !isOnlyFor(file, name, base.raw)) return undefined;
  if (pair?.value) {
    const written = slice(file.text, pair.value.span);
    const quote = /^["']/.exec(written)?.[0] ?? '';
    const isPlain = written === `${quote}${pair.value.value}${quote}`;
    return isPlain ? replace(pair.value.span, `${quote}${value}${quote}`) : undefined;
  }
  if (pair || modifier === undefined) return undefined;
  const start = base.span.start + base.raw.indexOf(`${modifier}${operand}}`) + modifier.length;
  return replace(span(start, start + operand.length), value);
}

/** Every FROM that uses the variable uses it for the same image, and nothing but FROM uses it. */
function isOnlyFor(file: Dockerfile, name: string, raw: string): boolean {
  const uses = usesOf(file).get(name);
  return uses?.size === 1 && uses.has(parseImageReference(raw).familiarName);
}

/** What stands in place of an image where a variable is used elsewhere than in FROM. */
const elsewhere = '';

/** The variables of a file with the images they are used for, by the names these have as written. */
const usesOf = rememberLast((file: Dockerfile): ReadonlyMap<string, ReadonlySet<string>> => {
  const uses = new Map<string, Set<string>>();
  const add = (name: string, image: string) => {
    const images = uses.get(name);
    if (images) images.add(image);
    else uses.set(name, new Set([image]));
  };
  const globals = new Set(file.globalArguments);
  for (const instruction of file.instructions) {
    const it = instruction.trigger ?? instruction;
    const image = it.name === 'FROM' ? parseImageReference(it.arguments[0]?.raw ?? '').familiarName : elsewhere;
    for (const { name } of it.variables) add(name.value, image);
    // Declared anew in a stage, which then may use it in a RUN.
    if (it.name === 'ARG' && !globals.has(it)) for (const { key } of it.pairs) add(key.value, elsewhere);
  }
  return uses;
});

/** Leaves what stays the same alone, so that two edits of one reference are in each other's way as little as can be. */
function replaceDifference(start: number, text: string, wanted: string): Edit {
  const separators = /[:@]/;
  let same = 0;
  while (same < text.length && text.charAt(same) === wanted.charAt(same)) same++;
  // A tag or digest is changed as a whole.
  while (same > 0 && same < text.length && !separators.test(text.charAt(same - 1))) same--;
  return replace(span(start + same, start + text.length), wanted.slice(same));
}

/** Fixes that pin an image without a useful tag: to the tag the project uses for it elsewhere, to the local digest. */
export function pinningFixes(image: StageImage, dockerfile: InProject<Dockerfile>, project: Project): readonly Fix[] {
  const { text, reference } = image;
  const fixes: Fix[] = [];
  const name = reference.tag ? text.slice(0, reference.tag.span.start - 1) : text;
  const tag = tagInUse(reference.familiarName, project, dockerfile);
  const edit = tag && changeBaseImage(image, `${name}:${tag}`, dockerfile, project);
  if (edit) fixes.push({ title: `Change to "${name}:${tag}"`, safety: 'suggestion', edits: [edit] });
  return [...fixes, ...digestFix(image, dockerfile, project)];
}

const noFixes: readonly Fix[] = [];

/** The fix that adds the digest the local engine knows for the image; empty when it does not hold it. */
export function digestFix(image: StageImage, dockerfile: InProject<Dockerfile>, project: Project): readonly Fix[] {
  const { text, reference } = image;
  const { localImages } = project.settings;
  // To look a name up that the file holds takes long, and mostly no image is known.
  if (Object.keys(localImages).length === 0) return noFixes;
  const digest = localImages[`${reference.familiarName}:${reference.tag?.value ?? 'latest'}`];
  const edit = digest && changeBaseImage(image, `${text}@${digest}`, dockerfile, project);
  return edit
    ? [{ title: `Pin "${text}" to the local digest ${digest.slice(0, 19)}…`, safety: 'suggestion', edits: [edit] }]
    : [];
}

/**
 * The tag that stages of `first`, other Dockerfiles and services of the project use for the image, if it is still
 * supported.
 */
export function tagInUse(familiarName: string, project: Project, first?: InProject<Dockerfile>): string | undefined {
  return (
    (first && tagsInFirst(first.file).get(familiarName)) ??
    firstOf(dockerfilesOfServices(project), ({ path, file }) =>
      path === first?.path ? undefined : tagsIn(file).get(familiarName),
    ) ??
    tagsOfServices(project).get(familiarName)
  );
}

/** Each Dockerfile that services are built from, once. */
const dockerfilesOfServices: (project: Project) => readonly InProject<Dockerfile>[] = rememberLast(project => {
  const found = new Map<string, InProject<Dockerfile>>();
  for (const service of project.services) {
    const built = project.dockerfileOf(service);
    if (built.kind === 'found') found.set(built.path, built);
  }
  return [...found.values()];
});

/** The first useful tag of each image that services name, by the image's familiar name. */
const tagsOfServices: (project: Project) => ReadonlyMap<string, string> = rememberLast(project => {
  const tags = new Map<string, string>();
  for (const { definitions } of project.services) {
    for (const { service } of definitions) {
      const image = service.image?.known;
      const reference = image?.includes(':') ? parseImageReference(image) : undefined;
      const tag = reference && usefulTag(reference);
      if (reference && tag && !tags.has(reference.familiarName)) tags.set(reference.familiarName, tag);
    }
  }
  return tags;
});

/** The file that is looked at now; the others stay the same while it changes. */
const tagsInFirst = rememberLast(readTags);

const tagsByFile = new WeakMap<Dockerfile, ReadonlyMap<string, string>>();

/** The first useful tag of each image a file is built on, by the image's familiar name. */
function tagsIn(file: Dockerfile): ReadonlyMap<string, string> {
  const known = tagsByFile.get(file) ?? readTags(file);
  tagsByFile.set(file, known);
  return known;
}

function readTags(file: Dockerfile): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const { base } of file.stages) {
    if (!base?.raw.includes(':') || /[$%]/.test(base.raw)) continue;
    const reference = parseImageReference(base.raw);
    const tag = usefulTag(reference);
    if (tag !== undefined && !tags.has(reference.familiarName)) tags.set(reference.familiarName, tag);
  }
  return tags;
}

function usefulTag({ isValid, tag, familiarName }: ImageReference): string | undefined {
  if (!isValid || !tag || tag.value === 'latest') return undefined;
  return endedSupport(familiarName, tag.value) ? undefined : tag.value;
}

function firstOf<T>(items: readonly T[], textOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const value = textOf(item);
    if (value) return value;
  }
  return undefined;
}
