// Writes a stream to a file that is either complete or, when it is given up or breaks, as it was before.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface SaveOptions {
  readonly signal: AbortSignal;
  /** Told all bytes so far: when the first have come, then every megabyte or so. */
  readonly onBytes?: (bytes: number) => void;
  /** Permission bits of a new file; 0o666 less the process's mask when absent. */
  readonly mode?: number;
}

/** Takes the place of a file that is there already. Settles with the number of bytes written. */
export async function saveStream(
  stream: NodeJS.ReadableStream,
  path: string,
  { signal, onBytes = () => undefined, mode }: SaveOptions,
): Promise<number> {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  let bytes = 0;
  let told = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      bytes += chunk.length;
      if (told === 0 || bytes - told >= tellEvery) {
        told = bytes;
        onBytes(bytes);
      }
      next(null, chunk);
    },
  });
  const file = await open(partial, 'wx', mode);
  try {
    await pipeline(stream, count, file.createWriteStream(), { signal });
    await file.close();
    await rename(partial, path);
    return bytes;
  } catch (error) {
    // It may be closed already; Windows removes no open file.
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    // What broke because it was given up has no words of its own.
    signal.throwIfAborted();
    throw error;
  }
}

const tellEvery = 1_000_000;
