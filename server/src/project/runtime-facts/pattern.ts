/** The patterns of the catalogue: words with `*` for any characters, compared in linear time. */
import { basename } from '../../text/path.ts';

/** Whether the whole text fits; `*` stands for any characters, none included. */
export function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  // Most patterns end in their only star.
  return star === pattern.length - 1 ? text.startsWith(pattern.slice(0, star)) : partsFit(pattern.split('*'), text);
}

/** The same test, ready for many texts. */
export function fitting(pattern: string): (text: string) => boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return text => text === pattern;
  const parts = pattern.split('*');
  const [first = '', second = ''] = parts;
  if (star === pattern.length - 1) return text => text.startsWith(first);
  // `*word*`, as most patterns for images are.
  if (parts.length === 3 && first === '' && parts[2] === '') return text => text.includes(second);
  return text => partsFit(parts, text);
}

/** What stands between the stars. */
function partsFit(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? '';
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** A pattern for commands, taken apart; see `Signs.commands`. */
export interface CommandPattern {
  readonly name: string;
  /** The name is a whole path. */
  readonly isPath: boolean;
  /** The alternatives of each wanted word, in order. */
  readonly wanted: readonly (readonly string[])[];
  /** What must not be among the words. */
  readonly unwanted: readonly string[];
}

/** `ip link|addr add !dev` → its parts. */
export function commandPattern(pattern: string): CommandPattern {
  const [name = '', ...words] = pattern.split(' ');
  return {
    name,
    isPath: name.includes('/'),
    wanted: words.filter(word => !word.startsWith('!')).map(word => word.split('|')),
    unwanted: words.filter(word => word.startsWith('!')).map(word => word.slice(1)),
  };
}

/**
 * Whether a command fits: its name (its whole path when the pattern's name holds a `/`), the wanted words among its
 * arguments in this order with others between, and none of the unwanted ones anywhere.
 */
export function commandFits(pattern: CommandPattern, words: readonly string[]): boolean {
  const program = words[0] ?? '';
  if (!fits(pattern.name, pattern.isPath ? program : basename(program))) return false;
  if (pattern.unwanted.some(unwanted => words.some(word => fits(unwanted, word)))) return false;
  let at = 1;
  for (const choices of pattern.wanted) {
    const found = words.findIndex((word, i) => i >= at && choices.some(choice => fits(choice, word)));
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

/** A package's name as it is compared: lower case, `_` as `-`. */
export function packageKey(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes('_') ? lower.replaceAll('_', '-') : lower;
}
