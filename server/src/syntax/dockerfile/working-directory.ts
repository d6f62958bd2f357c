/**
 * In which folder of the image an instruction works, as WORKDIR sets it, and where the paths of the image lie that other
 * instructions name. A base image has a working directory of its own, which is not known: paths below it start with `?`.
 */

import { rememberLast } from '../../text/remember.ts';
import { codeAt, part } from '../../text/string-methods.ts';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { isDrivePath } from './transfer.ts';
import { expand, scopeAt } from './variables.ts';

/** The working directory of the base image. */
const ofImage = '?';

/** The working directories of a stage: at its start, and from where on another one holds. */
interface Folders {
  readonly start: string | undefined;
  readonly changes: readonly { readonly from: number; readonly folder: string | undefined }[];
}

/**
 * The folder in front of `instruction`, which stands in `stage`: `/app`, `?` or `?/app` below that of the base image.
 * Undefined when it depends on a variable that is not known, or is one of Windows.
 */
export function workingDirectoryAt(file: Dockerfile, stage: Stage, instruction: Instruction): string | undefined {
  const { start, changes } = foldersOf(file)[stage.index] ?? { start: undefined, changes: [] };
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.from ?? 0) < instruction.span.start) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? start : changes[low - 1]?.folder;
}

/** `path`, as written in an instruction that works in `folder`, with `.` and `..` resolved and without a slash at the end. */
export function imagePath(folder: string | undefined, path: string): string | undefined {
  const isAbsolute = codeAt(path, 0) === SLASH;
  if (isAbsolute && isResolved(path)) return withoutLastSlash(path);
  if (path.includes('\\') || isDrivePath(path)) return undefined;
  if (isAbsolute) return normal('', path);
  if (folder === undefined || folder.length > maxPathLength) return undefined;
  if (path === '.' || path === './') return folder;
  if (isResolved(path)) return `${folder === '/' ? '' : folder}/${withoutLastSlash(path)}`;
  return folder.startsWith(ofImage) ? normal(ofImage, `${folder.slice(1)}/${path}`) : normal('', `${folder}/${path}`);
}

/** The path of `inner` as seen from `outer`, '' for the same; undefined when it does not lie in it. */
export function pathWithin(outer: string, inner: string): string | undefined {
  if (inner === outer) return '';
  const folder = outer.endsWith('/') ? outer : `${outer}/`;
  return inner.startsWith(folder) ? inner.slice(folder.length) : undefined;
}

/** By index of the stage; in order, for a stage is only built on earlier ones. */
const foldersOf = rememberLast((file: Dockerfile): readonly Folders[] => {
  const all: Folders[] = [];
  for (const stage of file.stages) {
    const parent = stage.parent && all[stage.parent.index];
    const ofBase = stage.base?.value === 'scratch' ? '/' : ofImage;
    const start = parent ? (parent.changes.length > 0 ? parent.changes.at(-1)?.folder : parent.start) : ofBase;
    const changes: { from: number; folder: string | undefined }[] = [];
    let folder = start;
    for (const instruction of stage.instructions) {
      if (instruction.name !== 'WORKDIR') continue;
      const { span, arguments: words } = instruction;
      const [word] = words;
      if (!word) continue;
      const value = expand(word, scopeAt(file, span.start));
      folder = value.kind === 'known' ? imagePath(folder, value.value) : undefined;
      changes.push({ from: span.start, folder });
    }
    all.push({ start, changes });
  }
  return all;
});

/** The longest path Linux takes. */
const maxPathLength = 4096;

/** Whether nothing is to be resolved in the path, as in nearly all: no part is empty or begins with a dot. */
function isResolved(path: string): boolean {
  const { length } = path;
  let before = codeAt(path, 0) === SLASH ? 0 : SLASH;
  for (let i = 0; i < length; i++) {
    const code = codeAt(path, i);
    if (code === BACKSLASH || (before === SLASH && (code === SLASH || code === DOT))) return false;
    before = code;
  }
  return length > 0;
}

function withoutLastSlash(path: string): string {
  const last = path.length - 1;
  return last > 0 && codeAt(path, last) === SLASH ? part(path, 0, last) : path;
}

const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

/** `root` is '' for a path from the image's root, or `?`; `path` begins with a slash. */
function normal(root: string, path: string): string {
  const parts: string[] = [];
  for (const it of path.split('/')) {
    if (it === '' || it === '.') continue;
    if (it === '..') parts.pop();
    else parts.push(it);
  }
  return root === '' ? `/${parts.join('/')}` : [root, ...parts].join('/');
}
