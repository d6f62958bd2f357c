// Containers over the Docker API.
import type Dockerode from 'dockerode';
import { answerLines } from '../answer-lines.ts';
import type { ContainerDetails, Containers, FileChange } from '../containers.ts';
import { EngineRefused } from '../engine.ts';
import { splitReference } from '../registry/image-reference.ts';
import { type EngineStats, statsSample } from '../stats-sample.ts';
import { asked, inOurWords } from './answers.ts';

export function containersOf(docker: Dockerode): Containers {
  const inspect = async (id: string) => (await asked(docker.getContainer(id).inspect())) as unknown as ContainerDetails;
  /** A refusal for the reason that it is so already is none. `isSo` gets no state when it was gone when asked again. */
  const unlessAlready = async (
    answer: Promise<unknown>,
    id: string,
    isSo: (state: ContainerDetails['State']) => boolean,
  ): Promise<void> => {
    try {
      await asked(answer);
    } catch (error) {
      if (error instanceof EngineRefused && error.status === 304) return;
      // Which status an engine answers with has changed between versions: what counts is the container's state.
      if (!(error instanceof EngineRefused) || error.status === 404) throw error;
      const isAlready = await inspect(id).then(
        ({ State }) => isSo(State ?? {}),
        (gone: unknown) => gone instanceof EngineRefused && gone.status === 404 && isSo(undefined),
      );
      if (!isAlready) throw error;
    }
  };

  return {
    async create({ name, platform, config }) {
      const query = { name, ...(platform === undefined ? {} : { platform }) };
      // Apart, else all of it would also stand in the address, environment included.
      const asDockerodeTakesIt = { _query: query, _body: config } as unknown as Dockerode.ContainerCreateOptions;
      return (await asked(docker.createContainer(asDockerodeTakesIt))).id;
    },
    inspect,
    start: (id, signal) =>
      unlessAlready(docker.getContainer(id).start(until(signal)), id, state => state?.Running === true),
    stop: (id, timeoutSeconds, signal) =>
      unlessAlready(
        docker
          .getContainer(id)
          .stop({ ...until(signal), ...(timeoutSeconds === undefined ? {} : { t: timeoutSeconds }) }),
        id,
        state => state?.Running === false,
      ),
    async restart(id, signal) {
      await asked(docker.getContainer(id).restart(until(signal)));
    },
    pause: (id, signal) =>
      unlessAlready(docker.getContainer(id).pause(until(signal)), id, state => state?.Paused === true),
    unpause: (id, signal) =>
      unlessAlready(
        docker.getContainer(id).unpause(until(signal)),
        id,
        state => state?.Running === true && state.Paused === false,
      ),
    async kill(id, killSignal, signal) {
      const options = { ...until(signal), ...(killSignal === undefined ? {} : { signal: killSignal }) };
      await asked(docker.getContainer(id).kill(options));
    },
    async rename(id, name) {
      await asked(docker.getContainer(id).rename({ name }));
    },
    async remove(id, { force, volumes }, signal) {
      const removal = (isSo: (state: ContainerDetails['State']) => boolean) =>
        unlessAlready(docker.getContainer(id).remove({ force, v: volumes, ...until(signal) }), id, isSo);
      // Gone by now too: it removed itself when it stopped, which takes a moment.
      const isOnItsWay = (state: ContainerDetails['State']) => state === undefined || state.Status === 'removing';
      let isDead = false;
      await removal(state => {
        isDead = state?.Status === 'dead';
        return isDead || isOnItsWay(state);
      });
      if (!isDead) return;
      // The removal that was in the way has come to its end, or has failed: a second one tells which.
      await removal(isOnItsWay).catch((error: unknown) => {
        if (!(error instanceof EngineRefused) || error.status !== 404) throw error;
      });
    },
    async top(id) {
      const { Titles, Processes } = await asked(docker.getContainer(id).top());
      return { titles: Titles ?? [], processes: Processes ?? [] };
    },
    async *stats(id, signal) {
      try {
        // Its types do not know that it can be given up.
        const options = { stream: true, abortSignal: signal } as const;
        const answer: NodeJS.ReadableStream = await docker.getContainer(id).stats(options);
        for await (const line of answerLines(answer)) {
          const sample = statsSample(JSON.parse(line) as EngineStats);
          // The engine goes on sending nothing, until the container runs again.
          if (!sample) return;
          yield sample;
        }
      } catch (error) {
        if (!signal.aborted) throw inOurWords(error);
      }
    },
    async commit(id, { reference, message, pause }, signal) {
      const { name, tag } = splitReference(reference);
      const answer: { readonly Id: string } = await asked(
        docker.getContainer(id).commit({
          repo: name,
          tag,
          pause,
          ...(message === undefined ? {} : { comment: message }),
          ...until(signal),
        }),
      );
      return answer.Id;
    },
    export: (id, signal) => asked(docker.getContainer(id).export({ abortSignal: signal })),
    async changes(id, signal) {
      const answer = (await asked(docker.getContainer(id).changes(until(signal)))) as readonly ChangeAnswer[] | null;
      return (Array.isArray(answer) ? answer : []).map(({ Path, Kind }) => ({
        path: Path,
        kind: kinds[Kind] ?? 'changed',
      }));
    },
  };
}

interface ChangeAnswer {
  readonly Path: string;
  readonly Kind: number;
}

const kinds: readonly FileChange['kind'][] = ['changed', 'added', 'deleted'];

function until(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
