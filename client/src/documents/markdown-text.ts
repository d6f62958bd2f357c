// Markdown of documents that are read: what comes from files stands in it as it is, and whole.

/** Cells are Markdown; a bar in them is no border. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(it => it.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(names), row(names.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Words of a file that must not become Markdown. */
export function text(words: string): string {
  return words.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_{}[\]<>#]/g, '\\$&');
}

/** In as many backticks as the text needs. */
export function code(words: string): string {
  const line = words.replaceAll(/[\r\n]+/g, ' ');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const blank = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return line === '' ? '' : `${ticks}${blank}${line}${blank}${ticks}`;
}

export function fence(words: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(words) + 1));
  return `${ticks}${language}\n${words.endsWith('\n') ? words.slice(0, -1) : words}\n${ticks}`;
}

function longestRun(words: string): number {
  return Math.max(0, ...(words.match(/`+/g) ?? []).map(it => it.length));
}
