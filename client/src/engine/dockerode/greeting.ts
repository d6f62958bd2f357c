// The first question on a connection: who are you, and which versions of the API do you speak?
import type Dockerode from 'dockerode';
import { EngineRefused, EngineUnreachable } from '../engine.ts';
import type { EngineVersion, FailureReason } from '../engine-state.ts';
import { isApiVersion, negotiate } from '../reach/api-version.ts';
import { connectionFailure } from '../reach/connection-failure.ts';
import { asObject } from '../reach/docker-config.ts';
import { addressOf, type Endpoint } from '../reach/endpoint.ts';
import { unlessAborted } from '../store/unless-aborted.ts';
import { askJson } from './ask.ts';

export interface Greeting {
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

/** `docker` must have no version pinned: every engine answers this question without. */
export async function greet(docker: Dockerode, endpoint: Endpoint, greeting: Greeting): Promise<EngineVersion> {
  const { withinMs, signal } = greeting;
  const limit = AbortSignal.timeout(withinMs);
  const abortSignal = signal ? AbortSignal.any([signal, limit]) : limit;
  const where = addressOf(endpoint);
  let answer: unknown;
  try {
    abortSignal.throwIfAborted();
    answer = await unlessAborted(askJson(docker, '/version', {}, abortSignal), abortSignal);
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted)
      throw unreachable(
        'timeout',
        `${where} has not answered for ${withinMs / 1000} seconds: check the network and whether the engine is well, or select another engine`,
      );
    throw greetingFailure(error, endpoint, where);
  }
  return identityOf(answer, where);
}

function greetingFailure(error: unknown, endpoint: Endpoint, where: string): unknown {
  if (error instanceof EngineRefused)
    return /HTTP request to an HTTPS server/i.test(error.message)
      ? unreachable(
          'tls',
          `The engine at ${where} speaks TLS only: make a Docker context with its certificates, or set DOCKER_TLS_VERIFY`,
        )
      : notAnEngine(where, `it answered with HTTP status ${error.status}`);
  // Node's HTTP client does not know where it was going when it could not read the answer.
  const cause = error instanceof EngineUnreachable && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof EngineUnreachable && cause.failure.reason === 'incompatible')
    return notAnEngine(where, 'it answered with something else than JSON');
  if (cause instanceof EngineUnreachable || !(cause instanceof Error)) return cause;
  return new EngineUnreachable(connectionFailure(cause, endpoint));
}

function identityOf(answer: unknown, where: string): EngineVersion {
  const { Version, ApiVersion, MinAPIVersion, Os, Arch } = (asObject(answer) ?? {}) as VersionAnswer;
  if (typeof Version !== 'string' || !isApiVersion(ApiVersion))
    throw notAnEngine(where, 'it does not say which API it speaks');
  const negotiated = negotiate(ApiVersion, isApiVersion(MinAPIVersion) ? MinAPIVersion : undefined);
  if (negotiated.kind === 'refused') throw unreachable('incompatible', `The engine at ${where} ${negotiated.why}`);
  return {
    engine: Version,
    api: negotiated.api,
    operatingSystem: typeof Os === 'string' ? Os : 'linux',
    architecture: typeof Arch === 'string' ? Arch : '',
  };
}

interface VersionAnswer {
  readonly Version?: unknown;
  readonly ApiVersion?: unknown;
  readonly MinAPIVersion?: unknown;
  readonly Os?: unknown;
  readonly Arch?: unknown;
}

function notAnEngine(where: string, why: string): EngineUnreachable {
  return unreachable(
    'incompatible',
    `What answers at ${where} is no container engine (${why}): check the address, or select another engine`,
  );
}

function unreachable(reason: FailureReason, message: string): EngineUnreachable {
  return new EngineUnreachable({ reason, message });
}
