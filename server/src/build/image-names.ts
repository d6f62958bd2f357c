/** The names that the results of a plan get. */
import type { Dialect } from '../project/project.ts';
import { basename } from '../text/path.ts';

/** As Compose makes it of a folder's name: lower case; letters, digits, dashes and underscores; beginning with one of the first two. */
export function projectNameOf(text: string, dialect: Dialect): string {
  // balena's CLI takes the name as it is; what no image may be called would only fail later.
  const allowed = dialect === 'balena' ? /[^a-z0-9_.-]/g : /[^a-z0-9_-]/g;
  return (
    text
      .toLowerCase()
      .replaceAll(allowed, '')
      .replace(/^[_.-]+/, '') || 'project'
  );
}

export const folderName = (folder: string): string => basename(folder) || 'project';

export interface Naming {
  /** In front of names of ours, with a slash at its end; empty for none. */
  readonly prefix: string;
  readonly project: string;
  readonly dialect: Dialect;
  readonly tag: string;
  /** The end that tells this platform from the others; undefined when there are no others, or all are one image. */
  readonly suffix: string | undefined;
}

/** What Compose says (`image`, then `build.tags`), else a name of ours. The first is what the service runs. */
export function tagsOf(
  service: string,
  image: string | undefined,
  more: readonly string[],
  naming: Naming,
): readonly string[] {
  const { prefix, project, dialect, tag, suffix } = naming;
  const own = image || `${prefix}${project}${dialect === 'balena' ? '_' : '-'}${service}:${tag}`.toLowerCase();
  return [...new Set([own, ...more])].map(name => withSuffix(name, suffix));
}

/** A Dockerfile by itself is called after its folder; for balena it is the service `main`. */
export function tagsOfSingle(naming: Naming): readonly string[] {
  const { prefix, project, dialect, tag, suffix } = naming;
  if (dialect === 'balena') return tagsOf('main', undefined, [], naming);
  return [withSuffix(`${prefix}${project}:${tag}`, suffix)];
}

/** `shop:1` → `shop:1-pi4`, `shop` → `shop:pi4`. */
export function withSuffix(name: string, suffix: string | undefined): string {
  if (suffix === undefined) return name;
  const hasTag = name.lastIndexOf(':') > name.lastIndexOf('/');
  return hasTag ? `${name}-${suffix}` : `${name}:${suffix}`;
}

/** A reference without what is only understood: the tag `latest`, `docker.io/library/`. */
export function familiarName(reference: string): string {
  return reference.replace(/^(?:docker\.io\/)?(?:library\/)?/, '').replace(/:latest$/, '');
}
