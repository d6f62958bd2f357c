// The environment in which programs of Docker's (its command line, Compose, buildx) talk to the engine that Slipway shows.

import type { EngineSelection } from '../engine-selection.ts';
import { contextOrigin } from './docker-contexts.ts';

/** As it is while `docker` itself decides. A selected context goes by its name, because it may hold certificates. */
export async function engineEnvironment(
  engines: Pick<EngineSelection, 'choice' | 'isSelected'>,
  environment: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (!engines.isSelected) return environment;
  const { name, host, origin } = await engines.choice();
  const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, ...rest } = environment;
  return origin === contextOrigin ? { ...rest, DOCKER_CONTEXT: name } : { ...rest, DOCKER_HOST: host };
}
