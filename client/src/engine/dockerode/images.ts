// Images over the Docker API.
import { PassThrough, type Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { EngineRefused } from '../engine.ts';
import type { ImageDetails, Images, RunOptions, TransferOptions } from '../images.ts';
import { splitReference } from '../registry/image-reference.ts';
import { loadedImages, readTransfer } from '../registry/transfer-stream.ts';
import { asked, inOurWords } from './answers.ts';
import { readLayers } from './image-layers.ts';

export function imagesOf(docker: Dockerode): Images {
  return {
    inspect: async reference => (await asked(docker.getImage(reference).inspect())) as unknown as ImageDetails,
    async history(reference) {
      const items = (await asked(docker.getImage(reference).history())) as readonly HistoryAnswer[];
      return items.map(({ Id, Created, CreatedBy, Size, Tags, Comment }) => ({
        id: Id,
        createdAt: Created * 1000,
        createdBy: CreatedBy,
        size: Size,
        tags: Tags ?? [],
        comment: Comment,
      }));
    },
    async tag(reference, newReference) {
      const { name, tag } = splitReference(newReference);
      await asked(docker.getImage(reference).tag({ repo: name, tag }));
    },
    async remove(reference, { force }) {
      const answer = (await asked(docker.getImage(reference).remove({ force }))) as readonly RemoveAnswer[];
      return answer.map(({ Untagged, Deleted }) =>
        Deleted === undefined
          ? { kind: 'untagged', reference: Untagged ?? '' }
          : { kind: 'deleted', reference: Deleted },
      );
    },
    async pull(reference, options) {
      const { name, tag } = splitReference(reference);
      const { platform } = options;
      await transferred(options, abortSignal =>
        docker.createImage(authentication(options), {
          fromImage: name,
          tag,
          abortSignal,
          ...(platform === undefined ? {} : { platform }),
        }),
      );
    },
    async push(reference, options) {
      const { name, tag } = splitReference(reference);
      const push = { tag, abortSignal: options.signal, authconfig: authentication(options) };
      await transferred(options, () => docker.getImage(name).push(push));
    },
    async save(references, signal) {
      const answer = await given(signal, archiveOf(docker, references, signal));
      return passedOn(answer, signal);
    },
    layers: (reference, options) => readLayers(docker, reference, options),
    async load(archive, signal) {
      const text = await transferred({ signal, onProgress: () => undefined }, abortSignal =>
        docker.loadImage(archive, { quiet: true, abortSignal }),
      );
      return loadedImages(text);
    },
    create: async options => ({ containerId: (await create(docker, options)).id }),
    async run(options, signal) {
      signal?.throwIfAborted();
      // Not given up while it is made: without its id it could not be removed.
      const container = await create(docker, options);
      try {
        signal?.throwIfAborted();
        await asked(container.start(signal === undefined ? {} : { abortSignal: signal }));
      } catch (error) {
        await container.remove({ force: true, v: true }).catch(() => undefined);
        signal?.throwIfAborted();
        throw error;
      }
      return { containerId: container.id };
    },
  };
}

interface HistoryAnswer {
  readonly Id: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Tags: readonly string[] | null;
  readonly Comment: string;
}

interface RemoveAnswer {
  readonly Untagged?: string;
  readonly Deleted?: string;
}

/** Engines before API 1.42 want the header even when there is nothing to say. */
function authentication({ credentials }: TransferOptions): Dockerode.AuthConfigObject {
  if (credentials === undefined) return {};
  const serveraddress = credentials.server;
  return credentials.kind === 'token'
    ? { serveraddress, identitytoken: credentials.token }
    : { serveraddress, username: credentials.user, password: credentials.password };
}

/** The answer's text. Rejects with the signal's reason when it was given up, whatever the connection says of that. */
async function transferred(
  { signal, onProgress }: Pick<TransferOptions, 'signal' | 'onProgress'>,
  ask: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
): Promise<string> {
  signal.throwIfAborted();
  return given(
    signal,
    (async () => {
      const answer = await ask(signal);
      return readTransfer(answer, onProgress);
    })(),
  );
}

async function given<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw inOurWords(error);
  }
}

/** dockerode's types do not know that it can. */
interface ImagesArchive {
  getImages(options: {
    readonly names: readonly string[];
    readonly abortSignal: AbortSignal;
  }): Promise<NodeJS.ReadableStream>;
}

function archiveOf(docker: Dockerode, names: readonly string[], abortSignal: AbortSignal) {
  return (docker as unknown as ImagesArchive).getImages({ names, abortSignal });
}

/** The archive, ended with the signal's reason when it is given up. A connection that breaks breaks it too. */
function passedOn(answer: NodeJS.ReadableStream, signal: AbortSignal): Readable {
  const out = new PassThrough();
  const giveUp = () => out.destroy(toError(signal.reason));
  signal.addEventListener('abort', giveUp, { once: true });
  answer.on('error', (error: unknown) => out.destroy(toError(inOurWords(error))));
  out.on('close', () => {
    signal.removeEventListener('abort', giveUp);
    if (!out.readableEnded && 'destroy' in answer && typeof answer.destroy === 'function') answer.destroy();
  });
  return answer.pipe(out);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function create(docker: Dockerode, options: RunOptions): Promise<Dockerode.Container> {
  const ports = options.ports ?? [];
  const container = {
    Image: options.image,
    ...(options.command === undefined ? {} : { Cmd: options.command }),
    Env: options.environment ?? [],
    Tty: options.isInteractive,
    OpenStdin: options.isInteractive,
    StdinOnce: false,
    ExposedPorts: Object.fromEntries(ports.map(({ target, protocol }) => [`${target}/${protocol}`, {}])),
    HostConfig: {
      AutoRemove: options.removeWhenStopped,
      PortBindings: bindings(ports),
      Mounts: (options.mounts ?? []).map(({ kind, source, target }) => ({
        Type: kind,
        Source: source,
        Target: target,
      })),
    },
  };
  const query = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
  };
  // Apart, else all of it would also stand in the address, environment included.
  const asDockerodeTakesIt = { _query: query, _body: container } as unknown as Dockerode.ContainerCreateOptions;
  const created = await asked(docker.createContainer(asDockerodeTakesIt));
  if (created.id === undefined) throw new EngineRefused('The engine made no container', 500);
  return created;
}

function bindings(ports: NonNullable<RunOptions['ports']>): Readonly<Record<string, readonly unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const { target, protocol, published } of ports) {
    const key = `${target}/${protocol}`;
    found[key] = [...(found[key] ?? []), { HostPort: String(published) }];
  }
  return found;
}
