// Builds through the Docker API: by BuildKit with a session of our own, else by the classic builder with the context as an
// archive. Whatever the end is, no connection stays, and a build that was given up has been stopped in the engine.
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { buildQuery, commonQuery } from '../build/build-query.ts';
import { sessionMethods } from '../build/build-session.ts';
import { readBuild } from '../build/build-stream.ts';
import { baseRegistries, contextArchive } from '../build/classic-context.ts';
import { ContextUnreadable, unreadable } from '../build/context-entries.ts';
import { askGrpc, serveGrpc } from '../build/grpc.ts';
import { message } from '../build/protobuf.ts';
import { workerPlatforms } from '../build/worker-platforms.ts';
import { BuildFailed, type BuildOptions, type BuiltImage, EngineRefused } from '../engine.ts';
import type { RegistryCredentials } from '../registry/registry-credentials.ts';
import { brokenOff } from './ask.ts';
import { dial } from './dial.ts';

export async function build(docker: Dockerode, options: BuildOptions): Promise<BuiltImage> {
  options.signal?.throwIfAborted();
  const ending = new AbortController();
  const giveUp = () => ending.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const dockerfile = await dockerfileOf(options);
    if (options.builder !== 'classic') {
      const session = await openSession(docker, options, dockerfile, ending);
      const image = session && (await withBuildkit(docker, options, dockerfile, session, ending.signal));
      if (image !== undefined) return image;
    }
    return await classically(docker, options, dockerfile, ending);
  } catch (error) {
    if (ending.signal.aborted) throw ending.signal.reason;
    // What is wrong with a Dockerfile or an option is told before anything is built, as a request that is no good.
    throw error instanceof EngineRefused && error.status === 400 ? new BuildFailed(error.message, undefined) : error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
    // What still waits for an answer is ended with it.
    ending.abort();
  }
}

