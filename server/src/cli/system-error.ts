/** What the operating system's errors say, in words for users. */

/** The code Node gives such an error, `ENOENT` for one; undefined for anything else that was thrown. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EBUSY: 'it is in use',
};

/** One short phrase, without a full stop. */
export function errorText(error: unknown): string {
  const code = errorCode(error);
  const known = code === undefined ? undefined : words[code];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}
