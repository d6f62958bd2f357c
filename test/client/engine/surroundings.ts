// A machine made up of a few files, for what finds engines.
import { createHash } from 'node:crypto';
import type { Surroundings } from '../../../client/src/engine/reach/surroundings.ts';

export interface Machine {
  readonly environment?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  /** Texts by absolute path; sockets are files without text. */
  readonly files?: Readonly<Record<string, string>>;
}

export function machine({ environment = {}, platform = 'linux', files = {} }: Machine): Surroundings {
  const paths = Object.keys(files);
  return {
    environment,
    platform,
    home: '/home/ada',
    ...(platform === 'win32' ? {} : { userId: 1000 }),
    files: {
      read: async path => files[path],
      exists: async path => files[path] !== undefined,
      list: async folder => {
        const start = folder.endsWith('/') ? folder : `${folder}/`;
        const below = paths
          .filter(path => path.startsWith(start))
          .map(path => path.slice(start.length).split('/')[0] ?? '');
        return [...new Set(below)];
      },
    },
  };
}

/** The files of a context as `docker context create` writes them. */
export function context(
  name: string,
  docker: Readonly<Record<string, unknown>>,
  tls: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = '/home/ada/.docker/contexts';
  return {
    [`${contexts}/meta/${id}/meta.json`]: JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }),
    ...Object.fromEntries(Object.entries(tls).map(([file, text]) => [`${contexts}/tls/${id}/docker/${file}`, text])),
  };
}

export function currentContext(name: string): Readonly<Record<string, string>> {
  return { '/home/ada/.docker/config.json': JSON.stringify({ auths: {}, currentContext: name }) };
}
