// How files inside containers, volumes and images are addressed, so that editors, tabs and breadcrumbs show what a person
// would call them: `slipway-files://container/web/etc/hosts`. Containers go by name: one that Compose makes anew has the
// same files at the same address.
import { posix } from 'node:path';

export const fileScheme = 'slipway-files';

export interface FileRoot {
  readonly kind: 'container' | 'volume' | 'image';
  /** Name of the container or volume; id of the image. */
  readonly name: string;
}

export interface FileAddress extends FileRoot {
  /** Absolute path inside. */
  readonly path: string;
}

/** The parts of a URI that hold an address, before anything is escaped. */
export interface AddressParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

export function partsOf({ kind, name, path }: FileAddress): AddressParts {
  return { scheme: fileScheme, authority: kind, path: `/${name}${path === '/' ? '' : path}` };
}

/** Undefined when it is no address of ours. */
export function addressOf({ scheme, authority, path }: AddressParts): FileAddress | undefined {
  if (scheme !== fileScheme || !isKind(authority)) return undefined;
  const [, name = '', ...rest] = path.split('/');
  if (name === '') return undefined;
  return { kind: authority, name, path: posix.normalize(`/${rest.join('/')}`).replace(/(.)\/$/, '$1') };
}

function isKind(text: string): text is FileRoot['kind'] {
  return text === 'container' || text === 'volume' || text === 'image';
}
