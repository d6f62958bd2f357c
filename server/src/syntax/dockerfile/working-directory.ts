/**
 * In which folder of the image an instruction works, as WORKDIR sets it, and where the paths of the image lie that other
 * instructions name. A base image has a working directory of its own, which is not known: paths below it start with `?`.
 */
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { stageChain } from './stage-chain.ts';
import { isDrivePath } from './transfer.ts';
import { expand, scopeAt } from './variables.ts';

/** The working directory of the base image. */
const ofImage = '?';

const memo = new WeakMap<Stage, readonly { readonly from: number; readonly folder: string | undefined }[]>();

/**
 * The folder in front of `instruction`, which stands in `stage`: `/app`, `?` or `?/app` below that of the base image.
 * Undefined when it depends on a variable that is not known, or is one of Windows.
 */
export function workingDirectoryAt(file: Dockerfile, stage: Stage, instruction: Instruction): string | undefined {
  const found = foldersOf(file, stage).findLast(it => it.from < instruction.span.start);
  return found ? found.folder : startOf(file, stage);
}

/** `path`, as written in an instruction that works in `folder`, with `.` and `..` resolved and without a slash at the end. */
export function imagePath(folder: string | undefined, path: string): string | undefined {
  if (isDrivePath(path) || path.includes('\\')) return undefined;
  if (path.startsWith('/')) return normal('', path);
  if (folder === undefined) return undefined;
  return folder.startsWith(ofImage) ? normal(ofImage, `${folder.slice(1)}/${path}`) : normal('', `${folder}/${path}`);
}

/** The path of `inner` as seen from `outer`, '' for the same; undefined when it does not lie in it. */
export function pathWithin(outer: string, inner: string): string | undefined {
  if (inner === outer) return '';
  const folder = outer.endsWith('/') ? outer : `${outer}/`;
  return inner.startsWith(folder) ? inner.slice(folder.length) : undefined;
}

function startOf(file: Dockerfile, stage: Stage): string | undefined {
  const { parent } = stage;
  if (!parent) return stage.base?.value === 'scratch' ? '/' : ofImage;
  for (const it of stageChain(parent).toReversed()) {
    const last = foldersOf(file, it).at(-1);
    if (last) return last.folder;
    if (!it.parent) return startOf(file, it);
  }
  return ofImage;
}

function foldersOf(file: Dockerfile, stage: Stage): readonly { from: number; folder: string | undefined }[] {
  const known = memo.get(stage);
  if (known) return known;
  const folders: { from: number; folder: string | undefined }[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.name !== 'WORKDIR') continue;
    const [word] = instruction.arguments;
    if (!word) continue;
    const { start } = instruction.span;
    const value = expand(word, scopeAt(file, start));
    const before = folders.length > 0 ? folders.at(-1)?.folder : startOf(file, stage);
    folders.push({ from: start, folder: value.kind === 'known' ? imagePath(before, value.value) : undefined });
  }
  memo.set(stage, folders);
  return folders;
}

/** `root` is '' for a path from the image's root, or `?`. */
function normal(root: string, path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return root === '' ? `/${parts.join('/')}` : [root, ...parts].join('/');
}
