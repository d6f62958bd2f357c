// A planned build as the engine's own builder takes it, and what of it only buildx can do.
import type { BuildPlan, BuildSecret, PlannedBuild, PlannedContext } from '../../../../server/src/build/build-plan.ts';
import { contextFilter } from '../../../../server/src/build/context-filter.ts';
import { memoryAmount } from '../../../../server/src/text/memory-amount.ts';
import { BuildFailed, type BuildOptions, type BuildSecretSource } from '../../engine/engine.ts';
import type { JobResult } from '../build-run.ts';
import { nativePath } from './native-path.ts';

export type PlannedOptions = Omit<BuildOptions, 'onProgress' | 'signal' | 'credentials'>;

export interface BuildSettings {
  /** `always` asks registries for newer base images, whatever the plan says; the plan decides when absent. */
  readonly pull?: 'missing' | 'always';
  /** For secrets that come from a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Completes a result once the image is in the engine's store. */
export type Describe = (
  result: JobResult & { readonly imageId: string },
  build: PlannedBuild,
  plan: BuildPlan,
) => Promise<JobResult>;

/** What of a build the engine's own builder has no way of doing, each in the words of a list: `SSH agents`. */
export function beyondEngine(build: PlannedBuild): readonly string[] {
  const { ssh, namedContexts, cacheTo, entitlements, privileged } = build;
  return [
    ...(ssh.length > 0 ? ['SSH agents'] : []),
    ...(namedContexts.length > 0 ? ['named contexts'] : []),
    ...(cacheTo.some(it => !isInlineCache(it)) ? ['a cache that is stored elsewhere'] : []),
    ...(privileged || entitlements.some(it => it !== 'network.host') ? ['privileged steps'] : []),
  ];
}

/** Throws `BuildFailed` for what nobody could build. */
export function engineOptions(build: PlannedBuild, plan: BuildPlan, settings: BuildSettings): PlannedOptions {
  const { dockerfile, target, network, platform, extraHosts, tags, cacheTo } = build;
  const context = contextOf(build, plan);
  const args = Object.fromEntries(build.arguments.map(({ name, value }) => [name, value]));
  const cacheFrom = build.cacheFrom.flatMap(it => registryCache(it) ?? []);
  const secrets = build.secrets.map(it => [it.id, secretSource(it, settings)] as const);
  const shm = sharedMemory(build);
  const pull = pullOf(build, settings);
  return {
    context: nativePath(context.folder),
    ...contextFilter(context, plan),
    ...(dockerfile.path === undefined ? {} : { dockerfile: nativePath(dockerfile.path) }),
    ...(dockerfile.text === undefined ? {} : { dockerfileText: dockerfile.text }),
    tags,
    buildArguments: cacheTo.some(isInlineCache) ? { ...args, BUILDKIT_INLINE_CACHE: '1' } : args,
    labels: build.labels,
    ...(platform === undefined ? {} : { platform }),
    ...(target === undefined || target.because === 'last' ? {} : { target: target.name ?? String(target.index) }),
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets) }),
    ...(cacheFrom.length === 0 ? {} : { cacheFrom }),
    ...(build.noCache ? { cache: 'none' as const } : {}),
    ...(pull === 'always' ? { pull } : {}),
    ...(network === undefined ? {} : { network }),
    ...(extraHosts.length === 0 ? {} : { extraHosts }),
    ...(shm === undefined ? {} : { sharedMemoryBytes: shm }),
  };
}

export function contextOf({ id, context }: PlannedBuild, { contexts }: BuildPlan): PlannedContext {
  const found = contexts.find(it => it.id === context);
  if (found === undefined) throw new BuildFailed(`The plan has no context "${context}" for ${id}`, undefined);
  return found;
}

export function pullOf({ pull }: PlannedBuild, settings: BuildSettings): 'missing' | 'always' {
  return pull === true ? 'always' : (settings.pull ?? 'missing');
}

/** Where the content of a secret is. Throws `BuildFailed` where nobody can tell. */
export function secretSource({ id, source }: BuildSecret, { environment }: BuildSettings): BuildSecretSource {
  switch (source.kind) {
    case 'file':
      if (!source.isThere)
        throw new BuildFailed(`The build secret "${id}" comes from ${source.path}, which is not there`, undefined);
      return { kind: 'file', path: nativePath(source.path) };
    case 'environment': {
      const value = environment[source.variable];
      if (value === undefined)
        throw new BuildFailed(
          `The build secret "${id}" comes from the variable ${source.variable}, which is not set: set it before VS Code is started`,
          undefined,
        );
      return { kind: 'value', value };
    }
    case 'unknown':
      throw new BuildFailed(`Where the build secret "${id}" comes from is not known: ${source.because}`, undefined);
  }
}

/** In bytes; undefined where nothing is asked for. Throws `BuildFailed` for what is no size. */
export function sharedMemory({ shmSize }: PlannedBuild): number | undefined {
  if (shmSize === undefined) return undefined;
  const bytes = memoryAmount(shmSize);
  if (bytes !== undefined) return bytes;
  throw new BuildFailed(`shm_size is "${shmSize}", which is no size: write it as 64m or 1g`, undefined);
}

/** The image of `cache_from` entries that name one: `app:cache`, `type=registry,ref=app:cache`. */
export function registryCache(entry: string): string | undefined {
  if (!entry.includes('=')) return entry;
  const fields = entry.split(',');
  if (!fields.includes('type=registry')) return undefined;
  return fields.find(it => it.startsWith('ref='))?.slice('ref='.length);
}

function isInlineCache(entry: string): boolean {
  return entry.split(',').includes('type=inline');
}
