/**
 * Writes the result of fixes. A file is written only when it still is what was linted, byte for byte, and then in one
 * step: whoever reads it meanwhile sees the old text or the new one. Its mode and, where allowed, its owner stay.
 */
import { randomUUID } from 'node:crypto';
import { chmod, chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { ChangedFile } from './fix.ts';
import { toNativePath } from './native-path.ts';
import { errorCode, errorText } from './system-error.ts';

/** Why nothing was written, in one sentence; undefined when it was written. */
export type WriteFailure = string | undefined;

/** @param folders Core paths of the folders in which a file may really lie, links followed. */
export async function writeChanged(
  { path: file, before, after }: ChangedFile,
  folders: readonly string[],
): Promise<WriteFailure> {
  const named = toNativePath(file);
  try {
    const target =
      before === undefined
        ? path.join(await realpath(path.dirname(named)), path.basename(named))
        : await realpath(named);
    if (!(await isInside(target, folders)))
      return `This is a link to ${target}, outside the project, so it was left alone`;
    if (before === undefined) {
      // Fails when something has appeared there since.
      const handle = await open(target, 'wx');
      await handle.writeFile(after).finally(() => handle.close());
      return undefined;
    }
    const bytes = await readFile(target);
    if (!bytes.equals(Buffer.from(before))) {
      return bytes.toString('utf8') === before
        ? 'The file is not valid UTF-8: writing it would lose what could not be read, so it was left alone'
        : 'The file has changed while it was linted, so it was left alone';
    }
    await replace(target, after);
    return undefined;
  } catch (error) {
    return `The file could not be written: ${errorText(error)}`;
  }
}

async function isInside(target: string, folders: readonly string[]): Promise<boolean> {
  const real = await Promise.all(folders.map(folder => realpath(toNativePath(folder)).catch(() => undefined)));
  return real.some(folder => {
    if (folder === undefined) return false;
    const seen = path.relative(folder, target);
    return seen !== '..' && !seen.startsWith(`..${path.sep}`) && !path.isAbsolute(seen);
  });
}

async function replace(target: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(target);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chown(temporary, uid, gid).catch(() => undefined); // Only root may give files away; then they become ours.
    await chmod(temporary, mode & 0o7777);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    // A folder that is closed to us, or a file that is mounted by itself into a container: only in place is possible.
    if (!['EACCES', 'EPERM', 'EBUSY', 'EXDEV'].includes(errorCode(error) ?? '')) throw error;
    const handle = await open(target, 'r+');
    try {
      await handle.writeFile(text);
      await handle.truncate(Buffer.byteLength(text));
    } finally {
      await handle.close();
    }
  }
}
