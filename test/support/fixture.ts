/**
 * Reads a test written as Markdown: headings are tests, fences are files, runs of carets are expected findings. Knows
 * the notation only; `check.ts` compares with what the analyzer says. Everything unclear is an error of the fixture.
 *
 * Notation:
 *   ## A heading is a test
 *   `path/of/file`                the line before a fence names the file; its language may be followed by the words
 *                                 `crlf`, `bom` and `no-eol` (no line break at the end)
 *   #    ^^^^ error a/rule: text  the finding's range in the nearest file line above, its severity, rule and message;
 *                                 the message may be left out, or end in … for any rest
 *   #^^^ …                        a range that begins in column 0
 *   #  | …                        an empty range in front of that column
 *   #  ^^^+2 …                    a range that ends at the end of the second file line further down
 *   #  ^^^+2:7 …                  … or there in front of column 7
 *   #    ^^^^ related: text       a place some finding relates to
 *   After `title`:                a fence `diff` follows: what the fix of that title changes. The nth one of the same
 *                                 title speaks of the nth finding that offers it. Several files: `@@ path @@` lines.
 *   No findings.                  the claim of a test without markers
 *   <|>                           the cursor; the fence named after a feature holds its answer
 */
import { lineIndex } from '../../server/src/text/line-index.ts';
import { type Span, span } from '../../server/src/text/span.ts';

export interface Fixture {
  readonly title: string;
  /** One-based line of the heading. */
  readonly line: number;
  readonly files: readonly FixtureFile[];
  readonly afters: readonly After[];
  readonly features: readonly FeatureAnswer[];
  readonly cursor: { readonly path: string; readonly offset: number } | undefined;
  readonly claimsSilence: boolean;
}

export interface FixtureFile {
  readonly path: string;
  /** Without markers and cursor. */
  readonly text: string;
  readonly markers: readonly Marker[];
}

export interface Marker {
  readonly at: Span;
  /** Undefined for a related place. */
  readonly expects: { readonly severity: string; readonly rule: string } | undefined;
  /** Undefined when any message will do. */
  readonly message: string | undefined;
}

export interface After extends Fence {
  /** The title of the fix. */
  readonly title: string;
}

export interface FeatureAnswer extends Fence {
  readonly feature: string;
}

/** The lines of a fence, and where they stand in the Markdown so that `UPDATE=1` can rewrite them. */
export interface Fence {
  readonly lines: readonly string[];
  /** Zero-based line behind the opening fence, and of the closing fence. */
  readonly from: number;
  readonly to: number;
}

const cursorMark = '<|>';

export function readFixtures(markdown: string): readonly Fixture[] {
  const lines = markdown.split('\n');
  const fixtures: Fixture[] = [];
  let open: Draft | undefined;
  /** What the text before a fence said about it. */
  let before: { readonly kind: 'file' | 'after'; readonly name: string } | undefined;

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heading = /^## +(.+)$/.exec(line)?.[1];
    if (heading) {
      open = newDraft(heading.trim(), i + 1);
      fixtures.push(open);
      continue;
    }
    const fence = /^(`{3,})\s*(.*)$/.exec(line);
    if (fence) {
      const [, ticks = '```', info = ''] = fence;
      const to = lines.findIndex((it, at) => at > i && it.trimEnd() === ticks);
      if (to < 0) throw new Error(`line ${i + 1}: this fence is never closed`);
      if (!open) throw new Error(`line ${i + 1}: a fence before the first "## " heading belongs to no test`);
      addFence(open, before, info, { lines: lines.slice(i + 1, to), from: i + 1, to });
      before = undefined;
      i = to;
      continue;
    }
    const path = /^`([^`]+)`$/.exec(line.trim())?.[1];
    const title = /^After `(.+)`:$/.exec(line.trim())?.[1];
    if (before && (path || title)) throw new Error(`line ${i + 1}: no fence follows \`${before.name}\``);
    if (path) before = { kind: 'file', name: path };
    else if (title) before = { kind: 'after', name: title };
    else if (line.trim() === 'No findings.' && open) open.claimsSilence = true;
  }
  if (before) throw new Error(`no fence follows \`${before.name}\``);
  return fixtures;
}

interface Draft extends Fixture {
  readonly files: FixtureFile[];
  readonly afters: After[];
  readonly features: FeatureAnswer[];
  cursor: Fixture['cursor'];
  claimsSilence: boolean;
}

function newDraft(title: string, line: number): Draft {
  return { title, line, files: [], afters: [], features: [], cursor: undefined, claimsSilence: false };
}

