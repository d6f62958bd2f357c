// Puts images in the place of tokens such as `{{debian}}`, so that one pinned file decides what every lesson starts from.

const token = /\{\{([A-Za-z]\w*)\}\}/g;

/** Unknown tokens stay: an exercise may be about templates. */
export function withBases(text: string, bases: Readonly<Record<string, string>>): string {
  return text.replace(token, (written, name: string) => bases[name] ?? written);
}

/** Tokens nobody knows. */
export function unknownBases(text: string, bases: Readonly<Record<string, string>>): readonly string[] {
  return [...text.matchAll(token)].flatMap(([, name = '']) => (name in bases ? [] : [name]));
}
