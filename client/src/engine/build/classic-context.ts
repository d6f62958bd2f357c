// The context as builders without BuildKit take it: an archive that is packed while it is sent. It carries the Dockerfile
// under a name of its own, which an ignore file inside the archive keeps out of the image.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Headers, type Pack, pack } from 'tar-stream';
import { parseDockerfile } from '../../../../server/src/syntax/dockerfile/parse.ts';
import type { BuildOptions } from '../engine.ts';
import { registryOf } from '../registry/image-reference.ts';
import { type ContextEntry, contextEntries } from './context-entries.ts';
import { readPieces } from './file-sync.ts';

export interface ContextArchive {
  /** Its error is `ContextUnreadable` where a file is at fault. Destroying it ends the reading. */
  readonly stream: Pack;
  /** Its name in the archive. */
  readonly dockerfile: string;
}

const ignoreFile = '.dockerignore';

export function contextArchive(options: BuildOptions, dockerfile: Uint8Array): ContextArchive {
  // The same Dockerfile gives the same name, else nothing could come from the builder's cache.
  const name = `.slipway-${createHash('sha256').update(dockerfile).digest('hex').slice(0, 16)}.Dockerfile`;
  const { context, isIgnored = () => false, mayHoldMore } = options;
  const stream = pack();
  const closed = new Promise<never>((_resolve, reject) => stream.once('close', () => reject(new Error('Given up'))));
  closed.catch(() => undefined);
  const fill = async () => {
    for await (const entry of contextEntries({ root: context, isIgnored, mayHoldMore })) {
      // What is there under these names is replaced.
      if (entry.path === ignoreFile || entry.path === name) continue;
      await Promise.race([add(stream, entry, context, closed), closed]);
    }
    stream.entry({ name }, Buffer.from(dockerfile));
    stream.entry({ name: ignoreFile }, ignoredByBuilder(context, options.isIgnored, name));
    stream.finalize();
  };
  fill().catch(error => stream.destroy(error));
  return { stream, dockerfile: name };
}

/** Settles when the reader has taken it. */
async function add(stream: Pack, entry: ContextEntry, context: string, closed: Promise<never>): Promise<void> {
  const { kind, path, mode, size, modifiedNs, target } = entry;
  const types = { file: 'file', folder: 'directory', link: 'symlink' } as const;
  const header: Headers = {
    ...{ name: path, mode, size, uid: 0, gid: 0, type: types[kind] },
    mtime: new Date(Number(modifiedNs / 1_000_000n)),
    ...(kind === 'link' ? { linkname: target } : {}),
  };
  let sink: ReturnType<Pack['entry']> | undefined;
  const taken = new Promise<void>((resolve, reject) => {
    sink = stream.entry(header, error => (error ? reject(error) : resolve()));
  });
  if (kind !== 'file' || sink === undefined) return taken;
  // Nobody waits for it when the file cannot be read.
  taken.catch(() => undefined);
  const body = sink;
  for await (const piece of readPieces(context, path, size)) {
    const written = new Promise<void>((resolve, reject) => {
      body.write(piece, error => (error ? reject(error) : resolve()));
    });
    written.catch(() => undefined);
    await Promise.race([written, closed]);
  }
  body.end();
  return taken;
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
