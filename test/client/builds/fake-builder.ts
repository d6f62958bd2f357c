/** A builder of images whose builds end when a test says so. */
import type { JobResult } from '../../../client/src/builds/build-run.ts';
import type { ImageBuilder } from '../../../client/src/builds/build-runner.ts';
import type { BuildProgress } from '../../../client/src/engine/engine.ts';

export interface FakeBuilder extends ImageBuilder {
  /** Ids of builds in the order in which they were begun. */
  readonly begun: readonly string[];
  /** Of those that have not ended. */
  readonly running: readonly string[];
  progress(id: string, progress: BuildProgress): void;
  succeed(id: string): Promise<void>;
  fail(id: string, error: Error): Promise<void>;
}

interface Open {
  readonly onProgress: (progress: BuildProgress) => void;
  resolve(result: JobResult): void;
  reject(error: unknown): void;
}

export function fakeBuilder(): FakeBuilder {
  const begun: string[] = [];
  const open = new Map<string, Open>();
  const opened = (id: string): Open => {
    const it = open.get(id);
    if (!it) throw new Error(`${id} is not being built`);
    return it;
  };
  return {
    kind: 'engine',
    begun,
    get running() {
      return [...open.keys()];
    },
    build({ id, tags }, _plan, onProgress, signal) {
      begun.push(id);
      return new Promise<JobResult>((resolve, reject) => {
        open.set(id, { onProgress, resolve, reject });
        signal.addEventListener('abort', () => reject(signal.reason));
      })
        .finally(() => open.delete(id))
        .then(result => ({ ...result, tags }));
    },
    progress: (id, progress) => opened(id).onProgress(progress),
    async succeed(id) {
      opened(id).resolve({ imageId: `sha256:${id}`, tags: [], notes: [] });
      await turnOver();
    },
    async fail(id, error) {
      opened(id).reject(error);
      await turnOver();
    },
  };
}

/** Everything that was promised has happened. */
export function turnOver(): Promise<void> {
  return new Promise(resolve => setImmediate(() => setImmediate(resolve)));
}
