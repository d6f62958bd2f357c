// The environment in which programs of Docker's (its command line, Compose, buildx) talk to the engine that Slipway shows.
import type { EngineName } from './engine-state.ts';

export function engineEnvironment({ host }: EngineName, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, DOCKER_HOST: host };
}
