/**
 * `.dockerignore`: its patterns, and which paths they take out of a build context. Read and matched as the builder does
 * (`moby/patternmatcher`): the last pattern that matches a path or one of its parent folders decides, `!` puts back.
 */

import { lineIndex } from '../text/line-index.ts';
import { type Span, span } from '../text/span.ts';

export interface IgnoreFile {
  readonly text: string;
  readonly patterns: readonly IgnorePattern[];
  /** Whether a path, seen from the context folder with `/` between its parts, is left out. */
  isIgnored(path: string): boolean;
}

export interface IgnorePattern {
  /** The pattern on its line, without white space around it, `!` included. */
  readonly span: Span;
  /** Cleaned: no `!`, no `/` at either end, no `.` parts. */
  readonly pattern: string;
  /** Written with `!`: puts matching paths back. */
  readonly isException: boolean;
}

export function parseIgnoreFile(text: string): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const lines = lineIndex(text);
  for (let line = 0; line < lines.lineCount; line++) {
    const { start, end } = lines.lineSpan(line);
    const first = line === 0 && text.charCodeAt(0) === 0xfeff ? start + 1 : start;
    const whole = text.slice(first, end);
    if (whole.startsWith('#')) continue;
    const written = whole.trim();
    const isException = written.startsWith('!');
    const pattern = clean(isException ? written.slice(1).trim() : written);
    if (pattern === '') continue;
    const at = first + whole.indexOf(written);
    patterns.push({ span: span(at, at + written.length), pattern, isException });
  }
  const matchers = patterns.map(({ pattern }) => compile(pattern));
  return {
    text,
    patterns,
    isIgnored(path) {
      const parts = path.split('/').filter(Boolean);
      let ignored = false;
      patterns.forEach(({ isException }, i) => {
        // A pattern that would change nothing is not tried, as the builder does.
        if (
          isException === ignored &&
          parts.some((_, n) => matches(matchers[i] ?? [], parts.slice(0, n + 1).join('/')))
        ) {
          ignored = !isException;
        }
      });
      return ignored;
    },
  };
}

function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any-but-slash' }
  | { readonly kind: 'star' }
  /** `**`: any characters. */
  | { readonly kind: 'anything' }
  /** `**` and the slash behind it: no folder, or any number. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

function compile(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let i = 0;
  while (i < pattern.length) {
    const char = pattern[i] ?? '';
    if (char === '*' && pattern[i + 1] === '*') {
      i += 2;
      if (pattern[i] === '/') {
        tokens.push({ kind: 'folders' });
        i++;
      } else tokens.push({ kind: 'anything' });
      continue;
    }
    const end = char === '[' ? pattern.indexOf(']', i + 2) : -1;
    if (end > 0) {
      tokens.push(classOf(pattern.slice(i + 1, end)));
      i = end + 1;
      continue;
    }
    if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'any-but-slash' });
    else if (char === '\\' && i + 1 < pattern.length) tokens.push({ kind: 'char', char: pattern[++i] ?? '' });
    else tokens.push({ kind: 'char', char });
    i++;
  }
  return tokens;
}

function classOf(body: string): Token {
  const isNegated = body.startsWith('^');
  const ranges: [string, string][] = [];
  for (let i = isNegated ? 1 : 0; i < body.length; i++) {
    const from = body[i] ?? '';
    if (body[i + 1] === '-' && i + 2 < body.length) {
      ranges.push([from, body[i + 2] ?? '']);
      i += 2;
    } else ranges.push([from, from]);
  }
  return { kind: 'class', isNegated, ranges };
}

/**
 * Follows every way through the pattern at once, one character of the path after the other, so that no pattern takes
 * longer than its length times the path's.
 */
function matches(tokens: readonly Token[], path: string): boolean {
  let states = closure(tokens, new Set([0]));
  for (const char of path) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (!token) continue;
      switch (token.kind) {
        case 'char':
          if (token.char === char) next.add(state + 1);
          break;
        case 'any-but-slash':
          if (char !== '/') next.add(state + 1);
          break;
        case 'star':
          if (char !== '/') next.add(state);
          break;
        case 'anything':
          next.add(state);
          break;
        case 'folders':
          // Stays inside the folders; behind a slash the rest of the pattern may start.
          next.add(state);
          if (char === '/') next.add(state + 1);
          break;
        case 'class':
          if (char !== '/' && token.ranges.some(([a, b]) => a <= char && char <= b) !== token.isNegated)
            next.add(state + 1);
          break;
      }
    }
    if (next.size === 0) return false;
    states = closure(tokens, next, char);
  }
  return states.has(tokens.length);
}

/** The states reached without a character: a star may stand for nothing, `folders` for no folder at a part's start. */
function closure(tokens: readonly Token[], states: Set<number>, before = '/'): Set<number> {
  const waiting = [...states];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const kind = tokens[state]?.kind;
    const passes = kind === 'star' || kind === 'anything' || (kind === 'folders' && before === '/');
    if (passes && !states.has(state + 1)) {
      states.add(state + 1);
      waiting.push(state + 1);
    }
  }
  return states;
}
