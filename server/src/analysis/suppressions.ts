/**
 * Which findings of a file its comments suppress: our own comments and those of other linters, whose codes lead to our
 * rules through `aka`. A code that no rule has suppresses nothing.
 */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import {
  askingComments,
  type Claim,
  type Covers,
  claimsOf,
  claimsOfCheckDirective,
  coversRule,
} from '../syntax/suppression-comments.ts';
import type { YamlFile } from '../syntax/yaml/node.ts';
import { lineIndex } from '../text/line-index.ts';
import { type Span, slice, span } from '../text/span.ts';
import type { ParsedFile } from './parsed-file.ts';
import { entryEnds } from './yaml-entry-lines.ts';

export interface Suppressions {
  /** Nothing is suppressed, as in most files. */
  readonly isEmpty: boolean;
  /**
   * Whether a comment suppresses what the rule says about a place; the place's start decides.
   * @param aka in place of the rule's, for a finding that has its own
   */
  suppress(rule: Suppressible, at: Span, aka?: readonly string[]): boolean;
}

interface Suppressible {
  readonly id: string;
  readonly aka?: readonly string[];
}

interface Suppression {
  readonly reach: Span;
  readonly covers: Covers;
}

const noSuppressions: Suppressions = { isEmpty: true, suppress: () => false };

export function suppressionsOf(parsed: ParsedFile): Suppressions {
  const list = listOf(parsed);
  if (list.length === 0) return noSuppressions;
  const reachOf = new Map<string, readonly Span[]>();
  return {
    isEmpty: false,
    suppress(rule, at, aka) {
      const key = aka ? `${rule.id} ${aka.join(' ')}` : rule.id;
      let reach = reachOf.get(key);
      if (!reach) {
        const about = aka ? { id: rule.id, aka } : rule;
        reach = merged(list.filter(({ covers }) => coversRule(covers, about)).map(it => it.reach));
        reachOf.set(key, reach);
      }
      return holds(reach, at.start);
    },
  };
}

function listOf(parsed: ParsedFile): readonly Suppression[] {
  switch (parsed.kind) {
    case 'dockerfile':
      return inDockerfile(parsed.subject.file);
    case 'compose':
    case 'manifest':
      return inYaml(parsed.subject.file.yaml);
    case 'ignore-file':
      return inLines(parsed.subject.file.text);
  }
}

/** A comment with what it asks for, and what stands below it without a blank line in between. */
interface Asking<Below> {
  readonly comment: Span;
  readonly claims: readonly Claim[];
  readonly below: Below | undefined;
}

function inDockerfile(file: Dockerfile): readonly Suppression[] {
  const whole = span(0, file.text.length);
  const top = file.instructions[0]?.span.start ?? file.text.length;
  const list: Suppression[] = [];
  for (const { name, value } of file.directives) {
    if (name.value.toLowerCase() !== 'check') continue;
    for (const { covers } of claimsOfCheckDirective(value.value)) list.push({ reach: whole, covers });
  }
  for (const { comment, claims, below } of askingInDockerfile(file)) {
    for (const { reach, covers } of claims) {
      const at = reachInDockerfile(reach, comment);
      if (at) list.push({ reach: at, covers });
    }

    function reachInDockerfile(reach: Claim['reach'], at: Span): Span | undefined {
      switch (reach) {
        case 'line':
          return below?.span;
        case 'block':
          return below?.from ?? below?.span;
        case 'stage':
          return below?.from;
        case 'file':
          return whole;
        case 'file-from-top':
          return at.start < top ? whole : undefined;
        case 'file-from-first-line':
          return lineIsFirst(file.text, at) ? whole : undefined;
      }
    }
  }
  return list;
}

interface BelowInDockerfile {
  /** The instruction; for a comment inside a continued one, the line below it. */
  readonly span: Span;
  /** The stage when the instruction is its FROM. */
  readonly from: Span | undefined;
}

/** From the last comment to the first, so that a comment above another shares what stands below that one. */
function askingInDockerfile(file: Dockerfile): readonly Asking<BelowInDockerfile>[] {
  // In nearly every file there is none.
  if (askingComments(file).length === 0) return [];
  const stages = new Map(file.stages.map(stage => [stage.from.index, stage.span]));
  const found: Asking<BelowInDockerfile>[] = [];
  let next = file.instructions.length;
  let last: { readonly start: number; readonly below: BelowInDockerfile | undefined } | undefined;
  for (const { span: comment } of file.comments.toReversed()) {
    while ((file.instructions[next - 1]?.span.start ?? -1) > comment.start) next--;
    const around = file.instructions[next - 1];
    const inside = around && comment.start < around.span.end ? around : undefined;
    const instruction = file.instructions[next];
    let below: BelowInDockerfile | undefined;
    if (last && last.start < (inside?.span.end ?? instruction?.span.start ?? file.text.length))
      below = isNextLine(file.text, comment.end, last.start) ? last.below : undefined;
    else if (inside) below = { span: nextLine(file.text, comment.end), from: undefined };
    else if (instruction && isNextLine(file.text, comment.end, instruction.span.start))
      below = { span: instruction.span, from: stages.get(instruction.index) };
    last = { start: comment.start, below };
    const claims = claimsOf(file.text.slice(comment.start, comment.end));
    if (claims.length > 0) found.push({ comment, claims, below });
  }
  return found;
}

