// Splits a command line into its words as a shell does, without being one: quotes and backslashes count, variables,
// wildcards and pipes are text.

export type SplitCommand =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly needsShell: boolean }
  | { readonly kind: 'unclosed'; readonly quote: string };

/** `needsShell`: something stands outside of quotes that only a shell understands. */
export function splitCommand(line: string): SplitCommand {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let needsShell = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && /^["\\$`]$/.test(line[i + 1] ?? '')) word += line[++i] ?? '';
      else {
        if (quote === '"' && /[$`]/.test(character)) needsShell = true;
        word += character;
      }
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      word = `${word ?? ''}${line[++i] ?? character}`;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if (/[$`|&;<>*?()]/.test(character)) needsShell = true;
      word = `${word ?? ''}${character}`;
    }
  }
  if (quote !== '') return { kind: 'unclosed', quote };
  if (word !== undefined) words.push(word);
  return { kind: 'words', words, needsShell };
}
