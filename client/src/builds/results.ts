// What came of a build: asked of the image itself, whose own manifest says what it is for, and compared with the last build
// of the same thing. A wrong architecture is a failure, however well the builder thought it went.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { isSecretName, shownValue } from '../../../server/src/build/plan-words.ts';
import { verifyPlatform } from '../engine/build/platform-support.ts';
import { BuildFailed, type ContainerEngine } from '../engine/engine.ts';
import type { HistoryItem, ImageDetails } from '../engine/images.ts';
import type { EarlierResult, ImageLayer, JobResult } from './build-run.ts';

export interface DescribedBuild {
  readonly build: PlannedBuild;
  readonly plan: BuildPlan;
  readonly results: ResultMemory;
  /** What is worth saying besides: the classic builder was used, a handler emulated it. */
  readonly notes?: readonly string[];
}

/** What is remembered of the last build of a thing, by `resultKey`. */
export interface ResultMemory {
  of(key: string): EarlierResult | undefined;
  remember(key: string, result: EarlierResult): void;
}

/**
 * Asks the engine about the image and remembers it as the last build. Rejects with `BuildFailed` when it is for another
 * platform than was asked for.
 */
export async function describeResult(
  engine: Pick<ContainerEngine, 'images'>,
  imageId: string,
  { build, plan, results, notes = [] }: DescribedBuild,
  now: () => number = Date.now,
): Promise<JobResult> {
  const details = await engine.images.inspect(imageId);
  const wrong = wrongPlatform(build, details);
  if (wrong !== undefined) throw new BuildFailed(wrong, undefined);
  // Only words for a comparison: a build has not failed for them.
  const history = await engine.images.history(imageId).catch(() => []);
  const result = resultOf(imageId, details, history, build, notes);
  const key = resultKey(build, plan);
  const before = results.of(key);
  results.remember(key, { ...remembered(result), builtAt: now() });
  return before === undefined ? result : { ...result, before: compared(result, before) };
}

/** Of the same service and stage of the same project for the same platform. */
function resultKey({ id, target }: PlannedBuild, { root }: BuildPlan): string {
  const stage = target?.because === 'asked-for' ? `/${target.name ?? target.index}` : '';
  return `${root}|${id}${stage}`;
}

/** A sentence; undefined when it is right, or nobody asked for a platform. */
function wrongPlatform(
  { platform }: PlannedBuild,
  { Os, Architecture, Variant }: Pick<ImageDetails, 'Os' | 'Architecture' | 'Variant'>,
): string | undefined {
  if (platform === undefined || Os === undefined || Architecture === undefined) return undefined;
  const check = verifyPlatform(platform, { os: Os, architecture: Architecture, variant: Variant ?? '' });
  return check.kind === 'differs' ? check.message : undefined;
}

export function resultOf(
  imageId: string,
  { Size, Os, Architecture, Variant, RootFS }: ImageDetails,
  history: readonly HistoryItem[],
  { tags, arguments: values }: Pick<PlannedBuild, 'tags' | 'arguments'>,
  notes: readonly string[],
): JobResult {
  const platform = [Os, Architecture, Variant].filter(it => it !== undefined && it !== '').join('/');
  return {
    ...{ imageId, tags, bytes: Size, notes },
    // A RUN is written down with the build arguments it was given.
    layers: imageLayers(
      RootFS?.Layers ?? [],
      history.map(it => ({ ...it, createdBy: withoutSecrets(it.createdBy, values) })),
    ),
    ...(platform === '' ? {} : { platform }),
  };
}

function withoutSecrets(createdBy: string, values: PlannedBuild['arguments']): string {
  return values
    .filter(({ name, value }) => isSecretName(name) && value !== '')
    .reduce(
      (text, { name, value }) => text.replaceAll(`${name}=${value}`, `${name}=${shownValue(name, value)}`),
      createdBy,
    );
}

/** Instructions that only write down something, as BuildKit and the classic builder put them into the history. */
const metadata =
  /^(?:\/bin\/sh -c )?(?:#\(nop\) +)?(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

/**
 * The history has entries without a layer and does not say which: what makes none is told by its words, else by having no
 * bytes. Where neither fits, layers go without words.
 */
export function imageLayers(digests: readonly string[], history: readonly HistoryItem[]): readonly ImageLayer[] {
  const fromBase = history.toReversed();
  const made = fromBase.filter(({ createdBy }) => !metadata.test(createdBy));
  const filled = fromBase.filter(({ size }) => size > 0);
  const items = [made, filled].find(({ length }) => length === digests.length);
  return digests.map((digest, i) => {
    const item = items?.[i];
    return item === undefined ? { digest } : { digest, createdBy: item.createdBy, bytes: item.size };
  });
}

function remembered({ imageId = '', bytes, layers }: JobResult): EarlierResult {
  return {
    imageId,
    ...(bytes === undefined ? {} : { bytes }),
    ...(layers === undefined ? {} : { layers }),
  };
}

/** What the earlier result is to this one. */
export function compared({ layers = [] }: JobResult, before: EarlierResult): EarlierResult {
  if (before.layers === undefined) return before;
  const known = new Set(before.layers.map(({ digest }) => digest));
  const sameLayers = layers.filter(({ digest }) => known.has(digest)).length;
  return { ...before, sameLayers, newLayers: layers.length - sameLayers };
}
