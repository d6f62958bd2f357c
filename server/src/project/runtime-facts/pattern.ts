/** The patterns of the catalogue: words with `*` for any characters, compared in linear time. */

/** Whether the whole text fits; `*` stands for any characters, none included. */
export function fits(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/**
 * Whether a command fits `name word|word !word`: its name (its whole path when the pattern's name holds a `/`), the words
 * among its arguments in this order with others between, and none of the words behind `!` anywhere.
 */
export function commandFits(pattern: string, words: readonly string[]): boolean {
  const [name = '', ...wanted] = pattern.split(' ');
  const program = words[0] ?? '';
  if (!fits(name, name.includes('/') ? program : program.slice(program.lastIndexOf('/') + 1))) return false;
  let at = 1;
  for (const want of wanted) {
    if (want.startsWith('!')) {
      if (words.some(word => fits(want.slice(1), word))) return false;
      continue;
    }
    const choices = want.split('|');
    const found = words.findIndex((word, i) => i >= at && choices.some(choice => fits(choice, word)));
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

/** A package's name as it is compared: lower case, `_` as `-`. */
export function packageKey(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
