/** Sets of ASCII characters that texts are looked through for, where an expression for each of many texts takes too long. */

export type Characters = Uint8Array;

export function charactersOf(list: string): Characters {
  const characters = new Uint8Array(128);
  for (let i = 0; i < list.length; i++) characters[list.charCodeAt(i)] = 1;
  return characters;
}

/** Whether one of them stands anywhere in the text. */
export function holdsOneOf(text: string, characters: Characters): boolean {
  for (let i = 0; i < text.length; i++) if (characters[text.charCodeAt(i)] === 1) return true;
  return false;
}
