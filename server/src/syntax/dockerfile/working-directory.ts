/**
 * In which folder of the image an instruction works, as WORKDIR sets it, and where the paths of the image lie that other
 * instructions name. A base image has a working directory of its own, which is not known: paths below it start with `?`.
 */

import { rememberLast } from '../../text/remember.ts';
import { codeAt } from '../../text/string-methods.ts';
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
  if (codeAt(path, 0) === SLASH && isNormal(path)) return path;
  if (isDrivePath(path) || path.includes('\\')) return undefined;
  if (path.startsWith('/')) return normal('', path);
  if (folder === undefined || folder.length > maxPathLength) return undefined;
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

/** Whether nothing is to be resolved in an absolute path, as in nearly all: no part is empty or begins with a dot. */
function isNormal(path: string): boolean {
  const { length } = path;
  let before = 0;
  for (let i = 0; i < length; i++) {
    const code = codeAt(path, i);
    if (code === BACKSLASH || (before === SLASH && (code === SLASH || code === DOT))) return false;
    before = code;
  }
  return before !== SLASH;
}

/** Whether one of its parts is `.` or `..`; `/.cache` is a name. */
function hasDotPart(path: string): boolean {
  for (let at = path.indexOf('/.'); at >= 0; at = path.indexOf('/.', at + 1)) {
    const end = path.charCodeAt(at + 2) === DOT ? at + 3 : at + 2;
    if (end === path.length || path.charCodeAt(end) === SLASH) return true;
  }
  return false;
}

const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

/** `root` is '' for a path from the image's root, or `?`; `path` begins with a slash. */
function normal(root: string, path: string): string {
  // Most paths are normal but for a slash at their end.
  if (!path.includes('//') && !hasDotPart(path)) {
    const whole = root + (path.endsWith('/') ? path.slice(0, -1) : path);
    return whole === '' ? '/' : whole;
  }
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return root === '' ? `/${parts.join('/')}` : [root, ...parts].join('/');
}
