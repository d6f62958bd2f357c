// How an image is run: what is proposed, what a person may type, and how it is shown. Pure.
import type { ImageDetails, RunOptions } from '../../engine/images.ts';

export type Port = NonNullable<RunOptions['ports']>[number];
export type Mount = NonNullable<RunOptions['mounts']>[number];

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** `why` is for the user. */
  | { readonly kind: 'wrong'; readonly why: string };

/** What EXPOSE names, lowest first. */
export function exposedPorts({ Config }: ImageDetails): readonly Omit<Port, 'published'>[] {
  return Object.keys(Config?.ExposedPorts ?? {})
    .flatMap(key => {
      const [number = '', protocol = 'tcp'] = key.split('/');
      const target = portNumber(number);
      return target !== undefined && (protocol === 'tcp' || protocol === 'udp') ? [{ target, protocol } as const] : [];
    })
    .sort((a, b) => a.target - b.target);
}

/**
 * A port of the host for each of the image's: the same number, 8000 above for those that are reserved for the system (80
 * is 8080), or the next one that is free.
 */
export async function proposedPorts(
  exposed: readonly Omit<Port, 'published'>[],
  isFree: (port: number) => Promise<boolean>,
): Promise<readonly Port[]> {
  const taken = new Set<number>();
  const ports: Port[] = [];
  for (const { target, protocol } of exposed) {
    let published = target < 1024 ? target + 8000 : target;
    let tries = 0;
    while (tries++ < mostTries && (taken.has(published) || !(await isFree(published))))
      published = (published % 65_535) + 1;
    taken.add(published);
    ports.push({ target, protocol, published });
  }
  return ports;
}

/** After so many taken ports in a row the engine may say what is wrong. */
const mostTries = 100;

/** `8080:80, 5353:53/udp`; a number alone is published as itself. Empty publishes nothing. */
export function readPorts(text: string): Read<readonly Port[]> {
  const ports: Port[] = [];
  for (const item of itemsOf(text)) {
    const match = /^(?:(\d+):)?(\d+)(?:\/(tcp|udp))?$/.exec(item);
    const target = portNumber(match?.[2] ?? '');
    const published = portNumber(match?.[1] ?? match?.[2] ?? '');
    if (target === undefined || published === undefined)
      return wrong(`"${item}" is no port: write host:container with numbers from 1 to 65535, such as 8080:80`);
    const protocol = match?.[3] === 'udp' ? 'udp' : 'tcp';
    if (ports.some(port => port.published === published && port.protocol === protocol))
      return wrong(`Port ${published} of the host is named twice`);
    ports.push({ target, protocol, published });
  }
  return { kind: 'read', value: ports };
}

export function portsText(ports: readonly Port[]): string {
  return ports
    .map(({ target, protocol, published }) => `${published}:${target}${protocol === 'udp' ? '/udp' : ''}`)
    .join(', ');
}

/** `data:/var/lib/data, /home/me/site:/srv:ro`. A source with a slash or a drive is a path of the engine's host. */
export function readMounts(text: string): Read<readonly Mount[]> {
  const mounts: Mount[] = [];
  for (const item of itemsOf(text)) {
    const match = /^((?:[A-Za-z]:[\\/])?[^:]+):([^:]+)(?::(ro|rw))?$/.exec(item);
    const [, source = '', target = '', mode] = match ?? [];
    if (!match) return wrong(`"${item}" is no mount: write name:/path/inside or /path/outside:/path/inside`);
    if (!target.startsWith('/'))
      return wrong(`The path inside the container begins with a slash: ${source}:/${target}`);
    const isPath = /[\\/]/.test(source);
    if (isPath && !/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(source))
      return wrong(`"${source}" must be a whole path, from the root on, or the name of a volume`);
    const odd = isPath ? undefined : whatIsWrongWithVolumeName(source);
    if (odd !== undefined) return wrong(odd);
    mounts.push({ kind: isPath ? 'bind' : 'volume', source, target, ...(mode === 'ro' ? { isReadOnly: true } : {}) });
  }
  return { kind: 'read', value: mounts };
}

export function mountsText(mounts: readonly Mount[]): string {
  return mounts.map(({ source, target, isReadOnly }) => `${source}:${target}${isReadOnly ? ':ro' : ''}`).join(', ');
}

/** Undefined for a name that Docker takes for a volume. */
export function whatIsWrongWithVolumeName(name: string): string | undefined {
  if (name === '') return 'A volume needs a name';
  if (name.length === 1) return 'A name has two characters at least';
  return /^[a-zA-Z0-9][\w.-]+$/.test(name)
    ? undefined
    : `"${name}" is no name of a volume: letters, digits, "_", "." and "-", beginning with a letter or digit`;
}

/** `KEY=value` by key, in the image's order. */
export function environmentOf({ Config }: ImageDetails): ReadonlyMap<string, string> {
  return new Map(
    (Config?.Env ?? []).map(item => {
      const at = item.indexOf('=');
      return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
    }),
  );
}

/** Undefined for what can be the name of an environment variable. */
export function whatIsWrongWithVariable(name: string): string | undefined {
  if (name === '') return 'A variable needs a name';
  return /[\s=\0]/.test(name) ? 'The name of a variable has neither blanks nor "="' : undefined;
}

/**
 * Whether the image's own program is a shell, which ends at once without somebody to type. Those of images with a port
 * are servers, whatever starts them.
 */
export function wantsPerson({ Config }: ImageDetails): boolean {
  if (Object.keys(Config?.ExposedPorts ?? {}).length > 0) return false;
  const words = [...(Config?.Entrypoint ?? []), ...(Config?.Cmd ?? [])];
  const [program = ''] = words;
  return words.length === 1 && /^(?:.*\/)?(?:sh|bash|ash|zsh|fish|python3?|node|irb|psql)$/.test(program);
}

/** `nginx` of `registry.example/team/nginx:1`, `nginx-2` when another container has that name; undefined for an id. */
export function proposedName(reference: string, taken: ReadonlySet<string>): string | undefined {
  if (reference.startsWith('sha256:')) return undefined;
  const [path = ''] = reference.slice(reference.lastIndexOf('/') + 1).split(/[:@]/);
  if (!/^[a-zA-Z0-9][\w.-]+$/.test(path)) return undefined;
  for (let i = 1; ; i++) {
    const name = i === 1 ? path : `${path}-${i}`;
    if (!taken.has(name)) return name;
  }
}

/** What an engine says when a container does not start, in plain words; its own when there are none. */
export function startProblem(message: string, name: string): string {
  const port = /(?:0\.0\.0\.0|\[?::\]?|127\.0\.0\.1):(\d+)[^\d].*(?:address already in use|already allocated)/s.exec(
    message,
  )?.[1];
  if (port !== undefined || /address already in use|port is already allocated/.test(message))
    return `${name} did not start: port ${port ?? 'of the host'} is taken by another program. Publish another one.`;
  const command = /exec: "([^"]+)": (?:executable file not found|stat .*: no such file)/.exec(message)?.[1];
  if (command !== undefined)
    return `${name} did not start: the image has no program "${command}". Run it with another command.`;
  if (/is already in use by container/.test(message))
    return `Another container is called ${name}: give this one another name.`;
  return `${name} did not start: ${message}`;
}

function itemsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map(it => it.trim())
    .filter(it => it !== '');
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function wrong(why: string): Read<never> {
  return { kind: 'wrong', why };
}
