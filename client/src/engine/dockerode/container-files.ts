// Reads files of containers over the archive API, or by `find` and `stat` where the container runs and has them.
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { extract, type Headers } from 'tar-stream';
import {
  type ContainerFiles,
  type Downloaded,
  type DownloadOptions,
  type FileStat,
  FileTooLarge,
  volumeFolder,
  volumeLabel,
  volumeOpenFor,
} from '../container-files.ts';
import { EngineRefused } from '../engine.ts';
import { listCommand, parseListing, parsePathStat } from '../folder-listing.ts';
import { isLocalName } from '../local-name.ts';
import { saveStream } from '../save-stream.ts';
import type { Sessions } from '../sessions.ts';
import { asked } from './answers.ts';

/** Listings are text; a folder with more than this is listed through the archive. Bytes. */
const longestListing = 16 * 1024 * 1024;
/** Of what a download leaves out, only so many are named. */
const mostLeftOut = 100;
const statHeader = 'x-docker-container-path-stat';

export function containerFilesOf(docker: Dockerode, sessions: Sessions): ContainerFiles {
  const container = (id: string) => docker.getContainer(id);

  async function stat(id: string, path: string): Promise<FileStat | undefined> {
    try {
      const answer = (await asked(container(id).infoArchive({ path }))) as IncomingMessage;
      answer.resume();
      return parsePathStat(String(answer.headers[statHeader] ?? ''));
    } catch (error) {
      if (error instanceof EngineRefused && error.status === 404) return undefined;
      throw error;
    }
  }

  async function listByProgram(id: string, folder: string, signal: AbortSignal | undefined) {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      const session = await sessions.exec(id, { command: listCommand(folder), signal: abort.signal });
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of session.output) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > longestListing) return undefined;
      }
      // An unreadable entry makes it end with 1 although the rest is listed: the archive, read as root, has all.
      return (await session.exitCode) === 0 ? parseListing(Buffer.concat(chunks).toString('utf8'), folder) : undefined;
    } catch (error) {
      signal?.throwIfAborted();
      // It does not run, or has no such programs.
      if (error instanceof EngineRefused) return undefined;
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      abort.abort();
    }
  }

  async function archive(id: string, path: string, signal: AbortSignal | undefined): Promise<NodeJS.ReadableStream> {
    const options = { path, ...(signal ? { abortSignal: signal } : {}) };
    return asked(container(id).getArchive(options));
  }

  /** Everything below the folder is sent, so this can take long; what stands deeper is passed over. */
  async function listByArchive(id: string, folder: string, signal: AbortSignal | undefined) {
    const found = new Map<string, FileStat>();
    await walk(await archive(id, `${folder === '/' ? '' : folder}/.`, signal), header => {
      const parts = header.name.split('/').filter(part => part !== '' && part !== '.');
      const [name] = parts;
      if (name !== undefined && name !== '..' && parts.length === 1) found.set(name, statOf(header));
      return undefined;
    });
    return found;
  }

  return {
    stat,
    async list(id, folder, signal) {
      return (await listByProgram(id, folder, signal)) ?? listByArchive(id, folder, signal);
    },
    async read(id, path, limit) {
      const chunks: Uint8Array[] = [];
      await walk(await archive(id, path, undefined), header => {
        if ((header.size ?? 0) > limit) throw new FileTooLarge(path, header.size ?? 0, limit);
        return header.type === 'file' && chunks.length === 0 ? body => collect(body, chunks) : undefined;
      });
      return Buffer.concat(chunks);
    },
    async download(id, path, target, options) {
      const stream = await archive(id, path, options.signal);
      return unpack(stream, target, options);
    },
    async withImage(imageId, use) {
      const made = await asked(docker.createContainer({ Image: imageId, Cmd: ['none'], NetworkDisabled: true }));
      try {
        return await use(made.id);
      } finally {
        await asked(made.remove({ force: true, v: true }));
      }
    },
    async openVolume(volume, image) {
      const make = (AutoRemove: boolean) =>
        asked(
          docker.createContainer({
            // Among the user's own containers it has to say what it is there for.
            name: `slipway-browses-${volume.slice(0, 40).replaceAll(/[^\w.-]/g, '-')}-${randomBytes(3).toString('hex')}`,
            Image: image,
            Entrypoint: ['sleep'],
            Cmd: [String(volumeOpenFor)],
            User: '0',
            NetworkDisabled: true,
            Labels: { [volumeLabel]: volume },
            HostConfig: {
              AutoRemove,
              Mounts: [{ Type: 'volume', Source: volume, Target: volumeFolder, ReadOnly: true }],
            },
          }),
        );
      const made = await make(true);
      try {
        await asked(made.start());
        return { containerId: made.id };
      } catch (error) {
        if (!(error instanceof EngineRefused)) throw error;
        // The image has no `sleep`, and the engine has removed the container: one that never runs holds the volume, too.
        return { containerId: (await make(false)).id };
      }
    },
    async closeVolume(id) {
      await asked(container(id).remove({ force: true, v: true })).catch(error => {
        // 404: gone already; 409: its own removal is under way.
        if (!(error instanceof EngineRefused) || ![404, 409].includes(error.status)) throw error;
      });
    },
  };
}

