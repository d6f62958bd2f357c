/**
 * Reads YAML text. The only importer of the YAML library, so that the rest of the server knows nothing but `node.ts`.
 * What `plain-yaml.ts` can read is read there; for everything else there is the library, and both give the same tree.
 * Every limit is applied here, so that walking a file to its last node is bounded.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type Scalar,
  Schema,
} from 'yaml';
import { maxFileLength, maxYamlDepth, maxYamlDocuments, maxYamlProblems, maxYamlTokens } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import { span } from '../../text/span.ts';
import { resolveAliases } from './aliases.ts';
import type { YamlFile, YamlProblemCode, YamlScalar } from './node.ts';
import { documentView } from './node-views.ts';
import { readPlainYaml } from './plain-yaml.ts';
import type { WrittenNode } from './written-node.ts';
import { type LibraryError, problemOf, tooLong } from './yaml-problems.ts';

/** Reads `text`. Never throws: what cannot be read is told in `problems`, and the rest is there. */
export function parseYaml(text: string): YamlFile {
  if (text.length > maxFileLength) {
    return unreadable(text, 'too-long', `This file is longer than ${maxFileLength} characters, so it is not read`);
  }
  // NUL is not allowed in YAML; where it appears the file is an image, an archive, or UTF-16 read as UTF-8.
  if (text.includes('\0')) return unreadable(text, 'binary-file', 'This file is binary, not YAML text');
  const plain = readPlainYaml(text, coreValue);
  return plain ? fileOf(text, [plain.root], plain.comments, []) : parseYamlByLibrary(text);
}

/** The same with the library alone, which reads all there is in YAML. */
export function parseYamlByLibrary(text: string): YamlFile {
  const problems: Problem<YamlProblemCode>[] = [];
  const comments: Comment[] = [];
  const parsed: Document.Parsed[] = [];
  try {
    const composer = new Composer({ schema, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
    const places = new Set<string>();
    const report = (error: LibraryError): void => {
      if (problems.length >= maxYamlProblems) return;
      const problem = problemOf(text, error);
      // One mistake leads to several errors at its place; the first says it.
      const place = `${problem.code} ${problem.at.start}`;
      if (!places.has(place)) problems.push(problem);
      places.add(place);
    };
    reportTo(composer, report);
    for (const document of composer.compose(tokens(text, comments, problems), true, text.length)) {
      parsed.push(document);
      document.errors.forEach(report);
      if (parsed.length === maxYamlDocuments) {
        problems.push(tooLong(document.range[2]));
        break;
      }
    }
  } catch {
    // The library promises not to throw. Should an input make it, the file is reported rather than the analysis lost.
    problems.push({ code: 'invalid-yaml', at: span(0, 0), message: 'This file cannot be read as YAML' });
  }

  if (parsed.length === 0) return { ...unreadable(text, 'invalid-yaml', ''), comments, problems };
  const roots = parsed.map(({ contents }) => (contents && !isNothing(contents) ? written(text, contents) : undefined));
  return fileOf(text, roots, comments, problems);
}

function fileOf(
  text: string,
  roots: readonly (WrittenNode | undefined)[],
  comments: readonly Comment[],
  problems: Problem<YamlProblemCode>[],
): YamlFile {
  const source = { text, targets: resolveAliases(roots, problems) };
  problems.sort((a, b) => a.at.start - b.at.start);
  return { text, documents: roots.map(root => documentView(source, root)), problems, comments };
}

type Comment = YamlFile['comments'][number];
type Ast = NonNullable<Document.Parsed['contents']>;

/** What the library gives for an empty document. */
function isNothing(node: Ast): boolean {
  return isScalar(node) && node.source === '' && node.type === 'PLAIN' && !node.tag;
}

/**
 * Makes the composer hand its errors to us instead of making an `Error` with a stack for each, which takes half a minute
 * for a megabyte of brackets. This replaces a property the library calls private; if it is renamed one day, errors
 * arrive in `document.errors` as before, only slower.
 */
function reportTo(composer: Composer, report: (error: LibraryError) => void): void {
  type Place = number | readonly [number, number] | { readonly offset: number; readonly source?: string };
  Reflect.set(composer, 'onError', (place: Place, code: string, message: string, isWarning?: boolean) => {
    if (isWarning) return;
    if (typeof place === 'number') report({ code, message, pos: [place, place + 1] });
    else if ('offset' in place)
      report({ code, message, pos: [place.offset, place.offset + (place.source?.length ?? 1)] });
    else report({ code, message, pos: [place[0], place[1]] });
  });
}

/** One for all files, because making it costs as much as parsing a small one. Known tags are off, so it never changes. */
const schema = new Schema({ schema: 'core', resolveKnownTags: false });

function unreadable(text: string, code: YamlProblemCode, message: string): YamlFile {
  return { text, documents: [{ root: undefined }], problems: [{ code, at: span(0, 0), message }], comments: [] };
}

const scalarMark = '\x1f';

/**
 * The syntax tokens of the text. Comments are collected on the way, since only the lexer knows their places; nesting is
 * watched here because the library reads nested values by recursion, and its stack would overflow before it noticed.
 */
function* tokens(text: string, comments: Comment[], problems: Problem<YamlProblemCode>[]): Generator<CST.Token> {
  const parser = new Parser();
  let isScalarText = false;
  let count = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (isScalarText) isScalarText = false;
    else if (lexeme === scalarMark) isScalarText = true;
    else if (lexeme.charCodeAt(0) === 35) {
      comments.push({ span: span(parser.offset, parser.offset + lexeme.length), text: lexeme });
    }
    for (const token of parser.next(lexeme)) {
      if (token.type !== 'error' || ++errors <= maxYamlProblems) yield token;
    }
    if (++count > maxYamlTokens) {
      problems.push(tooLong(parser.offset));
      return;
    }
    if (parser.stack.length > maxYamlDepth) {
      const message = `Values are nested more than ${maxYamlDepth} levels deep; the file is not read further`;
      problems.push({ code: 'too-deep', at: span(parser.offset - lexeme.length, parser.offset), message });
      return;
    }
  }
  yield* parser.end();
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isAst(node: unknown): node is Ast {
  return (isScalar(node) || isAlias(node) || isCollection(node)) && !!node.range;
}

/** The library's node as ours. */
function written(text: string, node: Ast): WrittenNode {
  if (isAlias(node)) return { kind: 'alias', span: span(node.range[0], endOf(text, node)), name: node.source };
  if (isScalar(node)) return scalar(text, node);
  const isFlow = node.flow === true;
  const shared = { tag: tagOf(node), anchor: node.anchor, isFlow };
  const start = node.range[0];
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => ({
      key: isAst(key) ? written(text, key) : undefined,
      value: isAst(value) ? written(text, value) : undefined,
    }));
    const last = pairs.at(-1);
    const end = isFlow ? endOf(text, node) : (last?.value ?? last?.key)?.span.end;
    return { kind: 'mapping', span: span(start, end ?? start), ...shared, pairs };
  }
  const items = isSeq(node) ? node.items.filter(isAst).map(item => written(text, item)) : [];
  const end = isFlow ? endOf(text, node) : items.at(-1)?.span.end;
  return { kind: 'sequence', span: span(start, end ?? start), ...shared, items };
}

