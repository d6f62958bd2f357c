// What documents about a container say. Pure.
import type { FileChange, ProcessTable } from '../../engine/containers.ts';

/** In columns; numbers stand at their right end. */
export function processesText(name: string, { titles, processes }: ProcessTable): string {
  const rows = [titles, ...processes];
  const widths = titles.map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)));
  const isNumeric = titles.map((_, i) => processes.length > 0 && processes.every(row => /^\d+$/.test(row[i] ?? '')));
  const lines = rows.map(row =>
    row
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  return `${count} in ${name}\n\n${lines.join('\n')}\n`;
}

/** A path a line, in the order of their names, with Docker's letter in front. */
export function changesText(
  { name, image }: { readonly name: string; readonly image: string },
  changes: readonly FileChange[],
): string {
  if (changes.length === 0) return `Nothing in ${name} differs from its image ${image}.\n`;
  const count = (kind: FileChange['kind']): number => changes.filter(it => it.kind === kind).length;
  const head = `${name} differs from its image ${image} in ${changes.length === 1 ? '1 path' : `${changes.length} paths`}:`;
  const counts = `A ${count('added')} added, C ${count('changed')} changed, D ${count('deleted')} deleted. A folder is changed when something in it is.`;
  const lines = changes
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ kind, path }) => `${letters[kind]} ${oneLine(path)}`);
  return `${head}\n${counts}\n\n${lines.join('\n')}\n`;
}

const letters: Readonly<Record<FileChange['kind'], string>> = { added: 'A', changed: 'C', deleted: 'D' };

/** Line breaks and other control characters, which a path may hold, as escapes. */
function oneLine(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return path.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, it => JSON.stringify(it).slice(1, -1));
}
