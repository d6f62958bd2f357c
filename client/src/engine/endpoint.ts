// Where an engine listens, and how its address is written.

export type Endpoint =
  /** A unix socket, or a named pipe of Windows (`//./pipe/docker_engine`). */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsMaterial }
  /** `destination` as for `ssh`: `[user@]host`, also a name from ~/.ssh/config. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number };

/** PEM texts; each may be absent. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Whether the engine's own certificate has to be right. */
  readonly isVerified: boolean;
}

/** Reads an address as in DOCKER_HOST; undefined for one that is none. Without TLS material, which no address holds. */
export function parseHost(host: string): Endpoint | undefined {
  const [scheme = '', rest = ''] = splitOnce(host.includes('://') ? host : `tcp://${host}`, '://');
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return rest === '' ? undefined : { kind: 'socket', path: rest };
    case 'tcp':
    case 'http':
    case 'https': {
      const url = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
      if (!url || url.hostname === '') return undefined;
      return { kind: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 2375) };
    }
    case 'ssh': {
      const url = URL.canParse(`ssh://${rest}`) ? new URL(`ssh://${rest}`) : undefined;
      // A destination that starts with a dash would be an option of ssh.
      if (!url || url.hostname === '' || /^-/.test(url.hostname) || /^-/.test(url.username)) return undefined;
      const destination = url.username === '' ? url.hostname : `${decodeURIComponent(url.username)}@${url.hostname}`;
      return { kind: 'ssh', destination, ...(url.port === '' ? {} : { port: Number(url.port) }) };
    }
    default:
      return undefined;
  }
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