/** Undefined where the engine has no BuildKit, or one that does not speak to us. */
export async function buildPlatforms(docker: Dockerode, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const connection = await upgraded(docker, '/grpc', {}, signal);
  if (connection === undefined) return undefined;
  const giveUp = () => connection.destroy();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return workerPlatforms(await askGrpc(connection, '/moby.buildkit.v1.Control/ListWorkers', message()));
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

export interface SentDockerfile {
  /** As the builder shows it. */
  readonly name: string;
  readonly content: Buffer;
}

async function dockerfileOf({
  context,
  dockerfile = 'Dockerfile',
  dockerfileText,
}: BuildOptions): Promise<SentDockerfile> {
  const name = dockerfile.slice(Math.max(dockerfile.lastIndexOf('/'), dockerfile.lastIndexOf('\\')) + 1);
  if (dockerfileText !== undefined) return { name, content: Buffer.from(dockerfileText) };
  try {
    return { name, content: await readFile(isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new ContextUnreadable(dockerfile, code, `There is no ${dockerfile} in ${context}`);
    throw unreadable(dockerfile, error);
  }
}

interface OpenSession {
  readonly id: string;
  close(): Promise<void>;
}

/** Undefined where the engine does not know what a session is: an old one, balenaEngine, Podman. */
async function openSession(
  docker: Dockerode,
  options: BuildOptions,
  dockerfile: SentDockerfile,
  ending: AbortController,
): Promise<OpenSession | undefined> {
  const id = randomUUID();
  const methods = sessionMethods({
    context: options.context,
    dockerfile,
    signal: ending.signal,
    onProblem: error => {
      if (error instanceof ContextUnreadable) ending.abort(error);
    },
    ...(options.isIgnored === undefined ? {} : { isIgnored: options.isIgnored }),
    ...(options.mayHoldMore === undefined ? {} : { mayHoldMore: options.mayHoldMore }),
    ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  });
  const headers = {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Name': 'slipway',
    // By it the engine finds what it has of this folder from an earlier build, and fetches only what is new.
    'X-Docker-Expose-Session-Sharedkey': createHash('sha256').update(`${hostname()}\0${options.context}`).digest('hex'),
    'X-Docker-Expose-Session-Grpc-Method': [...methods.keys()],
  };
  const connection = await upgraded(docker, '/session', headers, ending.signal);
  if (connection === undefined) {
    if (options.builder === 'buildkit') throw new EngineRefused('This engine has no BuildKit', 501);
    return undefined;
  }
  const server = serveGrpc(connection, methods);
  return {
    id,
    close() {
      server.close();
      return server.closed;
    },
  };
}

/** The connection itself, once the engine has agreed to speak HTTP/2 on it; undefined when it does not know how. */
async function upgraded(
  docker: Dockerode,
  path: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  signal: AbortSignal | undefined,
): Promise<Duplex | undefined> {
  const request = {
    path,
    method: 'POST',
    hijack: true,
    headers: { ...headers, Upgrade: 'h2c' },
    accepted: [],
  } as const;
  try {
    return await dial(docker, request, signal);
  } catch (error) {
    if (error instanceof EngineRefused) return undefined;
    throw error;
  }
}

/** Undefined where the engine says that it has no BuildKit. */
async function withBuildkit(
  docker: Dockerode,
  options: BuildOptions,
  dockerfile: SentDockerfile,
  session: OpenSession,
  signal: AbortSignal,
): Promise<BuiltImage | undefined> {
  const query = buildQuery({
    ...commonQuery(options),
    version: '2',
    remote: 'client-session',
    session: session.id,
    dockerfile: dockerfile.name,
  });
  try {
    const answer = await post(docker, `/build?${query}`, {}, signal);
    const { imageId } = await read(answer, options, signal);
    return { imageId, builder: 'buildkit' };
  } catch (error) {
    // An engine that has sessions and was made without BuildKit refuses the request itself.
    if (options.builder === undefined && error instanceof EngineRefused && /buildkit/i.test(error.message))
      return undefined;
    throw error;
  } finally {
    // An engine that still builds notices that nobody listens any more, and stops.
    await session.close();
  }
}

async function classically(
  docker: Dockerode,
  options: BuildOptions,
  dockerfile: SentDockerfile,
  ending: AbortController,
): Promise<BuiltImage> {
  if (Object.keys(options.secrets ?? {}).length > 0)
    throw new EngineRefused('This engine has no BuildKit, and its own builder knows no build secrets', 501);
  const archive = contextArchive(options, dockerfile.content);
  archive.stream.on('error', error => ending.abort(error));
  try {
    const registries = baseRegistries(dockerfile.content.toString('utf8'));
    const query = buildQuery({
      ...commonQuery(options),
      version: '1',
      rm: '1',
      forcerm: '1',
      dockerfile: archive.dockerfile,
    });
    const headers = {
      'Content-Type': 'application/x-tar',
      'X-Registry-Config': await registryHeader(registries, options.credentials),
    };
    const answer = await post(docker, `/build?${query}`, headers, ending.signal, archive.stream);
    return { imageId: (await read(answer, options, ending.signal)).imageId, builder: 'classic' };
  } finally {
    archive.stream.destroy();
  }
}

async function registryHeader(
  registries: readonly string[],
  credentials: BuildOptions['credentials'],
): Promise<string> {
  const known: Record<string, object> = {};
  for (const registry of credentials === undefined ? [] : registries) {
    const found: RegistryCredentials | undefined = await credentials?.(registry);
    if (found === undefined) continue;
    known[found.server] =
      found.kind === 'token'
        ? { identitytoken: found.token, serveraddress: found.server }
        : { username: found.user, password: found.password, serveraddress: found.server };
  }
  // With padding, which Node leaves out where the alphabet is that of addresses.
  return Buffer.from(JSON.stringify(known)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** Settles when the engine has begun to answer. */
function post(
  docker: Dockerode,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
  file?: NodeJS.ReadableStream,
): Promise<NodeJS.ReadableStream> {
  // dockerode takes the last letter away, because it expects a question mark there.
  const request = { path: `${path}&`, method: 'POST', headers, accepted: [200] } as const;
  return dial(docker, file === undefined ? request : { ...request, file }, signal);
}

async function read(
  answer: NodeJS.ReadableStream,
  { onProgress = () => undefined }: BuildOptions,
  signal: AbortSignal,
): Promise<{ readonly imageId: string }> {
  // The signal ends a request, but not an answer that has begun.
  const giveUp = () => (answer as Duplex).destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) throw signal.reason;
    return await readBuild(answer, onProgress);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw isBroken(error) ? brokenOff(error) : error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E');
}
