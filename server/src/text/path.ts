/**
 * Paths of the core: absolute, separated by `/`, normalised, without a slash at the end except for a root. A root is `/`,
 * a Windows drive (`c:/`), or the start of a resource that is not on a disk (`scheme://authority/`).
 * They are keys: two spellings of one file never occur. Only `lsp/` and `cli/` turn them into URIs or native paths.
 */

import { codeAt, part } from './string-methods.ts';

const rootPattern = /^(?:[a-zA-Z][a-zA-Z0-9+.-]+:\/\/[^/]*\/|[a-zA-Z]:\/|\/)/;

function rootOf(path: string): string {
  // Nearly every path, and asked for it all the time.
  if (path.charAt(0) === '/') return '/';
  return rootPattern.exec(path)?.[0] ?? '';
}

/** Whether `path` names a place by itself, on any system, rather than relative to a folder. */
export function isAbsolute(path: string): boolean {
  return rootOf(path) !== '';
}

/** `relative` seen from `folder`, with `.` and `..` resolved; `..` above the root stays at the root. */
export function join(folder: string, relative: string): string {
  if (isSimple(relative)) return folder.endsWith('/') ? folder + relative : `${folder}/${relative}`;
  const whole = isAbsolute(relative) ? relative : `${folder}/${relative}`;
  const root = rootOf(whole);
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return root + parts.join('/');
}

/** Whether a path has nothing to resolve: words with single slashes between them, as nearly all have. */
function isSimple(relative: string): boolean {
  let isStart = true;
  for (let i = 0; i < relative.length; i++) {
    const code = relative.charCodeAt(i);
    if (code === 58 || (isStart && (code === 46 || code === 47))) return false;
    isStart = code === 47;
  }
  return !isStart;
}

/** The folder that holds `path`; a root holds itself. */
export function dirname(path: string): string {
  const root = rootOf(path);
  const cut = startOfName(path) - 1;
  return cut < root.length ? root : path.slice(0, cut);
}

/** The last part of the path; empty for a root. */
export function basename(path: string): string {
  // A root ends in a slash, too.
  const start = startOfName(path);
  return start === 0 ? path : part(path, start);
}

/** Behind the last slash; 0 without any. Looking back from the end is faster than `lastIndexOf`, for names are short. */
function startOfName(path: string): number {
  let start = path.length;
  while (start > 0 && codeAt(path, start - 1) !== SLASH) start--;
  return start;
}

const SLASH = 47;

/** Whether `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** `path` written as seen from `folder`, for messages: `api/Dockerfile`, `../x`; `.` for the folder itself. */
export function relative(folder: string, path: string): string {
  if (path === folder) return '.';
  if (isWithin(folder, path)) return path.slice(folder.endsWith('/') ? folder.length : folder.length + 1);
  if (rootOf(folder) !== rootOf(path)) return path;
  const from = folder.slice(rootOf(folder).length).split('/').filter(Boolean);
  const to = path.slice(rootOf(path).length).split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}
