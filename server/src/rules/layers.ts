/** What the layers of an image brought so far, and which of it a deletion takes away again. */
import type { Instruction } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import { codeAt, endsWith, indexOf, part, startsWith } from '../text/string-methods.ts';

/** What an instruction left in its layer. */
export interface Brought {
  readonly by: Instruction;
  readonly run: Run | undefined;
  /** A path of the image, `package:` and a name, or `cache:` and a package manager. */
  readonly what: string;
}

/** What the layers so far brought. */
export class Layers {
  readonly #all: Brought[] = [];
  /** As many of these are in the maps, which few files need. */
  #mappedCount = 0;
  #maps: LayerMaps | undefined;

  add(it: Brought): void {
    this.#all.push(it);
  }

  /** The latest that the deletion of `what`, a path that may hold one `*` or a mark, takes away. */
  find(what: string): Brought | undefined {
    const star = indexOf(what, '*');
    if (star < 0) return this.#findBelow(what);
    if (codeAt(what, star - 1) === SLASH && endsWith(what, '*')) return this.#findBelow(part(what, 0, star - 1));
    const folder = folderOf(part(what, 0, star));
    if (this.#all.length <= few) return this.#all.findLast(it => folderOf(it.what) === folder && fits(what, it.what));
    return this.#mapped()
      .byFolder.get(folder)
      ?.findLast(it => fits(what, it.what));
  }

  #findBelow(path: string): Brought | undefined {
    if (this.#all.length <= few) {
      for (let i = this.#all.length - 1; i >= 0; i--) {
        const it = this.#all[i];
        if (it && isAtOrBelow(path, it.what)) return it;
      }
      return undefined;
    }
    return this.#mapped().byPrefix.get(path);
  }

  #mapped(): LayerMaps {
    this.#maps ??= { byPrefix: new Map(), byFolder: new Map() };
    const { byPrefix, byFolder } = this.#maps;
    for (; this.#mappedCount < this.#all.length; this.#mappedCount++) {
      const it = this.#all[this.#mappedCount];
      if (!it) break;
      for (const prefix of prefixesOf(it.what)) byPrefix.set(prefix, it);
      const folder = folderOf(it.what);
      const siblings = byFolder.get(folder);
      if (!siblings) byFolder.set(folder, [it]);
      else if (siblings.length < maxSiblings) siblings.push(it);
    }
    return this.#maps;
  }
}

interface LayerMaps {
  /** By its own path and every folder above it. */
  readonly byPrefix: Map<string, Brought>;
  readonly byFolder: Map<string, Brought[]>;
}

/** Patterns of one RUN, and files of one folder, that are compared with each other. */
const maxPatterns = 50;
const maxSiblings = 200;
/** As many are compared one by one; maps of more are made. */
const few = 12;

/** What of all that a RUN made is none of what it deletes itself, paths that may hold one `*`, and marks. */
export function leftBehind(made: readonly string[], deleted: readonly string[]): readonly string[] {
  if (deleted.length <= few) {
    return made.filter(what => !deleted.some(it => isAtOrBelow(it, what) || fits(it, what)));
  }
  const all = new Set(deleted);
  const patterns = [...all].filter(it => it.includes('*')).slice(0, maxPatterns);
  return made.filter(what => !prefixesOf(what).some(it => all.has(it)) && !patterns.some(it => fits(it, what)));
}

const SLASH = 47;
const QUESTION = 63;

function folderOf(what: string): string {
  return what.slice(0, what.lastIndexOf('/'));
}

/** Whether `what` is `path`, or in a folder of that path; a mark is in none. */
function isAtOrBelow(path: string, what: string): boolean {
  if (!startsWith(what, path)) return false;
  const { length } = path;
  return length === what.length || (codeAt(what, length) === SLASH && isPath(what) && length > 0);
}

export function isPath(what: string): boolean {
  const first = codeAt(what, 0);
  return first === SLASH || first === QUESTION;
}

/** `/a/b/c` → itself, `/a/b`, `/a`; a mark is one by itself. */
function prefixesOf(what: string): readonly string[] {
  const prefixes = [what];
  if (isPath(what)) {
    for (let at = what.lastIndexOf('/'); at > 0; at = what.lastIndexOf('/', at - 1)) prefixes.push(what.slice(0, at));
  }
  return prefixes;
}

/** `*` stands for anything within one part of the path; at the end for all below it, too. Without one nothing fits. */
function fits(pattern: string, what: string): boolean {
  const star = indexOf(pattern, '*');
  if (star < 0 || what.length === star || !what.startsWith(pattern.slice(0, star))) return false;
  if (star === pattern.length - 1) return true;
  const end = pattern.slice(star + 1);
  return !end.includes('*') && what.indexOf('/', star) < 0 && what.endsWith(end) && what.length >= star + end.length;
}
