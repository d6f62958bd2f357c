// Which engines there are to choose from, and which of them is meant: Docker's own choice, its contexts, sockets that are
// known to be used, and addresses that the user typed.

import type { EngineName } from '../engine-state.ts';
import {
  certificateFolder,
  currentContext,
  defaultContext,
  defaultEngine,
  type FoundEngine,
  tlsMaterial,
  withTls,
} from './docker-config.ts';
import { dockerContext, dockerContexts } from './docker-contexts.ts';
import { addressOf, defaultPort, nameOf, parseHost } from './endpoint.ts';
import { knownSockets } from './known-sockets.ts';
import type { Surroundings } from './surroundings.ts';

export const typedOrigin = 'Added by you';

/** The engine that `docker` would use. */
export async function dockersEngine(around: Surroundings): Promise<FoundEngine> {
  const name = await currentContext(around);
  return name === defaultContext ? defaultEngine(around) : dockerContext(around, name);
}

/** What the user selected, looked for where it was found then: a context may have got another address since. */
export async function selectedEngine(around: Surroundings, selected: EngineName): Promise<FoundEngine> {
  if (selected.name === defaultContext) return defaultEngine(around);
  const contexts = await dockerContexts(around);
  const context = contexts.find(({ name }) => name === selected.name);
  if (context) return context;
  const socket = (await knownSockets(around)).find(({ host }) => host === selected.host);
  return socket ?? typedEngine(around, selected);
}

/** All of them, each address once: Docker's own first, then contexts, sockets and what the user typed. */
export async function findEngines(around: Surroundings, typed: readonly EngineName[]): Promise<readonly FoundEngine[]> {
  const [docker, fallback, contexts, sockets, added] = await Promise.all([
    dockersEngine(around),
    defaultEngine(around),
    dockerContexts(around),
    knownSockets(around),
    Promise.all(typed.map(it => typedEngine(around, it))),
  ]);
  const seen = new Set<string>();
  const found: FoundEngine[] = [];
  // Contexts may share an address and differ in their certificates; what is found by address alone must be new.
  for (const it of [docker, fallback, ...contexts]) {
    if (found.some(({ name }) => name === it.name)) continue;
    found.push(it);
    seen.add(it.host);
  }
  for (const it of [...sockets, ...added]) {
    if (seen.has(it.host)) continue;
    found.push(it);
    seen.add(it.host);
  }
  return found;
}

/**
 * An engine by an address alone. On the port for TLS, Docker's usual certificates are used: an address cannot say that
 * there are others.
 */
export async function typedEngine(around: Surroundings, { name, host }: EngineName): Promise<FoundEngine> {
  const endpoint = parseHost(host);
  const named = { name, host, origin: typedOrigin };
  if (!endpoint)
    return {
      ...named,
      kind: 'broken',
      problem: `"${host}" is no address of a container engine: select another engine`,
    };
  const isTls = endpoint.kind === 'tcp' && (endpoint.tls !== undefined || endpoint.port === defaultPort.tls);
  if (!isTls) return { ...named, kind: 'usable', endpoint };
  const material = await tlsMaterial(around, certificateFolder(around), true);
  return { ...named, kind: 'usable', endpoint: withTls(endpoint, material) };
}

export type TypedAddress =
  | { readonly kind: 'address'; readonly engine: EngineName }
  /** `problem` is for the user. */
  | { readonly kind: 'none'; readonly problem: string };

/** What somebody typed: an address as in DOCKER_HOST, a path, or only the name of a host. */
export function readTypedAddress(text: string): TypedAddress {
  const given = text.trim();
  if (given === '') return { kind: 'none', problem: 'Type an address.' };
  if (/\s/.test(given)) return { kind: 'none', problem: 'An address holds no spaces.' };
  const isPath = /^(?:[/~]|\\\\)/.test(given);
  if (given.startsWith('~')) return { kind: 'none', problem: 'Write the path out, from the root: unix:///home/…' };
  const host = isPath
    ? given.startsWith('\\\\')
      ? `npipe://${given.replaceAll('\\', '/')}`
      : `unix://${given}`
    : given;
  const endpoint = parseHost(host);
  if (!endpoint || (host.includes('://') && host.endsWith('://'))) return { kind: 'none', problem: whyNone(host) };
  const isSecure = endpoint.kind === 'tcp' && endpoint.tls !== undefined;
  return {
    kind: 'address',
    engine: { name: nameOf(endpoint), host: isSecure ? host : addressOf(endpoint) },
  };
}

function whyNone(host: string): string {
  const scheme = /^([^:/]*):\/\//.exec(host)?.[1];
  if (scheme === 'ssh') return 'An address over ssh is ssh://user@host, without a password: ssh uses your keys.';
  if (scheme !== undefined && !['tcp', 'unix', 'npipe', 'http', 'https'].includes(scheme))
    return `Slipway reaches engines through unix://, npipe://, tcp:// and ssh://, not through ${scheme}://.`;
  return 'This is no address: try tcp://host:2375, ssh://user@host or unix:///path/to/docker.sock.';
}
