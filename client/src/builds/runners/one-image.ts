// Several platforms under one name: one image with an entry for each. buildx makes it and pushes it, for few stores can
// hold it. Services whose Dockerfile is the same for all platforms are built by one process, others one by one and joined.
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { withSuffix } from '../../../../server/src/build/image-names.ts';
import { verifyPlatform } from '../../engine/build/platform-support.ts';
import { stepName } from '../../engine/build/step-name.ts';
import { BuildFailed, type BuildProgress } from '../../engine/engine.ts';
import type { BuildRunner, ImageBuilder, RunEvents } from '../build-runner.ts';

export interface OneImageOptions {
  /** Pushes what it builds, also for several platforms with a comma between them. */
  readonly builder: ImageBuilder;
  /** Makes one image, of that name, of those that were pushed. */
  readonly join: (name: string, parts: readonly string[], signal: AbortSignal) => Promise<void>;
  /** The platforms of a pushed image, as its own manifest says. */
  readonly platformsOf: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Carries a plan out image by image, such as `inOrder`. */
  readonly inOrder: (builder: ImageBuilder) => BuildRunner;
}

/** Whether some service is to be one image for several platforms. */
export function isOneImage({ builds }: BuildPlan): boolean {
  return groupsOf(builds).some(group => group.length > 1);
}

export function oneImageRunner(options: OneImageOptions): BuildRunner {
  return {
    kind: options.builder.kind,
    async run(plan, told, signal) {
      const groups = new Map(groupsOf(plan.builds).map(group => [idOf(group), group]));
      const whole: BuildPlan = { ...plan, ...joinedPlan(plan, groups) };
      const builder: ImageBuilder = {
        kind: options.builder.kind,
        build: (build, _plan, onProgress, ending) =>
          buildGroup(groups.get(build.id) ?? [build], plan, options, onProgress, ending),
      };
      await options.inOrder(builder).run(whole, toEach(groups, told), signal);
    },
  };
}

/** Builds of one service that have the same names, in the plan's order. */
function groupsOf(builds: readonly PlannedBuild[]): readonly (readonly PlannedBuild[])[] {
  const groups = new Map<string, PlannedBuild[]>();
  for (const build of builds) {
    const key = `${build.service}\0${build.tags.join('\0')}`;
    groups.set(key, [...(groups.get(key) ?? []), build]);
  }
  return [...groups.values()];
}

function idOf(group: readonly PlannedBuild[]): string {
  return group[0]?.id ?? '';
}

/** One build for each group. What comes after a service comes after its group, for whichever platform. */
function joinedPlan(
  plan: BuildPlan,
  groups: ReadonlyMap<string, readonly PlannedBuild[]>,
): Pick<BuildPlan, 'builds' | 'steps'> {
  const builds = [...groups.values()].flatMap(group => group[0] ?? []);
  const [platform] = builds;
  return {
    // The order is looked for by service and platform.
    builds: builds.map(it => ({ ...it, for: platform?.for ?? it.for })),
    steps: plan.steps.map(step => step.filter(id => groups.has(id))).filter(step => step.length > 0),
  };
}

async function buildGroup(
  group: readonly PlannedBuild[],
  plan: BuildPlan,
  { builder, join, platformsOf }: OneImageOptions,
  onProgress: (progress: BuildProgress) => void,
  signal: AbortSignal,
): ReturnType<ImageBuilder['build']> {
  const [first] = group;
  const name = first?.tags[0];
  if (first === undefined || name === undefined) throw new Error('There is nothing to build');
  const wanted = group.flatMap(({ platform }) => platform ?? []);
  if (group.every(it => inputsOf(it) === inputsOf(first))) {
    await builder.build({ ...first, platform: wanted.join(',') }, plan, onProgress, signal);
  } else {
    const parts: string[] = [];
    for (const build of group) {
      // Under a tag of its own: without one it would be in a repository of its own.
      const part = withSuffix(name, build.for);
      await builder.build({ ...build, tags: [part] }, plan, onProgress, signal);
      parts.push(part);
    }
    for (const tag of first.tags) await join(tag, parts, signal);
  }
  const found = await platformsOf(name, signal);
  const lacking = wanted.filter(platform => !found.some(it => isFor(platform, it)));
  if (lacking.length > 0)
    throw new BuildFailed(`${name} was pushed, but its manifest has nothing for ${lacking.join(', ')}`, undefined);
  return { tags: first.tags, notes: [`Pushed as one image for ${found.join(', ')}`] };
}

function isFor(wanted: string, found: string): boolean {
  const [os = '', architecture = '', variant = ''] = found.split('/');
  return verifyPlatform(wanted, { os, architecture, variant }).kind === 'matches';
}

/** Everything but what it is for. */
function inputsOf({ id: _id, for: _for, platform: _platform, baseImages: _images, ...rest }: PlannedBuild): string {
  return JSON.stringify(rest);
}

/** What a step is for: `linux/amd64->arm64` runs on one and is for the other. Undefined for what is for all. */
function platformOf(step: string): string | undefined {
  const name = stepName(step);
  const [runs, makes] = name.kind === 'instruction' ? (name.platform ?? '').split('->') : [];
  if (makes === undefined) return runs || undefined;
  return makes.startsWith('linux/') ? makes : `linux/${makes}`;
}

/** What is told of a group is told of each of its builds; of steps, those that are for its platform or for all. */
function toEach(groups: ReadonlyMap<string, readonly PlannedBuild[]>, told: RunEvents): RunEvents {
  const each = (id: string, tell: (build: PlannedBuild) => void): void => {
    for (const build of groups.get(id) ?? []) tell(build);
  };
  /** By digest of a step, the platform it is for. */
  const platforms = new Map<string, string | undefined>();
  return {
    started: id => each(id, it => told.started(it.id)),
    progress(id, progress) {
      if (progress.kind === 'step') platforms.set(progress.step.digest, platformOf(progress.step.name));
      const step = progress.kind === 'step' ? progress.step.digest : progress.kind === 'warning' ? '' : progress.step;
      const platform = platforms.get(step);
      each(id, it => {
        if (platform === undefined || platform === it.platform) told.progress(it.id, progress);
      });
    },
    done: (id, result) =>
      each(id, it => told.done(it.id, { ...result, ...(it.platform ? { platform: it.platform } : {}) })),
    failed: (id, failure) => each(id, it => told.failed(it.id, failure)),
    skipped: id => each(id, it => told.skipped(it.id)),
    note: line => told.note(line),
  };
}
