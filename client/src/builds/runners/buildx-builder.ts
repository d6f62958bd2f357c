// Builds the images of a plan by buildx, one process each, told about by BuildKit's own status. What the plan makes of
// templates and of balena's ignore rules lies in a private folder while it is built, and never in the user's.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { relative } from '../../../../server/src/text/path.ts';
import { failureWatch } from '../../engine/build/build-stream.ts';
import { buildkitJsonReader } from '../../engine/build/buildkit-json.ts';
import { BuildFailed, type BuildProgress, type ContainerEngine } from '../../engine/engine.ts';
import type { ImageBuilder } from '../build-runner.ts';
import { buildxArguments } from './buildx-arguments.ts';
import { type BuildxProgram, call, tooOld } from './buildx-program.ts';
import { type BuildSettings, contextOf, type Describe } from './engine-options.ts';
import { nativePath } from './native-path.ts';
import { rebasedPatterns } from './rebased-patterns.ts';

export interface BuildxOptions extends Omit<BuildSettings, 'environment'> {
  readonly program: BuildxProgram;
  readonly builder: string;
  /** Of the builder; `docker` is the one of the engine itself, which sees the images of the engine's store. */
  readonly driver: string;
  /** In which buildx finds the engine, its builders and the logins. */
  readonly environment: NodeJS.ProcessEnv;
  readonly output: 'load' | 'push';
  /** Into whose store images are loaded; needed for that alone. */
  readonly engine?: Pick<ContainerEngine, 'images'>;
  /** Completes the result of a build whose image was loaded. */
  readonly describe?: Describe;
}

export function buildxBuilder(options: BuildxOptions): ImageBuilder {
  const { program, output, driver, builder, environment, describe = async result => result } = options;
  return {
    kind: 'buildx',
    async build(build, plan, onProgress, signal) {
      const old = tooOld(program);
      if (old !== undefined) throw new BuildFailed(old, undefined);
      const unseen = driver === 'docker' || output === 'push' ? undefined : unseenImage(build, plan);
      if (unseen !== undefined)
        throw new BuildFailed(`${unseen} the builder ${builder} does not see it${waysOut}`, undefined);
      const folder = await mkdtemp(join(tmpdir(), 'slipway-build-'));
      try {
        const dockerfile = await ownDockerfile(build, plan, folder);
        const metadataFile = join(folder, 'metadata.json');
        const args = buildxArguments(build, plan, {
          ...options,
          metadataFile,
          ...(dockerfile === undefined ? {} : { dockerfile }),
        });
        await runBuild(program, args, { environment, onProgress, signal });
        const tags = build.tags;
        if (output === 'push') return { tags, notes: [`Pushed by the builder ${builder}`] };
        const imageId = await loadedImage(await readFile(metadataFile, 'utf8'), options);
        const notes = driver === 'docker' ? [] : [`Built by the builder ${builder}`];
        return await describe({ imageId, tags, notes }, build, plan);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

interface Metadata {
  readonly 'containerimage.digest'?: string;
  readonly 'containerimage.config.digest'?: string;
}

/** Stores that keep manifests know an image by that of its manifest, older ones by that of its configuration. */
async function loadedImage(metadata: string, { engine }: BuildxOptions): Promise<string> {
  const { 'containerimage.digest': manifest, 'containerimage.config.digest': config } = JSON.parse(
    metadata,
  ) as Metadata;
  const ids = [manifest, config].filter(it => it !== undefined);
  for (const id of ids) {
    const isThere = await engine?.images.inspect(id).then(
      () => true,
      () => false,
    );
    if (isThere === true) return id;
  }
  throw new BuildFailed('buildx built the image, and the engine does not have it', undefined);
}

const waysOut = ': build it by the engine itself (Slipway: Select Builder…), or push that image and name it as pushed';

/** The beginning of a sentence about an image of this plan that only the engine's store has. */
function unseenImage({ after }: PlannedBuild, plan: BuildPlan): string | undefined {
  const needed = after.find(
    it => it.because !== 'depends-on' && plan.builds.some(({ service }) => service === it.service),
  );
  return needed && `This is built on the image of the service ${needed.service}, which is in the engine’s store, and`;
}

/**
 * Writes the Dockerfile with its ignore file where buildx would not find what the plan says by itself. BuildKit reads
 * `Dockerfile.dockerignore` beside the Dockerfile before the one of the context.
 */
async function ownDockerfile(build: PlannedBuild, plan: BuildPlan, folder: string): Promise<string | undefined> {
  const { text, path } = build.dockerfile;
  const { ignoreFile, builtIn, folder: context, without = [] } = contextOf(build, plan);
  if (text === undefined && builtIn.length === 0 && without.length === 0) return undefined;
  const content = text ?? (await readFile(nativePath(path ?? ''), 'utf8'));
  const patterns = rebasedPatterns(ignoreFile?.patterns ?? [], ignoreFile?.base ?? context, context);
  const exceptions = builtIn.filter(it => it.startsWith('!'));
  const before = builtIn.filter(it => !it.startsWith('!'));
  // A blank keeps what begins with # from being a comment.
  const lines = [...before, ...patterns, ...exceptions, ...without.map(it => relative(context, it))].map(
    it => ` ${it}\n`,
  );
  const file = join(folder, 'Dockerfile');
  await Promise.all([writeFile(file, content), writeFile(`${file}.dockerignore`, lines.join(''))]);
  return file;
}

interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (progress: BuildProgress) => void;
  readonly signal: AbortSignal;
}

/** Rejects with `BuildFailed` when buildx says that it failed. */
async function runBuild(program: BuildxProgram, args: readonly string[], run: RunOptions): Promise<void> {
  const { environment, onProgress, signal } = run;
  const failure = failureWatch();
  const readStatus = buildkitJsonReader();
  /** What it says in words of its own: warnings, and in the end why it failed. */
  const said: string[] = [];
  const onErrorLine = (line: string) => {
    const status = readStatus(line);
    if (status === undefined) {
      if (line.trim() !== '') said.push(line);
      if (said.length > keptLines) said.shift();
      return;
    }
    for (const progress of status) {
      failure.saw(progress);
      onProgress(progress);
    }
  };
  const { code } = await call(program, args, { environment, signal, onErrorLine });
  if (code === 0) return;
  const last = said.at(-1)?.replace(/^ERROR: (?:failed to build: )?(?:failed to solve: )?/, '');
  throw failure.failed(last) ?? new BuildFailed(`buildx ended with ${code ?? 'a signal'}`, undefined);
}

const keptLines = 50;