function addFence(
  test: Draft,
  before: { readonly kind: 'file' | 'after'; readonly name: string } | undefined,
  info: string,
  fence: Fence,
): void {
  const [language = '', ...options] = info.split(/\s+/).filter(Boolean);
  if (before?.kind === 'after') {
    if (language !== 'diff') throw new Error(`line ${fence.from}: a diff must follow After \`${before.name}\``);
    test.afters.push({ title: before.name, ...fence });
  } else if (before) {
    if (test.files.some(file => file.path === before.name))
      throw new Error(`line ${fence.from}: ${before.name} stands twice in one test`);
    const { cursor, ...file } = readFile(before.name, fence, options);
    test.files.push(file);
    if (cursor !== undefined) {
      if (test.cursor) throw new Error(`line ${fence.from}: a test has one cursor`);
      test.cursor = { path: before.name, offset: cursor };
    }
  } else if (language !== '') {
    test.features.push({ feature: language, ...fence });
  } else {
    throw new Error(
      `line ${fence.from}: say above this fence which \`file\` it is, or name a feature behind its ticks`,
    );
  }
}

/** `#`, blanks and carets; or `#^`, `#|` for column 0. */
const markerLine = /^(\s*)#(\s*)(\^+|\|)(?:\+(\d+)(?::(\d+))?)?\s+(.*)$/;

interface Pending {
  readonly fileLine: number;
  readonly column: number;
  readonly width: number;
  readonly further: { readonly lines: number; readonly column: number | undefined } | undefined;
  readonly says: string;
  readonly at: number;
}

function readFile(
  path: string,
  fence: Fence,
  options: readonly string[],
): FixtureFile & { cursor: number | undefined } {
  const kept: string[] = [];
  const pending: Pending[] = [];
  for (const [i, line] of fence.lines.entries()) {
    const marker = markerLine.exec(line);
    if (!marker) {
      kept.push(line);
      continue;
    }
    const [, indent = '', gap = '', carets = '', lines, column, says = ''] = marker;
    // A caret right behind `#` begins where `#` stands, for that column cannot be marked otherwise.
    const start = indent.length + (gap === '' ? 0 : 1 + gap.length);
    const width = carets === '|' ? 0 : carets.length + (gap === '' ? 1 : 0);
    const further =
      lines === undefined ? undefined : { lines: +lines, column: column === undefined ? column : +column };
    pending.push({ fileLine: kept.length - 1, column: start, width, further, says, at: fence.from + i + 1 });
  }

  const known = new Set(['crlf', 'bom', 'no-eol']);
  const odd = options.find(option => !known.has(option));
  if (odd) throw new Error(`line ${fence.from}: ${path}: "${odd}" is none of crlf, bom, no-eol`);
  const br = options.includes('crlf') ? '\r\n' : '\n';
  const bom = options.includes('bom') ? '\uFEFF' : '';
  let text = bom + kept.join(br) + (kept.length === 0 || options.includes('no-eol') ? '' : br);
  const cursorAt = text.indexOf(cursorMark);
  if (cursorAt >= 0) text = text.slice(0, cursorAt) + text.slice(cursorAt + cursorMark.length);

  const index = lineIndex(text);
  const markers = pending.map((it): Marker => {
    if (it.fileLine < 0 && it.width > 0) throw new Error(`line ${it.at}: this marker has no line above it`);
    // A byte order mark is a character of the text, not of the line as one sees it.
    const lineAt = (line: number): Span => {
      const { start, end } = index.lineSpan(line);
      return span(line === 0 ? start + bom.length : start, end);
    };
    const own = lineAt(Math.max(0, it.fileLine));
    const start = own.start + it.column;
    let end = start + it.width;
    if (end > own.end) throw new Error(`line ${it.at}: this marker is longer than the line above it`);
    if (it.further) {
      const last = lineAt(it.fileLine + it.further.lines);
      end = it.further.column === undefined ? last.end : last.start + it.further.column;
    }
    return { at: span(start, end), ...readClaim(it.says, it.at) };
  });
  return { path, text, markers, cursor: cursorAt < 0 ? undefined : cursorAt };
}

function readClaim(says: string, line: number): Pick<Marker, 'expects' | 'message'> {
  const related = /^related: (.+)$/.exec(says);
  if (related) return { expects: undefined, message: related[1] };
  const finding = /^(error|warning|hint) ([a-z0-9/-]+)(?:: (.+))?$/.exec(says);
  if (!finding)
    throw new Error(`line ${line}: "${says}" is neither "severity area/rule: message" nor "related: message"`);
  const [, severity = '', rule = '', message] = finding;
  return { expects: { severity, rule }, message };
}