const styles = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
} as const;

function scalar(text: string, node: Scalar.Parsed): YamlScalar {
  const source = node.source ?? '';
  const style = styles[node.type ?? 'PLAIN'];
  const isLocal = node.tag?.startsWith('!') === true;
  const value = style === 'plain' && isLocal ? coreValue(source) : plainValue(node.value, source);
  const end = endOf(text, node);
  return {
    kind: 'scalar',
    span: span(Math.min(node.range[0], end), end),
    tag: tagOf(node),
    anchor: node.anchor,
    alias: undefined,
    value,
    source,
    style,
  };
}

function isInlineBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** The value where it is one of those we know, else the text. */
function plainValue(value: unknown, text: string): YamlScalar['value'] {
  const isKnown =
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isKnown ? value : text;
}

/** The value of a plain scalar by the core schema. A tag of Compose (`!reset`, `!override`) says nothing about its type. */
function coreValue(text: string): YamlScalar['value'] {
  for (const tag of schema.tags) {
    if (tag.default !== true || !('test' in tag) || !tag.test?.test(text) || !tag.resolve) continue;
    const value: unknown = tag.resolve(text as never, () => undefined, {} as never);
    return plainValue(isScalar(value) ? value.value : value, text);
  }
  return text;
}

const coreTagPrefix = 'tag:yaml.org,2002:';

function tagOf(node: { readonly tag?: string | undefined }): string | undefined {
  return node.tag?.startsWith(coreTagPrefix) ? `!!${node.tag.slice(coreTagPrefix.length)}` : node.tag;
}

/** Where the node's own text ends as written; for block collections their last value tells. */
function endOf(text: string, node: Ast): number {
  const [start, end] = node.range;
  if (isScalar(node) && node.type === 'PLAIN') {
    if (node.source !== '') return end;
    // The library puts a missing value behind the blanks; an edit wants it right behind the colon or dash.
    let at = start;
    while (isInlineBlank(text.charCodeAt(at - 1))) at--;
    return at;
  }
  // A block scalar ends with its line break, and a collection without its bracket with what follows it.
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}
