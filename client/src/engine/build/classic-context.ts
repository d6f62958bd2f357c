// The context as builders without BuildKit take it: an archive that is packed while it is sent. It carries the Dockerfile
// under a name of its own, which an ignore file inside the archive keeps out of the image.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pack, type PackOptions, pack } from 'tar-fs';
import { parseDockerfile } from '../../../../server/src/syntax/dockerfile/parse.ts';
import type { BuildOptions } from '../engine.ts';
import { registryOf } from '../registry/image-reference.ts';

export interface ContextArchive {
  readonly stream: Pack;
  /** Its name in the archive. */
  readonly dockerfile: string;
  /** Relative to the context, of what an error of the stream is about. */
  pathIn(error: unknown): string;
}

const ignoreFile = '.dockerignore';

export function contextArchive({ context, isIgnored }: BuildOptions, dockerfile: Uint8Array): ContextArchive {
  // The same Dockerfile gives the same name, else nothing could come from the builder's cache.
  const name = `.slipway-${createHash('sha256').update(dockerfile).digest('hex').slice(0, 16)}.Dockerfile`;
  const start = context.length + (/[\\/]$/.test(context) ? 0 : 1);
  const relative = (path: string) => path.slice(start).replaceAll('\\', '/');
  const ignored = ignoredByBuilder(context, isIgnored, name);
  const options: PackOptions & { readonly umask: number } = {
    // What is there under these names is replaced.
    ignore: path => [ignoreFile, name].includes(relative(path)) || isIgnored?.(relative(path)) === true,
    // Permissions as they are: those that new files would get here say nothing about these.
    umask: 0,
    strict: false,
    map: header => ({ ...header, uid: 0, gid: 0 }),
    finalize: false,
    finish(archive) {
      archive.entry({ name }, Buffer.from(dockerfile));
      archive.entry({ name: ignoreFile }, ignored);
      archive.finalize();
    },
  };
  return {
    stream: pack(context, options),
    dockerfile: name,
    pathIn: error =>
      error instanceof Error && 'path' in error && typeof error.path === 'string' ? relative(error.path) : '',
  };
}

/** The builder takes out of the context what this names of the two files that were added. */
function ignoredByBuilder(context: string, isIgnored: BuildOptions['isIgnored'], name: string): string {
  if (isIgnored?.(ignoreFile) !== true) {
    try {
      return `${readFileSync(join(context, ignoreFile), 'utf8')}\n${name}\n`;
    } catch {
      // There is none, or none that could be sent.
    }
  }
  return `${ignoreFile}\n${name}\n`;
}

/** Hosts that a build may pull base images from; those in variables are not known. */
export function baseRegistries(dockerfile: string): readonly string[] {
  const { stages } = parseDockerfile(dockerfile);
  const names = new Set(stages.map(stage => stage.name?.value.toLowerCase()));
  const bases = stages.map(stage => stage.base?.value ?? '');
  const images = bases.filter(
    base => base !== '' && base !== 'scratch' && !base.includes('$') && !names.has(base.toLowerCase()),
  );
  return [...new Set(images.map(registryOf))];
}
