/**
 * Writes the comment that suppresses one finding, where it is a comment: never inside a continued instruction, a heredoc
 * or a block of text.
 */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { YamlFile, YamlNode } from '../syntax/yaml/node.ts';
import { type Edit, insert } from '../text/edit.ts';
import { lineBreakOf, lineIndex } from '../text/line-index.ts';
import { type Span, slice, span } from '../text/span.ts';
import type { ParsedFile } from './parsed-file.ts';

/**
 * The edits that make `suppressionsOf` suppress what the rule says about the place: a comment above the instruction or
 * entry, or one for the whole file where the place is in none (a missing FROM, a file written as one flow mapping). A
 * comment of ours that stands there already gets the id added.
 */
export function suppressHere(parsed: ParsedFile, ruleId: string, at: Span): readonly Edit[] {
  switch (parsed.kind) {
    case 'dockerfile':
      return inDockerfile(parsed.subject.file, ruleId, at);
    case 'compose':
    case 'manifest':
      return inYaml(parsed.subject.file.yaml, ruleId, at);
    case 'ignore-file':
      return aboveLine(parsed.subject.file.text, at.start, ruleId);
  }
}

function inDockerfile(file: Dockerfile, ruleId: string, at: Span): readonly Edit[] {
  const instruction = file.instructionAt(at.start);
  if (instruction) return aboveLine(file.text, instruction.span.start, ruleId);
  const lines = lineIndex(file.text);
  const directive = file.directives.at(-1);
  // A directive counts only while nothing but directives stands above it.
  const line = directive ? lines.positionAt(directive.span.end).line + 1 : 0;
  return forFile(file.text, line, ruleId);
}

function inYaml(file: YamlFile, ruleId: string, at: Span): readonly Edit[] {
  const root = file.documents[0]?.root;
  const entry = root && entryAround(root, contentFrom(file.text, at.start));
  if (entry !== undefined) return aboveLine(file.text, entry, ruleId);
  return forFile(file.text, root ? lineIndex(file.text).positionAt(root.span.start).line : 0, ruleId);
}

/** The offset, moved over the indentation and the `-` of its line when it stands in them. */
function contentFrom(text: string, offset: number): number {
  const lines = lineIndex(text);
  const { start, end } = lines.lineSpan(lines.positionAt(offset).line);
  const leading = /^[ \t]*(?:-[ \t]+)*/.exec(slice(text, span(start, end)))?.[0].length ?? 0;
  return Math.max(offset, start + leading);
}

/** Where the innermost pair or item of a block collection that holds the offset begins; undefined when none does. */
function entryAround(node: YamlNode, offset: number): number | undefined {
  if (node.alias || node.kind === 'scalar' || node.isFlow) return undefined;
  const entries =
    node.kind === 'mapping'
      ? node.pairs.map(({ key, value }) => ({
          start: key.span.start,
          end: Math.max(key.span.end, endOf(value)),
          value,
        }))
      : node.items.map(value => ({ start: value.span.start, end: endOf(value), value }));
  const entry = entries.find(({ start, end }) => start <= offset && offset <= end);
  return entry && (entryAround(entry.value, offset) ?? entry.start);
}

/** An aliased value is written elsewhere; here there is only `*name`. */
function endOf(value: YamlNode): number {
  return (value.alias ?? value.span).end;
}

/** A comment above the line that holds the offset, as far indented as that line. */
function aboveLine(text: string, offset: number, ruleId: string): readonly Edit[] {
  const lines = lineIndex(text);
  const line = lines.positionAt(offset).line;
  const above = lines.lineSpan(line - 1);
  const present = line === 0 ? undefined : /^\s*#\s*slipway ignore=[^\s,]+(?:,[^\s,]+)*/.exec(slice(text, above))?.[0];
  if (present) return [insert(above.start + present.length, `,${ruleId}`)];
  const own = lines.lineSpan(line);
  const start = text.startsWith('\uFEFF') && own.start === 0 ? 1 : own.start;
  const indentation = /^[ \t]*/.exec(slice(text, span(start, own.end)))?.[0] ?? '';
  return [insert(start, `${indentation}# slipway ignore=${ruleId}${lineBreakOf(text)}`)];
}

/** A comment for the whole file above a zero-based line. */
function forFile(text: string, line: number, ruleId: string): readonly Edit[] {
  const lines = lineIndex(text);
  const br = lineBreakOf(text);
  const comment = `# slipway ignore-file=${ruleId}`;
  if (line >= lines.lineCount) return [insert(text.length, `${br}${comment}${br}`)];
  const start = lines.lineSpan(line).start;
  return [insert(text.startsWith('\uFEFF') && start === 0 ? 1 : start, `${comment}${br}`)];
}
