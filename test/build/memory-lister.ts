/** A folder of a context as data: sizes of files by path, and links. */
import type { ContextLister, ListedEntry } from '../../server/src/build/context-walk.ts';

export function listerOf(root: string, files: Readonly<Record<string, number | 'link'>>): ContextLister {
  const folders = new Map<string, Map<string, ListedEntry & { readonly bytes?: number }>>([[root, new Map()]]);
  for (const [path, size] of Object.entries(files)) {
    let at = root;
    const parts = path.split('/');
    for (const [i, name] of parts.entries()) {
      const entries = folders.get(at) ?? new Map();
      folders.set(at, entries);
      at = `${at}/${name}`;
      if (i < parts.length - 1) entries.set(name, { name, kind: 'folder' });
      else entries.set(name, size === 'link' ? { name, kind: 'link' } : { name, kind: 'file', bytes: size });
    }
  }
  return {
    list: async folder => [...(folders.get(folder)?.values() ?? [])],
    sizes: async (folder, names) => names.map(name => folders.get(folder)?.get(name)?.bytes),
  };
}
