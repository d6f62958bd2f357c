// The environment in which programs (Docker's command line, Compose, buildx, balena's CLI) talk to the engine that Slipway
// shows.

import type { EngineChoice, EngineSelection } from '../engine-selection.ts';
import { defaultContext } from './docker-config.ts';
import { contextOrigin } from './docker-contexts.ts';
import { addressOf, defaultPort, parseHost } from './endpoint.ts';

/** As it is while `docker` itself decides. A selected context goes by its name, because it may hold certificates. */
export async function engineEnvironment(
  engines: Pick<EngineSelection, 'choice' | 'isSelected'>,
  environment: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  return engines.isSelected ? environmentFor(await engines.choice(), environment) : environment;
}

/** The same for programs that know addresses and no contexts. Rejects where a context leads to no address. */
export async function addressEnvironment(
  engines: Pick<EngineSelection, 'choice' | 'isSelected'>,
  environment: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  const choice = await engines.choice();
  if (!engines.isSelected && choice.name === defaultContext) return environment;
  // Without an address such a program would use the engine of this machine.
  if (choice.host === '') throw new Error(`The Docker context "${choice.name}" has no address: select another engine.`);
  return environmentFor({ ...choice, origin: 'address' }, environment);
}

function environmentFor({ name, host, origin }: EngineChoice, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DOCKER_HOST, DOCKER_CONTEXT, ...own } = environment;
  // What `docker` uses without a context, its certificates included.
  if (name === defaultContext) return { ...own, DOCKER_HOST: host };
  const { DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, ...rest } = own;
  if (origin === contextOrigin) return { ...rest, DOCKER_CONTEXT: name };
  const endpoint = parseHost(host);
  if (endpoint?.kind !== 'tcp' || !(endpoint.tls || endpoint.port === defaultPort.tls))
    return { ...rest, DOCKER_HOST: host };
  // As Slipway itself connects to an address that asks for TLS: with Docker's usual certificates.
  const certificates = DOCKER_CERT_PATH === undefined ? {} : { DOCKER_CERT_PATH };
  return { ...rest, ...certificates, DOCKER_HOST: addressOf(endpoint), DOCKER_TLS_VERIFY: '1' };
}
