/** About how wide a text is where nothing can measure it: a little more rather than less, for any sans-serif typeface. */

/** Shares of the font's size; what is in no group is as wide as `n`. */
const groups: readonly (readonly [string, number])[] = [
  ["iljI.,:;'|!", 0.31],
  ['frt()[]{}/\\-" ', 0.4],
  ['mwMW@%', 0.95],
  ['ABCDEFGHKLNOPQRSTUVXYZ&#', 0.7],
  ['0123456789+→×', 0.64],
];
const widths = new Map(groups.flatMap(([letters, width]) => [...letters].map(letter => [letter, width] as const)));

export interface Lettering {
  /** In pixels. */
  readonly size: number;
  readonly weight: 'normal' | 'bold';
}

export function textWidth(text: string, { size, weight }: Lettering): number {
  let width = 0;
  for (const letter of text) width += widths.get(letter) ?? ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.02 : 0.6);
  return width * size * (weight === 'bold' ? 1.1 : 1);
}

/** The text, or as much of it as fits with `…`: the end is kept where a path ends in what matters. */
export function fitted(text: string, room: number, lettering: Lettering, keep: 'start' | 'both' = 'start'): string {
  if (textWidth(text, lettering) <= room) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  const cut = (count: number): string => {
    const behind = keep === 'both' ? Math.floor(count / 2) : 0;
    return `${letters.slice(0, count - behind).join('')}…${behind > 0 ? letters.slice(-behind).join('') : ''}`;
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(cut(middle), lettering) <= room) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}
