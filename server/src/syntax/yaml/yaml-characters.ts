/** What single characters mean in YAML that stands on lines of its own; see `plain-yaml.ts`. */

export const lineFeed = 10;
export const space = 32;
export const doubleQuote = 34;
export const hash = 35;
export const percent = 37;
export const ampersand = 38;
export const quote = 39;
export const star = 42;
export const comma = 44;
export const dash = 45;
export const dot = 46;
export const colon = 58;
export const question = 63;
export const greater = 62;
export const openBracket = 91;
export const backslash = 92;
export const closeBracket = 93;
export const openBrace = 123;
export const pipe = 124;
export const closeBrace = 125;

/** `---`, `...` or `%` at the start of a line. */
export function isDocumentMark(text: string, at: number, lineStart: number): boolean {
  if (at !== lineStart) return false;
  const code = text.charCodeAt(at);
  if (code === percent) return true;
  if (code !== dash && code !== dot) return false;
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
}

/** A blank, the end of the line or of the text. */
export function isGap(code: number): boolean {
  return code === space || code === lineFeed || Number.isNaN(code);
}

export function isFlowStart(code: number): boolean {
  return code === openBracket || code === openBrace;
}

export function isFlowMark(code: number): boolean {
  return code === comma || isFlowStart(code) || code === closeBracket || code === closeBrace;
}

export function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === dash ||
    code === 95
  );
}

/** Characters that mean something else at the start of a scalar. */
const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map(it => it.charCodeAt(0)));

/** Whether a plain scalar may begin here; `-`, `?` and `:` only in front of more than a blank. */
export function canStartPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // Not at all at the end of the text.
  if (!(code > space)) return false;
  if (!indicators.has(code)) return true;
  return (code === dash || code === colon || code === question) && !isGap(text.charCodeAt(at + 1));
}

/** Where a plain scalar ends on its line; undefined where a colon in it would make it a key. */
export function plainEnd(text: string, start: number): number | undefined {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) break;
    if (code === colon && isGap(text.charCodeAt(at + 1))) return undefined;
    if (code === hash && text.charCodeAt(at - 1) === space) break;
  }
  while (text.charCodeAt(at - 1) === space) at--;
  return at;
}

/** Whether a plain scalar with this first character may be a number, a boolean or null: `+-.0123456789~fFnNtT`. */
export function mayBeOther(code: number): boolean {
  if (code < 97) {
    return (
      (code >= 48 && code <= 57) ||
      code === 43 ||
      code === 45 ||
      code === 46 ||
      code === 70 ||
      code === 78 ||
      code === 84
    );
  }
  return code === 102 || code === 110 || code === 116 || code === 126;
}

/** The text of an escape in double quotes, of those that need no closer look. */
export const escapes = new Map([
  ['\\', '\\'],
  ['"', '"'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
]);
