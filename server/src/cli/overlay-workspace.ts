/**
 * A workspace with some texts laid over it: standard input in place of a file, and the results of fixes before they are
 * written. The workspace below never changes through it.
 */
import type { Workspace } from '../project/workspace.ts';
import { basename, dirname, isWithin } from '../text/path.ts';

export interface OverlayWorkspace extends Workspace {
  /** From now on the file at `path` has this text. Tell the analyzer about it. */
  lay(path: string, text: string): void;
}

export function overlayWorkspace(below: Workspace): OverlayWorkspace {
  const texts = new Map<string, string>();
  return {
    lay: (path, text) => void texts.set(path, text),
    async readFile(path) {
      const text = texts.get(path);
      return text === undefined ? below.readFile(path) : { kind: 'text', text };
    },
    async stat(path) {
      if (texts.has(path)) return 'file';
      const kind = await below.stat(path);
      if (kind !== 'missing') return kind;
      return [...texts.keys()].some(laid => isWithin(path, laid)) ? 'folder' : 'missing';
    },
    async readDirectory(path) {
      const entries = await below.readDirectory(path);
      const names = new Set(entries.map(entry => entry.name));
      const added = [...texts.keys()].filter(laid => dirname(laid) === path && !names.has(basename(laid)));
      return [...entries, ...added.map(laid => ({ name: basename(laid), kind: 'file' as const }))];
    },
  };
}
