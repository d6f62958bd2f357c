/**
 * `.dockerignore` by Docker's rules: the last matching line decides, a folder's line holds for all below it. Matching
 * takes time in proportion to path times pattern, whatever the pattern.
 * The facts are of moby/patternmatcher; for balena of balena-cli, src/utils/ignore.ts.
 */
import type { Problem } from '../text/problem.ts';
import { type Span, span } from '../text/span.ts';

export interface IgnoreFile {
  readonly text: string;
  /** The lines that are patterns, in order. */
  readonly patterns: readonly IgnorePattern[];
  /** Lines that make the build fail. */
  readonly problems: readonly Problem<'invalid-pattern'>[];
  /** Comment lines, from `#` to the end of the line. */
  readonly comments: readonly Span[];
  /** Cleaned patterns of all lines that bring something back, the builder's own among them. */
  readonly exceptions: readonly string[];
  /**
   * Whether the builder leaves out the file or folder at `path`, which is relative to the context, with `/`. The context
   * itself (`.`) and what is outside of it never are.
   */
  isIgnored(path: string): boolean;
}

export interface IgnorePattern {
  /** Without the white space around. */
  readonly span: Span;
  /** As written, with `!`. */
  readonly text: string;
  /** Cleaned: without `!`, leading and trailing slash, `.` and `..` resolved. */
  readonly pattern: string;
  /** Written with `!`: brings back what earlier lines leave out. */
  readonly isException: boolean;
}

export interface IgnoreOptions {
  /** balena adds lines of its own before and behind those of the file. */
  readonly builder: 'docker' | 'balena';
}

const balenaBefore: readonly string[] = ['**/.git'];
const balenaBehind: readonly string[] = [
  '!**/.balena',
  '!**/.resin',
  '!**/Dockerfile',
  '!**/Dockerfile.*',
  '!**/docker-compose.yml',
];

/** The lines that a builder adds in front of those of the file and behind them. */
export const builtInLines = { before: balenaBefore, behind: balenaBehind } as const;

/** Never throws. An empty text ignores nothing (for balena: what it always ignores). */
export function parseIgnoreFile(text: string, options: IgnoreOptions = { builder: 'docker' }): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const problems: Problem<'invalid-pattern'>[] = [];
  const comments: Span[] = [];
  for (const line of linesOf(text)) {
    if (text.charAt(line.start) === '#') {
      comments.push(line);
      continue;
    }
    const at = trimmed(text, line);
    if (at.start === at.end) continue;
    const pattern = readPattern(text.slice(at.start, at.end), at);
    if (pattern.pattern === '' || !isWellFormed(pattern.pattern)) {
      const message = pattern.pattern === '' ? 'Nothing follows the "!"' : `"${pattern.text}" is not a valid pattern`;
      problems.push({ code: 'invalid-pattern', at, message });
    } else patterns.push(pattern);
  }

  const isBalena = options.builder === 'balena';
  const fixed = (line: string): IgnorePattern => readPattern(line, span(0, 0));
  const all = isBalena ? [...balenaBefore.map(fixed), ...patterns, ...balenaBehind.map(fixed)] : patterns;
  let matchers: readonly Matcher[] | undefined;

  return {
    text,
    patterns,
    problems,
    comments,
    get exceptions() {
      return all.filter(it => it.isException).map(it => it.pattern);
    },
    isIgnored(path) {
      const cleaned = clean(path);
      if (cleaned === '.' || cleaned === '..' || cleaned.startsWith('../')) return false;
      const wanted = cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
      matchers ??= all.map(matcherOf);
      let isIgnored = false;
      for (const { isException, matches } of matchers) {
        // A line that would change nothing need not be looked at.
        if (isException === isIgnored && matches(wanted)) isIgnored = !isException;
      }
      return isIgnored;
    },
  };
}

function* linesOf(text: string): Generator<Span> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed;
    yield span(start, next > start && text.charAt(next - 1) === '\r' ? next - 1 : next);
    start = next + 1;
  }
}

function trimmed(text: string, line: Span): Span {
  const content = text.slice(line.start, line.end);
  const start = line.start + content.length - content.trimStart().length;
  return span(start, Math.max(start, line.start + content.trimEnd().length));
}

function readPattern(text: string, at: Span): IgnorePattern {
  const isException = text.startsWith('!');
  const written = (isException ? text.slice(1) : text).trim();
  const cleaned = written === '' ? '' : clean(written);
  const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return { span: at, text, pattern, isException };
}

/** The shortest path of the same meaning, as Go's `filepath.Clean`: no `.`, no double or trailing slash, `..` resolved. */
function clean(path: string): string {
  const root = path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (root === '') parts.push(part);
  }
  return root + parts.join('/') || '.';
}

interface Matcher {
  readonly isException: boolean;
  /** Whether the pattern matches the path or one of the folders it lies in. */
  readonly matches: (path: string) => boolean;
}

function matcherOf({ pattern, isException }: IgnorePattern): Matcher {
  if (!/[*?[\]\\]/.test(pattern)) {
    return { isException, matches: path => path === pattern || path.startsWith(`${pattern}/`) };
  }
  const tokens = tokensOf(pattern);
  return { isException, matches: path => matchesPathOrFolder(tokens, path) };
}

