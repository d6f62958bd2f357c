/** Quotes and expansions, inside words and inside each other. */
import { closeLevels } from './shell-commands.ts';
import type { Level } from './shell-level.ts';
import { levelOf, pushLevel, type ShellState, wordOf } from './shell-state.ts';
import { isNameCharacter, leaveOut } from './shell-word.ts';

const DOUBLE_QUOTE = 34;

/** Characters looked at to tell `$((1+2))` from `$((a); b)`; real arithmetic is far shorter. */
const maxArithmeticLength = 200;

/** The characters that mean something in double quotes. */
const specialInQuotes = new Uint8Array(128);
for (const character of '"$\\`') specialInQuotes[character.charCodeAt(0)] = 1;

/** A `$`, in a word or in an expansion. */
export function readDollar(state: ShellState, level: Level, place: 'outside quotes' | 'in quotes'): void {
  const text = state.text;
  const { word } = level;
  const next = state.text.charCodeAt(state.at + 1);
  if (next === 40) {
    if (word) word.isLiteral = false;
    if (state.text.charCodeAt(state.at + 2) === 40 && isArithmetic(state, state.at + 3)) {
      state.frames.push({ kind: 'arithmetic', depth: 0 });
      state.at += 3;
    } else {
      pushLevel(state, 'substitution', ')');
      state.at += 2;
    }
  } else if (next === 123) {
    if (word) word.isLiteral = false;
    state.frames.push({ kind: 'braces', isInQuotes: place === 'in quotes' });
    state.at += 2;
  } else if (next === 39 && place === 'outside quotes') {
    if (word) leaveOut(word, text, state.at, 1);
    state.at++;
    readAnsiQuote(state, level);
  } else if (next === 34 && place === 'outside quotes') {
    if (word) leaveOut(word, text, state.at, 1);
    state.at++;
  } else if (isNameCharacter(next) || (next < 128 && '@*#?-$!'.includes(text.charAt(state.at + 1)) && next > 0)) {
    if (word) word.isLiteral = false;
    state.at += 2;
  } else state.at++;
}

/** Whether the text from `start` on, behind `((`, is closed by `))` rather than by two separate parentheses. */
export function isArithmetic(state: ShellState, start: number): boolean {
  let depth = 0;
  const end = Math.min(state.text.length, start + maxArithmeticLength);
  for (let at = start; at < end; at++) {
    const code = state.text.charCodeAt(at);
    if (code === 40) depth++;
    else if (code === 41) {
      if (depth === 0) return state.text.charCodeAt(at + 1) === 41;
      depth--;
    }
  }
  return false;
}

export function readSingleQuote(state: ShellState, level: Level): void {
  const text = state.text;
  const word = wordOf(state, level);
  word.isQuoted = true;
  leaveOut(word, text, state.at, 1);
  const close = text.indexOf("'", state.at + 1);
  if (close >= 0) leaveOut(word, text, close, 1);
  state.at = close < 0 ? text.length : close + 1;
}

/** Most hold nothing but characters that stand for themselves, and are read to their end. */
export function readDoubleQuote(state: ShellState, level: Level): void {
  const text = state.text;
  const word = wordOf(state, level);
  word.isQuoted = true;
  leaveOut(word, text, state.at, 1);
  const at = plainEndInQuotes(text, state.at + 1);
  if (text.charCodeAt(at) === DOUBLE_QUOTE) {
    leaveOut(word, text, at, 1);
    state.at = at + 1;
  } else {
    state.frames.push({ kind: 'double quote', isLeftOut: true });
    state.at = at;
  }
}

/** The offset of the first character at or behind `start` that means something in double quotes, or the text's end. */
function plainEndInQuotes(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 && specialInQuotes[code] !== 0) break;
  }
  return at;
}

