// How a program in a container lists a folder: `find` hands each entry to `stat`, both in the forms that GNU and busybox
// share. Names may hold anything but a slash, line ends included.
import type { FileStat } from './container-files.ts';
import { isLocalName } from './local-name.ts';

/** For `exec`: nothing of it is read by a shell. */
export function listCommand(folder: string): readonly string[] {
  // A folder that is itself a link is entered by the trailing dot, and no name can be taken for an option.
  const within = `${folder === '/' ? '' : folder}/.`;
  return ['find', within, '-mindepth', '1', '-maxdepth', '1', '-exec', 'stat', '-c', '%f %s %Y %n', '{}', '+'];
}

const entry = /^([0-9a-f]{1,8}) (\d{1,20}) (-?\d{1,20}) /;

/**
 * By name; undefined when the output is not what `listCommand` prints. The programs are those of the container, which may
 * print anything: a name that would lead elsewhere is not believed.
 */
export function parseListing(output: string, folder: string): ReadonlyMap<string, FileStat> | undefined {
  const start = `${folder === '/' ? '' : folder}/./`;
  const found = new Map<string, FileStat>();
  let name: string | undefined;
  let stat: FileStat | undefined;
  const keep = () => {
    if (name !== undefined && stat) found.set(name, stat);
  };
  const lines = output.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const match = entry.exec(line);
    const path = match && line.slice(match[0].length);
    if (match && path?.startsWith(start)) {
      keep();
      const [, mode = '', size = '', modified = ''] = match;
      name = path.slice(start.length);
      stat = {
        ...modeOf(Number.parseInt(mode, 16)),
        size: Number(size),
        modifiedAt: Number(modified) * 1000,
      };
    } else if (name === undefined) {
      return undefined;
    } else {
      // The name before has a line end in it.
      name = `${name}\n${line}`;
    }
  }
  keep();
  return [...found.keys()].every(it => isLocalName(it, 'linux')) ? found : undefined;
}

/** From `st_mode` of POSIX. */
function modeOf(bits: number): Pick<FileStat, 'kind' | 'mode'> {
  const kinds: Readonly<Record<number, FileStat['kind']>> = { 16384: 'folder', 32768: 'file', 40960: 'link' };
  return { kind: kinds[bits & 0xf000] ?? 'other', mode: bits & 0o7777 };
}

/** From the header with which the archive API describes a path: JSON in base64, the mode as Go's `os.FileMode`. */
export function parsePathStat(header: string): FileStat | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    // Not the header of an engine; then nothing is known of the path.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('mode' in value) || typeof value.mode !== 'number')
    return undefined;
  const { mode } = value;
  const size = 'size' in value && typeof value.size === 'number' ? value.size : 0;
  const modified = 'mtime' in value && typeof value.mtime === 'string' ? Date.parse(value.mtime) : Number.NaN;
  const target = 'linkTarget' in value && typeof value.linkTarget === 'string' ? value.linkTarget : '';
  return {
    kind: goKind(mode),
    size,
    modifiedAt: Number.isNaN(modified) ? 0 : modified,
    mode: mode & 0o777,
    ...(target === '' ? {} : { linkTarget: target }),
  };
}

/** Bits of Go's io/fs: directory 31, symbolic link 27; devices, pipes and sockets 26 to 21. */
function goKind(mode: number): FileStat['kind'] {
  const has = (bit: number): boolean => Math.floor(mode / 2 ** bit) % 2 === 1;
  if (has(31)) return 'folder';
  if (has(27)) return 'link';
  return [26, 25, 24, 21].some(has) ? 'other' : 'file';
}