type Token =
  | { readonly kind: 'character'; readonly code: number }
  /** `?`: one character but the slash. */
  | { readonly kind: 'one' }
  /** `*`: any number of characters but the slash. */
  | { readonly kind: 'some' }
  /** `**` at the end: anything. */
  | { readonly kind: 'rest' }
  /** `**` before something: nothing, or anything that ends in a slash. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly (readonly [number, number])[] };

function tokensOf(pattern: string): readonly Token[] {
  // Docker compares a literal behind a leading `**` with the end of the path, so that `**foo` matches `barfoo`.
  const tail = pattern.slice(2);
  if (pattern.startsWith('**') && tail !== '' && !tail.startsWith('/') && !/[*?[\]\\]/.test(tail)) {
    return [{ kind: 'rest' }, ...charactersOf(tail)];
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === '*' && pattern.charAt(at + 1) === '*') {
      at += pattern.charAt(at + 2) === '/' ? 3 : 2;
      tokens.push({ kind: at >= pattern.length ? 'rest' : 'folders' });
      continue;
    }
    if (character === '*') tokens.push({ kind: 'some' });
    else if (character === '?') tokens.push({ kind: 'one' });
    else if (character === '[') {
      const read = readClass(pattern, at);
      if (read) {
        tokens.push(read.token);
        at = read.end;
        continue;
      }
      tokens.push(...charactersOf(character));
    } else if (character === '\\' && at + 1 < pattern.length) tokens.push(...charactersOf(pattern.charAt(++at)));
    else tokens.push(...charactersOf(character));
    at++;
  }
  return tokens;
}

function charactersOf(text: string): Token[] {
  return Array.from({ length: text.length }, (_, i) => ({ kind: 'character' as const, code: text.charCodeAt(i) }));
}

/** `[a-z]`, `[^a]`; undefined when it does not close, is empty, or has half a range. */
function readClass(pattern: string, open: number): { readonly token: Token; readonly end: number } | undefined {
  let at = open + 1;
  const isNegated = pattern.charAt(at) === '^';
  if (isNegated) at++;
  const ranges: [number, number][] = [];
  const readCharacter = (): number | undefined => {
    const first = pattern.charAt(at);
    if (first === '' || first === '-' || first === ']') return undefined;
    if (first === '\\') at++;
    const code = pattern.charCodeAt(at++);
    return Number.isNaN(code) ? undefined : code;
  };
  while (pattern.charAt(at) !== ']' || ranges.length === 0) {
    const low = readCharacter();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (pattern.charAt(at) === '-') {
      at++;
      high = readCharacter();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
  return { token: { kind: 'class', isNegated, ranges }, end: at + 1 };
}

/** Whether Docker takes the pattern at all; one it does not take stops the build. */
function isWellFormed(pattern: string): boolean {
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === '\\') {
      if (at + 1 >= pattern.length) return false;
      at += 2;
    } else if (character === '[') {
      const read = readClass(pattern, at);
      if (!read) return false;
      at = read.end;
    } else at++;
  }
  return true;
}

const slash = 47;

/**
 * Follows all ways to match at once: `reached[i]` says that the tokens before `i` match what was read. At each slash, and
 * at the end, a way that has used all tokens is a match.
 */
function matchesPathOrFolder(tokens: readonly Token[], path: string): boolean {
  let reached = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  reach(tokens, reached, 0);
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code === slash && at > 0 && reached[tokens.length] !== 0) return true;
    next.fill(0);
    for (const [i, token] of tokens.entries()) if (reached[i] !== 0) step(tokens, token, i, code, next);
    [reached, next] = [next, reached];
  }
  return reached[tokens.length] !== 0;
}

/** How a token is reached: from inside itself, or from before, with all that matches nothing behind it passed too. */
const inside = 1;
const before = 2;

/** Arrives before token `i`, and behind it when it may match nothing. */
function reach(tokens: readonly Token[], reached: Uint8Array, i: number): void {
  for (let at = i; reached[at] !== before && at < reached.length; at++) {
    reached[at] = before;
    const kind = tokens[at]?.kind;
    if (kind !== 'some' && kind !== 'rest' && kind !== 'folders') return;
  }
}

function step(tokens: readonly Token[], token: Token, i: number, code: number, next: Uint8Array): void {
  switch (token.kind) {
    case 'character':
      if (token.code === code) reach(tokens, next, i + 1);
      return;
    case 'one':
      if (code !== slash) reach(tokens, next, i + 1);
      return;
    case 'some':
      if (code !== slash) reach(tokens, next, i);
      return;
    case 'rest':
      reach(tokens, next, i);
      return;
    case 'folders':
      // Once inside, only a slash leads out: the token then no longer matches nothing.
      if (next[i] !== before) next[i] = inside;
      if (code === slash) reach(tokens, next, i + 1);
      return;
    case 'class':
      if (token.ranges.some(([low, high]) => low <= code && code <= high) !== token.isNegated)
        reach(tokens, next, i + 1);
      return;
  }
}
