// A Dockerfile that stands in a Compose file, found by its lines: the extension has no YAML parser, and of the forms of
// YAML people write this in one, a block scalar in block mappings. Of others the key alone is found, or nothing.
import type { Span } from '../../../server/src/text/span.ts';

export interface InlineDockerfile {
  /** `build`: the service has that key, and the Dockerfile stands elsewhere or in a form that is not read. */
  readonly kind: 'inline' | 'build';
  /** Of `dockerfile_inline`, else of `build`. */
  readonly key: Span;
  /** The lines of the text, with the white space that YAML takes away; absent for other forms than `|`. */
  readonly block?: { readonly lines: readonly Span[]; readonly indent: number };
}

interface Line extends Span {
  readonly indent: number;
  /** Neither blank nor a comment. */
  readonly isContent: boolean;
}

export function inlineDockerfile(text: string, service: string): InlineDockerfile | undefined {
  const lines = linesOf(text);
  const services = childNamed(text, lines, { from: 0, to: lines.length }, 'services', 0);
  const own = services && childNamed(text, lines, below(lines, services.index), service);
  const build = own && childNamed(text, lines, below(lines, own.index), 'build');
  if (!build) return undefined;
  const inline = childNamed(text, lines, below(lines, build.index), 'dockerfile_inline');
  if (!inline) return { kind: 'build', key: build.key };
  const { from, to } = below(lines, inline.index);
  const header = text.slice(inline.key.end, lines[inline.index]?.end);
  if (!/^["']?[ \t]*:[ \t]*\|[-+]?[ \t]*(?:#.*)?\r?$/.test(header)) return { kind: 'inline', key: inline.key };
  const first = lines.slice(from, to).find(line => !isBlank(text, line));
  if (!first) return { kind: 'inline', key: inline.key };
  return { kind: 'inline', key: inline.key, block: { lines: lines.slice(from, to), indent: first.indent } };
}

/** `at` is a place in `built`, the text as it was built: with variables filled in, so that lines may have become others. */
export function placeInInline(
  text: string,
  { lines, indent }: NonNullable<InlineDockerfile['block']>,
  built: string,
  at: Span,
): Span | undefined {
  const builtLines = linesOf(built);
  const find = (offset: number): number => builtLines.findIndex(({ end }) => offset <= end);
  const first = find(at.start);
  const last = at.end > at.start ? find(at.end - 1) : first;
  const from = lines[first];
  const to = lines[last];
  if (!from || !to) return undefined;
  const inFile = (line: Span, builtLine: Line | undefined, offset: number): number | undefined => {
    const content = Math.min(line.start + indent, line.end);
    const isSame =
      builtLine && text.slice(content, line.end).trimEnd() === built.slice(builtLine.start, builtLine.end).trimEnd();
    return isSame ? content + offset - builtLine.start : undefined;
  };
  const start = inFile(from, builtLines[first], at.start) ?? Math.min(from.start + indent, from.end);
  const end = inFile(to, builtLines[last], at.end) ?? to.end;
  return { start, end: Math.max(start, Math.min(end, to.end)) };
}

interface Child {
  readonly index: number;
  readonly key: Span;
}

/** The key among those of one mapping, which all stand in the same column. */
function childNamed(
  text: string,
  lines: readonly Line[],
  { from, to }: { readonly from: number; readonly to: number },
  name: string,
  column?: number,
): Child | undefined {
  const indent = column ?? lines.slice(from, to).find(line => line.isContent)?.indent;
  for (let index = from; index < to; index++) {
    const line = lines[index];
    if (!line?.isContent || line.indent !== indent) continue;
    const start = line.start + line.indent;
    for (const quote of ['', '"', "'"]) {
      const written = `${quote}${name}${quote}`;
      if (!text.startsWith(written, start)) continue;
      const behind = text.slice(start + written.length, line.end);
      if (/^[ \t]*:(?:[ \t\r]|$)/.test(behind)) return { index, key: { start, end: start + written.length } };
    }
  }
  return undefined;
}

/** The lines that belong to the key of this line: those farther in. */
function below(lines: readonly Line[], index: number): { readonly from: number; readonly to: number } {
  const indent = lines[index]?.indent ?? 0;
  let to = index + 1;
  // Comments may stand anywhere, but the text of a block scalar that looks like one is not left of its key.
  while (to < lines.length && ((lines[to]?.indent ?? 0) > indent || lines[to]?.isContent === false)) to++;
  return { from: index + 1, to };
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    let content = start;
    while (content < end && text.charCodeAt(content) === 32) content++;
    const isContent = content < end && text[content] !== '#' && text[content] !== '\r';
    lines.push({ start, end, indent: content - start, isContent });
    if (feed < 0) return lines;
    start = feed + 1;
  }
}

function isBlank(text: string, { start, end }: Span): boolean {
  return text.slice(start, end).trim() === '';
}
