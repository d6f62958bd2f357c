// The container engine behind a Docker API, through dockerode: the only file that imports it. It is a bundle of its own
// (dist/engine.js), loaded at the first use, because activation must not pay for it.
import Dockerode from 'dockerode';
import { pack } from 'tar-fs';
import { readBuild } from './build-stream.ts';
import type { BuildOptions, BuiltImage, ContainerEngine, EngineVersion } from './engine.ts';
import { digestsOf } from './image-digests.ts';

/** `host` is a DOCKER_HOST such as `unix:///run/docker.sock`; when absent, the environment decides as for `docker`. */
export function connectEngine(host?: string): ContainerEngine {
  const docker = new Dockerode(host?.startsWith('unix://') ? { socketPath: host.slice('unix://'.length) } : {});
  return {
    version: () => version(docker),
    build: options => build(docker, options),
    imageDigests: async () => digestsOf(await docker.listImages()),
  };
}

async function version(docker: Dockerode): Promise<EngineVersion> {
  const answer = await docker.version();
  return {
    engine: answer.Version,
    api: answer.ApiVersion,
    operatingSystem: answer.Os,
    architecture: answer.Arch,
  };
}

async function build(docker: Dockerode, options: BuildOptions): Promise<BuiltImage> {
  options.signal?.throwIfAborted();
  const abort = new AbortController();
  const context = packContext(options);
  try {
    const broken = new Promise<never>((_resolve, reject) => {
      const end = (reason: unknown) => {
        reject(reason);
        abort.abort(reason);
      };
      // A file that cannot be read breaks the context, and the engine would wait for the rest of it.
      context.on('error', end);
      options.signal?.addEventListener('abort', () => end(options.signal?.reason), {
        once: true,
        signal: abort.signal,
      });
    });
    return await Promise.race([broken, send(docker, context, options, abort.signal)]);
  } finally {
    abort.abort();
    context.destroy();
  }
}

async function send(
  docker: Dockerode,
  context: NodeJS.ReadableStream,
  options: BuildOptions,
  abortSignal: AbortSignal,
): Promise<BuiltImage> {
  const answer = await docker.buildImage(context, {
    version: '2',
    rm: true,
    abortSignal,
    ...(options.dockerfile === undefined ? {} : { dockerfile: options.dockerfile }),
    ...(options.tag === undefined ? {} : { t: options.tag }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.buildArguments === undefined ? {} : { buildargs: { ...options.buildArguments } }),
  });
  let ended = false;
  answer.on('end', () => {
    ended = true;
  });
  try {
    return await readBuild(answer, options.onProgress ?? (() => undefined));
  } finally {
    // dockerode closes the build's session when the answer ends, and only then: not when it was given up.
    if (!ended) answer.emit('end');
  }
}

function packContext({ context, isIgnored }: BuildOptions): ReturnType<typeof pack> {
  if (isIgnored === undefined) return pack(context);
  const start = context.length + (/[\\/]$/.test(context) ? 0 : 1);
  return pack(context, { ignore: path => isIgnored(path.slice(start).replaceAll('\\', '/')) });
}