type Body = NodeJS.ReadableStream;

/** Calls `visit` for each entry; what it gives back reads the entry's body, else the body is passed over. */
async function walk(
  stream: NodeJS.ReadableStream,
  visit: (header: Headers) => ((body: Body) => Promise<void>) | undefined,
): Promise<void> {
  const tar = extract();
  let reading = Promise.resolve();
  tar.on('entry', (header, body, next) => {
    try {
      const read = visit(header);
      if (read) {
        reading = read(body);
        reading.then(() => next(), next);
      } else {
        body.on('end', () => next());
        body.resume();
      }
    } catch (error) {
      next(error);
    }
  });
  try {
    await pipeline(stream, tar);
  } finally {
    // What it has begun to write it has to put away first; why it broke off the pipeline says.
    await reading.catch(() => undefined);
  }
}

async function collect(body: Body, into: Uint8Array[]): Promise<void> {
  for await (const chunk of body) into.push(Buffer.from(chunk));
}

async function unpack(
  stream: NodeJS.ReadableStream,
  target: string,
  { onProgress, signal }: DownloadOptions,
): Promise<Downloaded> {
  let files = 0;
  let bytes = 0;
  const leftOut: string[] = [];
  const leaveOut = (path: string) => {
    if (leftOut.length < mostLeftOut) leftOut.push(path);
  };
  /** The folder that was made, to be removed when the download breaks off. */
  let begun: string | undefined;
  try {
    await walk(stream, header => {
      // The archive's first part is the name of what was asked for; `..` never stands in an engine's archive.
      const [, ...parts] = header.name.split('/').filter(part => part !== '' && part !== '.');
      if (parts.includes('..')) throw new Error(`The engine sent a path that leaves its folder: ${header.name}`);
      const isRoot = parts.length === 0;
      if (!parts.every(name => isLocalName(name))) {
        leaveOut(header.name);
        return undefined;
      }
      if (header.type === 'directory')
        return async body => {
          body.resume();
          await mkdir(join(target, ...parts), { recursive: !isRoot });
          if (isRoot) begun = target;
        };
      if (header.type !== 'file') {
        leaveOut(header.name);
        return undefined;
      }
      return async body => {
        const before = bytes;
        const onBytes = (ofFile: number) => onProgress(before + ofFile);
        const mode = (header.mode ?? 0o644) & 0o777;
        bytes = before + (await saveStream(body, join(target, ...parts), { signal, mode, onBytes }));
        onProgress(bytes);
        files++;
      };
    });
  } catch (error) {
    if (begun !== undefined) await rm(begun, { recursive: true, force: true });
    // What broke because it was given up has no words of its own.
    signal.throwIfAborted();
    throw error;
  }
  return { files, bytes, leftOut };
}

function statOf({ type, size = 0, mtime, mode = 0 }: Headers): FileStat {
  const kinds = { file: 'file', directory: 'folder', symlink: 'link', link: 'file' } as const;
  return {
    kind: (type && type in kinds && kinds[type as keyof typeof kinds]) || 'other',
    size,
    modifiedAt: mtime?.getTime() ?? 0,
    mode: mode & 0o7777,
  };
}
