// The engine bundle as the extension loads it, and the private engines of the test bed it talks to. Suites in this folder
// run on dist/ only; they are skipped by name where the bed could not start an engine.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { type Endpoint, parseHost } from '../../client/src/engine/reach/endpoint.ts';
import { environment } from '../bed/environment.ts';
import { projectRoot } from '../bed/project-paths.ts';

/** Name of the image that a test's Dockerfile may start FROM; undefined when no private engine runs. */
export const baseImage = process.env[environment.baseImage];

/** Platforms the newest private engine can build for and run. */
export const platforms = (process.env[environment.platforms] ?? '').split(',');

export interface EngineUnderTest {
  readonly name: 'the newest engine' | 'the oldest engine';
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** Name of an image both engines have. */
  readonly baseImage: string;
  /** Runs the `docker` command line against this engine and gives what it wrote. */
  docker(...args: readonly string[]): string;
  connect(): Promise<ContainerEngine>;
}

/** Those that run, newest first. */
export const engines: readonly EngineUnderTest[] = [
  ...engineAt('the newest engine', process.env['DOCKER_HOST']),
  ...engineAt('the oldest engine', process.env[environment.oldestHost]),
];

function engineAt(name: EngineUnderTest['name'], host: string | undefined): readonly EngineUnderTest[] {
  if (host === undefined || baseImage === undefined) return [];
  const docker = (...args: readonly string[]) =>
    execFileSync('docker', ['--host', host, ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return [{ name, host, baseImage, docker, connect: () => connectBundledEngine(host) }];
}

/** A suite on each of the two engines, `<title> on the oldest engine`; skipped by that name where one is missing. */
export function describeOnEngines(title: string, body: (engine: EngineUnderTest) => void | Promise<void>): void {
  for (const name of ['the newest engine', 'the oldest engine'] as const) {
    const engine = engines.find(candidate => candidate.name === name);
    if (engine) describe(`${title} on ${name}`, () => body(engine));
    // A suite without a test would not be reported at all.
    else describe.skip(`${title} on ${name}`, () => it('has an engine to run on', () => undefined));
  }
}

type EngineBundle = typeof import('../../client/src/engine/dockerode-engine.ts');

/** Of the bundle. */
export const connectEngine: EngineBundle['connectEngine'] = (endpoint, options) => {
  const bundle = createRequire(import.meta.url)(join(projectRoot, 'dist/engine.js')) as EngineBundle;
  return bundle.connectEngine(endpoint, options);
};

/** Connects as the extension does: through DOCKER_HOST, which the test bed points at its engine. */
export async function connectBundledEngine(host = process.env['DOCKER_HOST'] ?? ''): Promise<ContainerEngine> {
  return connectEngine(endpointAt(host));
}

export function endpointAt(host: string): Endpoint {
  const endpoint = parseHost(host);
  if (!endpoint) throw new Error(`"${host}" is no address of an engine`);
  return endpoint;
}
