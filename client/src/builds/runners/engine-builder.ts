// Builds the images of a plan by the connected engine: by BuildKit, or by the classic builder where there is none. What
// only buildx can do is handed to buildx, and said.
import type { PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { BuildFailed, type BuildOptions, type ContainerEngine } from '../../engine/engine.ts';
import type { ImageBuilder } from '../build-runner.ts';
import { type BuildSettings, beyondEngine, type Describe, engineOptions, registryCache } from './engine-options.ts';

export interface EngineBuilderOptions extends BuildSettings {
  readonly credentials?: BuildOptions['credentials'];
  /** The same engine through buildx, for what its API has no words for; absent where there is no buildx. */
  readonly buildx?: ImageBuilder;
  /** Completes a result once the image is there. */
  readonly describe?: Describe;
}

export function engineBuilder(engine: ContainerEngine, options: EngineBuilderOptions): ImageBuilder {
  const { buildx, credentials, describe = async result => result } = options;
  return {
    kind: 'engine',
    async build(build, plan, onProgress, signal) {
      const beyond = beyondEngine(build);
      if (beyond.length > 0) {
        if (buildx === undefined) throw new BuildFailed(needsBuildx(beyond), undefined);
        const result = await buildx.build(build, plan, onProgress, signal);
        return { ...result, notes: [`Built by buildx, because of ${beyond.join(' and ')}`, ...result.notes] };
      }
      const planned = engineOptions(build, plan, options);
      const { imageId, builder } = await engine.build({
        ...planned,
        ...(credentials === undefined ? {} : { credentials }),
        onProgress,
        signal,
      });
      const notes = notesOf(build, builder);
      return describe({ imageId, tags: build.tags, notes }, build, plan);
    },
  };
}

function needsBuildx(beyond: readonly string[]): string {
  return (
    `The engine’s own builder cannot do ${beyond.join(' and ')}: install Docker’s buildx ` +
    '(package docker-buildx-plugin, or docker-buildx on Debian), then build again'
  );
}

function notesOf(build: PlannedBuild, builder: 'buildkit' | 'classic'): readonly string[] {
  const left = build.cacheFrom.filter(it => registryCache(it) === undefined);
  return [
    ...(builder === 'classic' ? ['The engine has no BuildKit that could be used: the classic builder built it'] : []),
    ...(left.length > 0 ? [`Not used as a cache, for only buildx can: ${left.join(', ')}`] : []),
  ];
}
