// Where a browser finds what a container publishes. Pure.

import type { PortMapping } from '../../engine/engine-state.ts';
import { parseHost } from '../../engine/reach/endpoint.ts';

export interface WebAddress {
  /** Port inside the container. */
  readonly target: number;
  readonly url: string;
  /** False for a port that another protocol usually has. */
  readonly isLikely: boolean;
}

/**
 * Every published TCP port once, the likely ones first. `engineHost` is the engine's address as in DOCKER_HOST: a
 * published port is on the engine's machine, which need not be this one. Left out are ports that are open to a remote
 * engine's own machine only.
 */
export function webAddresses(ports: readonly PortMapping[], engineHost: string): readonly WebAddress[] {
  const machine = machineOf(engineHost);
  const byUrl = new Map<string, WebAddress>();
  for (const { target, protocol, published, address = '' } of ports) {
    if (protocol !== 'tcp' || published === undefined) continue;
    const host = hostOf(address, machine);
    if (host === undefined) continue;
    const scheme = /^\d?443$/.test(String(target)) ? 'https' : 'http';
    const url = `${scheme}://${host}:${published}/`;
    byUrl.set(url, { target, url, isLikely: !spokenOtherwise.has(target) });
  }
  return [...byUrl.values()].sort((a, b) => Number(b.isLikely) - Number(a.isLikely) || a.target - b.target);
}

/** Name or address of the engine's machine; undefined when it is this one. */
function machineOf(engineHost: string): string | undefined {
  const endpoint = parseHost(engineHost);
  switch (endpoint?.kind) {
    case 'tcp':
      return isLoopback(endpoint.host) ? undefined : endpoint.host;
    case 'ssh':
      return endpoint.destination.slice(endpoint.destination.lastIndexOf('@') + 1);
    default:
      return undefined;
  }
}

function hostOf(address: string, machine: string | undefined): string | undefined {
  const isAnywhere = address === '' || address === '0.0.0.0' || address === '::';
  if (isAnywhere) return machine === undefined ? 'localhost' : inUrl(machine);
  if (isLoopback(address)) return machine === undefined ? 'localhost' : undefined;
  return inUrl(address);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Ports of databases, brokers, mail and the like, by the registry of IANA and the images of these programs. */
const spokenOtherwise: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 514, 554, 587, 636, 873, 993, 995, 1433, 1521, 1883, 2049,
  2181, 3306, 3389, 4222, 5222, 5432, 5671, 5672, 5900, 6379, 6380, 8883, 9042, 9092, 11211, 26379, 27017, 33060, 50000,
]);
