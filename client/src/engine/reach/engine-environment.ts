// The environment in which programs of Docker's (its command line, Compose, buildx) talk to the engine that Slipway shows.

import type { EngineSelection } from '../engine-selection.ts';
import { defaultContext } from './docker-config.ts';
import { contextOrigin } from './docker-contexts.ts';
import { addressOf, defaultPort, parseHost } from './endpoint.ts';

/** As it is while `docker` itself decides. A selected context goes by its name, because it may hold certificates. */
export async function engineEnvironment(
  engines: Pick<EngineSelection, 'choice' | 'isSelected'>,
  environment: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (!engines.isSelected) return environment;
  const { name, host, origin } = await engines.choice();
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
