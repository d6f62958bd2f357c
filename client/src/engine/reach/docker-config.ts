// Docker's own configuration as its command line reads it: which context is the current one, and what the default context
// is made of.
// Source: docker/cli, cli/command/cli.go (resolveContextName, resolveDefaultDockerEndpoint) and cli/flags/options.go.

import type { TlsMaterial } from './endpoint.ts';
import {
  addressOf,
  defaultPipe,
  defaultPort,
  defaultSocket,
  type Endpoint,
  parseHost,
  withoutPassword,
} from './endpoint.ts';
import { joinOn, type Surroundings, variable } from './surroundings.ts';

/** Docker reserves this name for what environment variables and defaults say. */
export const defaultContext = 'default';

export type FoundEngine = {
  readonly name: string;
  /** As in DOCKER_HOST; as it was written, even when it is no address, but without a password. */
  readonly host: string;
  /** In words for a list. */
  readonly origin: string;
} & (
  | { readonly kind: 'usable'; readonly endpoint: Endpoint }
  /** `problem` is one sentence for the user. */
  | { readonly kind: 'broken'; readonly problem: string }
);

/** `docker`'s folder, `~/.docker` unless DOCKER_CONFIG says otherwise. */
export function configFolder(around: Surroundings): string {
  return variable(around, 'DOCKER_CONFIG') ?? joinOn(around, around.home, '.docker');
}

/** DOCKER_HOST beats DOCKER_CONTEXT, and that the configuration file. */
export async function currentContext(around: Surroundings): Promise<string> {
  if (variable(around, 'DOCKER_HOST') !== undefined) return defaultContext;
  return variable(around, 'DOCKER_CONTEXT') ?? (await configuredContext(around)) ?? defaultContext;
}

async function configuredContext(around: Surroundings): Promise<string | undefined> {
  const text = await around.files.read(joinOn(around, configFolder(around), 'config.json'));
  const config = parseObject(text);
  return typeof config?.['currentContext'] === 'string' ? config['currentContext'] || undefined : undefined;
}

/** What the context `default` stands for: DOCKER_HOST with its TLS variables, else the usual socket. */
export async function defaultEngine(around: Surroundings): Promise<FoundEngine> {
  const given = variable(around, 'DOCKER_HOST');
  const tls = await tlsOfEnvironment(around);
  const host = given?.trim() || standardHost(around, tls);
  const origin = given === undefined ? 'Docker' : 'DOCKER_HOST';
  const endpoint = parseHost(host);
  const named = { name: defaultContext, host: withoutPassword(host), origin };
  if (!endpoint)
    return {
      ...named,
      kind: 'broken',
      problem: `DOCKER_HOST is "${named.host}", which is no address of a container engine: correct it, or select another engine`,
    };
  return { ...named, host: addressOf(endpoint), kind: 'usable', endpoint: withTls(endpoint, tls) };
}

function standardHost({ platform }: Surroundings, tls: TlsMaterial | undefined): string {
  if (tls) return `tcp://localhost:${defaultPort.tls}`;
  return platform === 'win32' ? `npipe://${defaultPipe}` : `unix://${defaultSocket}`;
}

/**
 * Either variable turns TLS on, whatever its value; only DOCKER_TLS_VERIFY has the engine's certificate checked.
 * DOCKER_CERT_PATH alone turns nothing on.
 */
async function tlsOfEnvironment(around: Surroundings): Promise<TlsMaterial | undefined> {
  const isVerified = variable(around, 'DOCKER_TLS_VERIFY') !== undefined;
  if (!isVerified && variable(around, 'DOCKER_TLS') === undefined) return undefined;
  return tlsMaterial(around, certificateFolder(around), isVerified);
}

/** Where `docker --tls` looks for `ca.pem`, `cert.pem` and `key.pem`. */
export function certificateFolder(around: Surroundings): string {
  return variable(around, 'DOCKER_CERT_PATH') ?? configFolder(around);
}

export async function tlsMaterial(around: Surroundings, folder: string, isVerified: boolean): Promise<TlsMaterial> {
  const read = (name: string) => around.files.read(joinOn(around, folder, name));
  const [ca, certificate, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  return {
    isVerified,
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Sockets and ssh need no TLS: Docker ignores the material there. */
export function withTls(endpoint: Endpoint, tls: TlsMaterial | undefined): Endpoint {
  return endpoint.kind === 'tcp' && tls ? { ...endpoint, tls } : endpoint;
}

/** Undefined for what is no JSON object. */
export function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return asObject(value);
  } catch {
    return undefined; // Half written, or damaged: as if it were not there.
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
