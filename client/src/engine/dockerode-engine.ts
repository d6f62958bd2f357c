// The container engine behind a Docker API, through dockerode: the only file that imports more of it than types. It is a
// bundle of its own (dist/engine.js), loaded at the first use, because activation must not pay for it.
import Dockerode from 'dockerode';
import { build, buildPlatforms } from './dockerode/build.ts';
import { containerFilesOf } from './dockerode/container-files.ts';
import { containersOf } from './dockerode/containers.ts';
import { greet } from './dockerode/greeting.ts';
import { imagesOf } from './dockerode/images.ts';
import { listingOf } from './dockerode/listing.ts';
import { networksOf } from './dockerode/networks.ts';
import { sessionsOf } from './dockerode/sessions.ts';
import { surveyOf } from './dockerode/survey.ts';
import { transportTo } from './dockerode/transport.ts';
import { volumesOf } from './dockerode/volumes.ts';
import type { ContainerEngine } from './engine.ts';
import { digestsOf } from './image-digests.ts';
import type { Endpoint } from './reach/endpoint.ts';

export interface ConnectOptions {
  /** Gives up; the rejection is then the signal's reason. */
  readonly signal?: AbortSignal;
  /** The engine closed a connection or could not be reached any more; may be called more than once. */
  readonly onLost?: () => void;
  /** How long the first answer may take, in milliseconds; 10 seconds, over ssh 30, when absent. */
  readonly withinMs?: number;
}

export interface EngineConnection extends ContainerEngine {
  /** Nothing new is asked of it: what waits for a next request is closed, what is in use ends by itself. */
  release(): void;
}

/** Connects, and pins the newest version of the API that both sides know. Rejects with `EngineUnreachable`. */
export async function connectEngine(endpoint: Endpoint, options: ConnectOptions = {}): Promise<EngineConnection> {
  const transport = transportTo(endpoint, options.onLost ?? (() => undefined));
  try {
    const docker = dockerAt(transport.options);
    const identity = await greet(docker, endpoint, { withinMs: transport.answerWithinMs, ...options });
    // Whoever forgot the pin would be answered in the engine's newest words, which may be too new for us.
    const pinned = dockerAt({ ...transport.options, version: `v${identity.api}` });
    const listing = listingOf(pinned);
    const sessions = sessionsOf(pinned);
    return {
      identity,
      rest: transport.rest,
      release: transport.release,
      build: asking => build(pinned, asking),
      buildPlatforms: signal => buildPlatforms(pinned, signal),
      imageDigests: async () => digestsOf(await listing.images()),
      listing,
      containers: containersOf(pinned),
      sessions,
      files: containerFilesOf(pinned, sessions),
      images: imagesOf(pinned),
      volumes: volumesOf(pinned),
      networks: networksOf(pinned),
      survey: surveyOf(pinned),
    };
  } catch (error) {
    transport.release();
    throw error;
  }
}

/** dockerode reads DOCKER_HOST even when it is told everything, takes what is not set from it, and throws over a bad one. */
function dockerAt(options: Dockerode.DockerOptions): Dockerode {
  const host = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return new Dockerode(options);
  } finally {
    if (host !== undefined) process.env['DOCKER_HOST'] = host;
  }
}
