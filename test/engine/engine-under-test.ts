// The engine bundle as the extension loads it, and the private engine of the test bed it talks to. Suites in this folder
// run on dist/ only; they are skipped by name where the bed could not start an engine.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseHost } from '../../client/src/engine/endpoint.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { environment } from '../bed/environment.ts';
import { projectRoot } from '../bed/project-paths.ts';

/** Name of the image that a test's Dockerfile may start FROM; undefined when no private engine runs. */
export const baseImage = process.env[environment.baseImage];

/** Platforms the private engine can build for and run. */
export const platforms = (process.env[environment.platforms] ?? '').split(',');

type EngineBundle = typeof import('../../client/src/engine/dockerode-engine.ts');

/** Connects as the extension does: through DOCKER_HOST, which the test bed points at its engine. */
export async function connectBundledEngine(host = process.env['DOCKER_HOST'] ?? ''): Promise<ContainerEngine> {
  const bundle = createRequire(import.meta.url)(join(projectRoot, 'dist/engine.js')) as EngineBundle;
  const endpoint = parseHost(host);
  if (!endpoint) throw new Error(`"${host}" is no address of an engine`);
  return bundle.connectEngine(endpoint);
}
