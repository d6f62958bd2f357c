/**
 * The only place where the command line turns paths of the operating system into paths of the core (`text/path.ts`) and
 * back. The two functions undo each other.
 */
import * as path from 'node:path';
import { join } from '../text/path.ts';

export type PathStyle = 'posix' | 'windows';

export const pathStyle: PathStyle = process.platform === 'win32' ? 'windows' : 'posix';

/**
 * `native`, which may be relative to `folder` (absolute, native), as a core path: `C:\a\b` → `c:/a/b`,
 * `\\server\share\a` → `file://server/share/a`. A backslash is an ordinary character of a POSIX name.
 */
export function toCorePath(native: string, folder: string, style: PathStyle = pathStyle): string {
  if (style === 'posix') return join('/', path.posix.resolve(folder, native));
  const slashed = path.win32.resolve(folder, native).replaceAll('\\', '/');
  const drive = /^([a-zA-Z]):\//.exec(slashed);
  if (drive?.[1]) return join(`${drive[1].toLowerCase()}:/`, slashed.slice(3));
  return join('/', slashed.startsWith('//') ? `file:${slashed}` : slashed);
}

export function toNativePath(core: string, style: PathStyle = pathStyle): string {
  if (style === 'posix') return core;
  const share = /^file:(\/\/.*)$/.exec(core);
  return (share?.[1] ?? core).replaceAll('/', '\\');
}