/** The line below the one that ends at the offset. */
function nextLine(text: string, end: number): Span {
  const start = text.indexOf('\n', end) + 1;
  const stop = text.indexOf('\n', start);
  return span(start, stop < 0 ? text.length : stop);
}

/** Only blanks and a single line break stand between the two offsets. */
function isNextLine(text: string, from: number, to: number): boolean {
  return /^[ \t]*(?:\r\n|\n|\r)[ \t]*$/.test(text.slice(from, to));
}

function lineIsFirst(text: string, comment: Span): boolean {
  return !/[\r\n]/.test(text.slice(0, comment.start));
}

function inYaml(file: YamlFile): readonly Suppression[] {
  const asking = file.comments.flatMap(({ span: comment }) => {
    const claims = claimsOf(slice(file.text, comment));
    return claims.length > 0 ? [{ comment, claims }] : [];
  });
  if (asking.length === 0) return [];

  const lines = lineIndex(file.text);
  const ends = entryEnds(file, lines);
  const whole = span(0, file.text.length);
  const top = file.documents[0]?.root?.span.start ?? file.text.length;
  const commentLines = new Set(file.comments.map(it => lines.positionAt(it.span.start).line));
  const below = new Map<number, number>();

  /** The line a comment speaks of: its own, or the first below that is more than a comment; undefined for a blank one. */
  function lineOf(comment: Span): number | undefined {
    const own = lines.positionAt(comment.start).line;
    if (slice(file.text, span(lines.lineSpan(own).start, comment.start)).trim() !== '') return own;
    let line = own + 1;
    while (commentLines.has(line) && slice(file.text, lines.lineSpan(line)).trimStart().startsWith('#')) {
      const known = below.get(line);
      if (known !== undefined) {
        line = known;
        break;
      }
      line++;
    }
    below.set(own, line);
    return slice(file.text, lines.lineSpan(line)).trim() === '' ? undefined : line;
  }

  function reachInYaml(reach: Claim['reach'], comment: Span): Span | undefined {
    switch (reach) {
      case 'line':
      case 'block': {
        const line = lineOf(comment);
        if (line === undefined) return undefined;
        const { start, end } = lines.lineSpan(line);
        const further = ends.get(line)?.[reach === 'block' ? 'block' : 'inline'] ?? end;
        return span(start, Math.max(end, further));
      }
      case 'stage':
        return undefined;
      case 'file':
        return whole;
      case 'file-from-top':
        return comment.start < top ? whole : undefined;
      case 'file-from-first-line':
        return lineIsFirst(file.text, comment) ? whole : undefined;
    }
  }

  // From the last to the first, so that a long run of comments is walked once.
  return asking.toReversed().flatMap(({ comment, claims }) =>
    claims.flatMap(({ reach, covers }) => {
      const at = reachInYaml(reach, comment);
      return at ? [{ reach: at, covers }] : [];
    }),
  );
}

/** A file of one pattern a line: a comment speaks of the line below it. */
function inLines(text: string): readonly Suppression[] {
  const lines = lineIndex(text);
  const list: Suppression[] = [];
  let below = span(text.length, text.length);
  for (let line = lines.lineCount - 1; line >= 0; line--) {
    const at = lines.lineSpan(line);
    if (text[at.start] !== '#') {
      below = at;
      continue;
    }
    for (const { reach, covers } of claimsOf(slice(text, at)))
      list.push({ reach: reach === 'line' || reach === 'block' ? below : span(0, text.length), covers });
  }
  return list;
}

/** In order, overlapping and touching spans joined. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const it of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && it.start <= last.end) result[result.length - 1] = span(last.start, Math.max(last.end, it.end));
    else result.push(it);
  }
  return result;
}

/** Whether a span of the sorted list holds the offset or ends at it. */
function holds(spans: readonly Span[], offset: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const last = spans[low - 1];
  return last !== undefined && offset <= last.end;
}
