// The options of a build as the Docker API takes them: the query of POST /build.
import type { BuildOptions } from '../engine.ts';

type Query = Readonly<Record<string, string | readonly string[]>>;

/** What both builders know. */
export function commonQuery(options: BuildOptions): Query {
  const { tags, platform, target, buildArguments, labels, cacheFrom, network, extraHosts, sharedMemoryBytes } = options;
  return {
    ...(tags === undefined ? {} : { t: tags }),
    ...(platform === undefined ? {} : { platform }),
    ...(target === undefined ? {} : { target }),
    ...(buildArguments === undefined ? {} : { buildargs: JSON.stringify(buildArguments) }),
    ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }),
    ...(cacheFrom === undefined ? {} : { cachefrom: JSON.stringify(cacheFrom) }),
    ...(network === undefined ? {} : { networkmode: network }),
    ...(extraHosts === undefined ? {} : { extrahosts: extraHosts }),
    ...(sharedMemoryBytes === undefined ? {} : { shmsize: String(sharedMemoryBytes) }),
    ...(options.cache === 'none' ? { nocache: '1' } : {}),
    ...(options.pull === 'always' ? { pull: '1' } : {}),
  };
}

/** Without the question mark. A list becomes the same name several times. */
export function buildQuery(query: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of typeof value === 'string' ? [value] : value) parts.append(name, one);
  return parts.toString();
}
