// Where an engine listens, and how its address is written.

export type Endpoint =
  /** A unix socket, or a named pipe of Windows (`//./pipe/docker_engine`). */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsMaterial }
  /**
   * `destination` as for `ssh`: `[user@]host`, also a name from ~/.ssh/config. `socket` is a path on the far side; absent
   * it is whatever `docker` uses there.
   */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number; readonly socket?: string };

/** PEM texts; each may be absent. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Whether the engine's own certificate has to be right. */
  readonly isVerified: boolean;
}

export const defaultSocket = '/var/run/docker.sock';
export const defaultPipe = '//./pipe/docker_engine';
/** What engines listen at without and with TLS. */
export const defaultPort = { plain: 2375, tls: 2376 } as const;

/**
 * Reads an address as in DOCKER_HOST; undefined for one that is none. Without TLS material, which no address holds;
 * `https://` alone asks for TLS by itself.
 */
export function parseHost(text: string): Endpoint | undefined {
  const host = text.trim();
  const [scheme = '', rest = ''] = splitOnce(host.includes('://') ? host : `tcp://${host}`, '://');
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: rest || defaultSocket };
    case 'npipe':
      return { kind: 'socket', path: rest || defaultPipe };
    case 'tcp':
    case 'http':
      return tcp(rest, defaultPort.plain);
    case 'https': {
      const endpoint = tcp(rest, defaultPort.tls);
      return endpoint && { ...endpoint, tls: { isVerified: true } };
    }
    case 'ssh':
      return ssh(rest);
    default:
      return undefined;
  }
}

function tcp(rest: string, port: number): Extract<Endpoint, { kind: 'tcp' }> | undefined {
  // `tcp://:2375` is this machine. Not read as http, whose own port 80 the URL would drop.
  const url = parseUrl(`tcp://${rest.startsWith(':') ? 'localhost' : ''}${rest}`);
  if (!url || url.hostname === '' || url.username !== '' || !isBare(url) || url.pathname.length > 1) return undefined;
  return { kind: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || port) };
}

function ssh(rest: string): Endpoint | undefined {
  const url = parseUrl(`ssh://${rest}`);
  // A password would be seen by everybody who lists processes; ssh itself takes none.
  if (!url || url.hostname === '' || url.password !== '' || !isBare(url)) return undefined;
  const user = decoded(url.username);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // What starts with a dash would be an option of ssh.
  if (user === undefined || user.startsWith('-') || host.startsWith('-')) return undefined;
  const socket = decoded(url.pathname);
  return {
    kind: 'ssh',
    destination: user === '' ? host : `${user}@${host}`,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(socket === undefined || /^\/*$/.test(socket) ? {} : { socket }),
  };
}

/** The address to show, without secrets: `unix:///run/docker.sock`, `tcp://hut:2375`. */
export function addressOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'socket':
      return `${/^[\\/]{2}\.[\\/]/.test(endpoint.path) ? 'npipe' : 'unix'}://${endpoint.path}`;
    case 'tcp':
      return `tcp://${hostAndPort(endpoint.host, endpoint.port)}`;
    case 'ssh':
      return `ssh://${endpoint.port === undefined ? endpoint.destination : `${endpoint.destination}:${endpoint.port}`}${endpoint.socket ?? ''}`;
  }
}

/** What was meant for an address and is none, to be shown and logged: a password in it is left out. */
export function withoutPassword(text: string): string {
  return text.replace(/^([^:/@]*:\/\/|)([^:/@]*):.*@/s, '$1$2:…@');
}

/** A short name for a list: `hut`, `hut:2376`, `pi@hut`, `/run/docker.sock`. */
export function nameOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'socket':
      return endpoint.path;
    case 'tcp':
      return endpoint.port === defaultPort.plain ? endpoint.host : hostAndPort(endpoint.host, endpoint.port);
    case 'ssh':
      return addressOf(endpoint).slice('ssh://'.length);
  }
}

function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isBare(url: URL): boolean {
  return url.search === '' && url.hash === '';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // A lone percent sign: no address that anybody meant.
  }
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
