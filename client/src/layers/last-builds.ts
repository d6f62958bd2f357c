// Which image came of the last build of each Dockerfile, remembered for the workspace. Knows nothing of VS Code: what keeps
// it is handed in.
import type { BuildRun } from '../builds/build-run.ts';
import type { Ending } from '../engine/engine-store.ts';

export interface LastBuild {
  /** Absolute path, with `/`. */
  readonly dockerfile: string;
  /** `sha256:…` */
  readonly imageId: string;
  /** By which its user knows the image. */
  readonly name: string;
  /** The stage that was built, where it is not the last. */
  readonly target?: string;
  /** What was built. */
  readonly text: string;
  /** In bytes, as the engine counts; absent where it does not tell. */
  readonly bytes?: number;
}

export interface LastBuilds {
  of(dockerfile: string): LastBuild | undefined;
  ofImage(imageId: string): LastBuild | undefined;
  onDidChange(listener: () => void): Ending;
}

export interface LastBuildsOptions {
  readonly builds: { readonly runs: readonly BuildRun[]; onDidChange(listener: () => void): Ending };
  /** Undefined for a file that cannot be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  readonly memory: Keeper;
}

export interface Keeper {
  get(key: string): unknown;
  update(key: string, value: unknown): unknown;
}

const key = 'slipway.lastBuilds';
const mostFiles = 30;
/** A longer file is not remembered. Characters. */
const longestText = 64 * 1024;

export function lastBuilds({ builds, readText, memory }: LastBuildsOptions): LastBuilds & Ending {
  /** Newest first. */
  let known: readonly LastBuild[] = remembered(memory.get(key));
  const seen = new Set<string>();
  const listeners = new Set<() => void>();

  const note = async ({ plan, id, jobs }: BuildRun): Promise<void> => {
    for (const { id: job, result } of jobs) {
      const build = plan.builds.find(planned => planned.id === job);
      const path = build?.dockerfile.path;
      const imageId = result?.imageId;
      if (!build || path === undefined || imageId === undefined || seen.has(`${id} ${job}`)) continue;
      seen.add(`${id} ${job}`);
      // What a template is filled in with is not what stands in the file.
      const text = build.dockerfile.template ? undefined : await readText(path);
      if (text === undefined || text.length > longestText) continue;
      const target = build.target?.because === 'last' ? undefined : build.target?.name;
      const built: LastBuild = {
        ...{ dockerfile: path, imageId, text, name: result?.tags[0] ?? imageId.slice(7, 19) },
        ...(target === undefined ? {} : { target }),
        ...(result?.bytes === undefined ? {} : { bytes: result.bytes }),
      };
      known = [built, ...known.filter(it => it.dockerfile !== path)].slice(0, mostFiles);
      memory.update(key, known);
      for (const listener of [...listeners]) listener();
    }
  };
  const following = builds.onDidChange(() => {
    for (const run of builds.runs) if (run.jobs.some(({ result }) => result)) void note(run);
  });

  return {
    of: path => known.find(({ dockerfile }) => dockerfile === path),
    ofImage: id => known.find(({ imageId }) => imageId === id),
    onDidChange(listener) {
      const own = (): void => listener();
      listeners.add(own);
      return { dispose: () => listeners.delete(own) };
    },
    dispose: () => following.dispose(),
  };
}

/** What another version wrote is forgotten. */
function remembered(value: unknown): readonly LastBuild[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (it): it is LastBuild =>
      typeof it === 'object' &&
      it !== null &&
      ['dockerfile', 'imageId', 'name', 'text'].every(
        name => typeof (it as Record<string, unknown>)[name] === 'string',
      ),
  );
}