/** `$'…'`, its opening quote being here: a backslash escapes, which is not decoded. */
function readAnsiQuote(state: ShellState, level: Level): void {
  const text = state.text;
  const word = wordOf(state, level);
  word.isQuoted = true;
  leaveOut(word, text, state.at, 1);
  let at = state.at + 1;
  while (at < text.length && state.text.charCodeAt(at) !== 39) {
    if (state.text.charCodeAt(at) === 92) {
      word.isLiteral = false;
      at++;
    }
    at++;
  }
  if (at < text.length) leaveOut(word, text, at, 1);
  state.at = Math.min(at + 1, text.length);
}

export function readBackslash(state: ShellState, level: Level): void {
  const text = state.text;
  const next = state.text.charCodeAt(state.at + 1);
  const isLineBreak = next === 10 || (next === 13 && state.text.charCodeAt(state.at + 2) === 10);
  if (isLineBreak) {
    const length = next === 10 ? 2 : 3;
    if (level.word) leaveOut(level.word, text, state.at, length);
    state.at += length;
    return;
  }
  const word = wordOf(state, level);
  word.isQuoted = true;
  leaveOut(word, text, state.at, 1);
  state.at = Math.min(state.at + 2, text.length);
}

/** Ends the innermost backtick substitution, whatever is open in it, or begins one. */
export function readBacktick(state: ShellState, level: Level): void {
  if (level.closer === '`') closeLevels(state);
  else {
    if (state.frames.at(-1) === level) wordOf(state, level);
    if (level.word) level.word.isLiteral = false;
    pushLevel(state, 'substitution', '`');
  }
  state.at++;
}

export function inDoubleQuote(state: ShellState, isLeftOut: boolean): void {
  const text = state.text;
  const level = levelOf(state);
  const at = plainEndInQuotes(text, state.at);
  state.at = at;
  if (at >= text.length) return;
  switch (text.charAt(at)) {
    case '"':
      if (isLeftOut && level.word) leaveOut(level.word, text, at, 1);
      state.frames.pop();
      state.at++;
      break;
    case '$':
      readDollar(state, level, 'in quotes');
      break;
    case '`':
      readBacktick(state, level);
      break;
    default: {
      const next = text.charAt(at + 1);
      if (isLeftOut && level.word && '"$`\\'.includes(next)) leaveOut(level.word, text, at, 1);
      else if (isLeftOut && level.word && next === '\n') leaveOut(level.word, text, at, 2);
      state.at = Math.min(at + 2, text.length);
    }
  }
}

/** Inside `${…}`. */
export function inBraces(state: ShellState, isInQuotes: boolean): void {
  const text = state.text;
  switch (text.charAt(state.at)) {
    case '}':
      state.frames.pop();
      state.at++;
      break;
    case '\\':
      state.at = Math.min(state.at + 2, text.length);
      break;
    case "'": {
      const close = isInQuotes ? state.at : text.indexOf("'", state.at + 1);
      state.at = close < 0 ? text.length : close + 1;
      break;
    }
    default:
      readExpansion(state, isInQuotes ? 'in quotes' : 'outside quotes');
  }
}

/** Inside `$((…))` or `((…))`. */
export function inArithmetic(state: ShellState, frame: { depth: number }): void {
  switch (state.text.charAt(state.at)) {
    case '(':
      frame.depth++;
      state.at++;
      break;
    case ')':
      if (frame.depth > 0) {
        frame.depth--;
        state.at++;
        break;
      }
      state.frames.pop();
      state.at += state.text.charCodeAt(state.at + 1) === 41 ? 2 : 1;
      break;
    default:
      readExpansion(state, 'in quotes');
  }
}

/** A character inside an expansion that is nothing to the expansion itself. */
function readExpansion(state: ShellState, place: 'outside quotes' | 'in quotes'): void {
  switch (state.text.charAt(state.at)) {
    case '"':
      state.frames.push({ kind: 'double quote', isLeftOut: false });
      state.at++;
      break;
    case '$':
      if (state.text.charCodeAt(state.at + 1) === 39) state.at++;
      else readDollar(state, levelOf(state), place);
      break;
    case '`':
      readBacktick(state, levelOf(state));
      break;
    default:
      state.at++;
  }
}
