/**
 * Reads YAML text. The only importer of the YAML library, so that the rest of the server knows nothing but `node.ts`.
 * Nodes are made when they are asked for; every limit is applied here, so that walking a file to its last node is bounded.
 */
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  Schema,
} from 'yaml';
import {
  maxFileLength,
  maxYamlAliases,
  maxYamlDepth,
  maxYamlDocuments,
  maxYamlExpandedNodes,
  maxYamlProblems,
  maxYamlTokens,
} from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import { type Span, span } from '../../text/span.ts';
import { entriesByKey } from './merge-keys.ts';
import type {
  YamlDocument,
  YamlEntry,
  YamlFile,
  YamlMapping,
  YamlNode,
  YamlProblemCode,
  YamlScalar,
  YamlSequence,
} from './node.ts';
import { type LibraryError, problemOf, tooLong } from './yaml-problems.ts';

/** Reads `text`. Never throws: what cannot be read is told in `problems`, and the rest is there. */
export function parseYaml(text: string): YamlFile {
  if (text.length > maxFileLength) {
    return unreadable(text, 'too-long', `This file is longer than ${maxFileLength} characters, so it is not read`);
  }
  // NUL is not allowed in YAML; where it appears the file is an image, an archive, or UTF-16 read as UTF-8.
  if (text.includes('\0')) return unreadable(text, 'binary-file', 'This file is binary, not YAML text');

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

  const targets = resolveAliases(parsed, problems);
  const source: Source = { text, targets };
  const documents = parsed.map(document => new LazyDocument(source, document));
  if (documents.length === 0) return { ...unreadable(text, 'invalid-yaml', ''), comments, problems };
  problems.sort((a, b) => a.at.start - b.at.start);
  return { text, documents, problems, comments };
}

type Comment = YamlFile['comments'][number];
type Ast = NonNullable<Document.Parsed['contents']>;

/** What every node of one file shares. */
interface Source {
  readonly text: string;
  /** The node an alias stands for; an alias that is unknown, cyclic or over the limit is absent. */
  readonly targets: ReadonlyMap<Alias, Ast>;
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

/** How much walking a node costs once aliases are followed. */
interface Weight {
  readonly nodes: number;
  readonly aliases: number;
}

/**
 * Finds what each alias stands for, in one walk over the nodes as written, and reports repeated keys on the way. The
 * weight of an anchored node is known before its aliases are met (an anchor comes first), so that the size of the
 * expanded file is known without expanding it.
 */
function resolveAliases(documents: readonly Document.Parsed[], problems: Problem<YamlProblemCode>[]): Map<Alias, Ast> {
  const targets = new Map<Alias, Ast>();
  let nodes = 0;
  let aliases = 0;

  function report(code: YamlProblemCode, at: Span, message: string): void {
    if (problems.length < maxYamlProblems) problems.push({ code, at, message });
  }

  for (const document of documents) {
    const anchors = new Map<string, { readonly node: Ast; weight: Weight | undefined }>();

    function weigh(node: Ast): Weight {
      if (isAlias(node)) return weighAlias(node);
      // Entered before its content is walked: an alias inside then finds it unfinished.
      const anchor = node.anchor === undefined ? undefined : { node, weight: undefined as Weight | undefined };
      if (anchor && node.anchor !== undefined) anchors.set(node.anchor, anchor);
      let count = 1;
      let expansions = 0;
      const add = (child: unknown): void => {
        if (!isAst(child)) return;
        const weight = weigh(child);
        count += weight.nodes;
        expansions += weight.aliases;
      };
      if (isMap(node)) {
        if (node.items.length > 1) findRepeatedKeys(node.items);
        for (const pair of node.items) {
          add(pair.key);
          add(pair.value);
        }
      } else if (isSeq(node)) node.items.forEach(add);
      const weight = { nodes: count, aliases: expansions };
      if (anchor) anchor.weight = weight;
      return weight;
    }

    function weighAlias(alias: Alias.Parsed): Weight {
      const leaf = { nodes: 1, aliases: 0 };
      const at = span(alias.range[0], alias.range[1]);
      const target = anchors.get(alias.source);
      if (!target) {
        report('unknown-alias', at, `No anchor "&${alias.source}" stands before this alias`);
        return leaf;
      }
      if (!target.weight) {
        report('alias-cycle', at, `The alias "*${alias.source}" contains itself`);
        return leaf;
      }
      const weight = { nodes: target.weight.nodes, aliases: target.weight.aliases + 1 };
      if (nodes + weight.nodes > maxYamlExpandedNodes || aliases + weight.aliases > maxYamlAliases) {
        report('alias-cycle', at, `The aliases of this file expand to too much; "*${alias.source}" is not followed`);
        return leaf;
      }
      nodes += weight.nodes;
      aliases += weight.aliases;
      targets.set(alias, target.node);
      return weight;
    }

    function findRepeatedKeys(pairs: readonly { readonly key: unknown }[]): void {
      const seen = new Set<string>();
      for (const { key } of pairs) {
        if (!isScalar(key) || typeof key.source !== 'string' || key.source === '<<') continue;
        if (seen.has(key.source) && key.range) {
          const at = span(key.range[0], key.range[1]);
          report('duplicate-key', at, `The key "${key.source}" is repeated in this mapping`);
        }
        seen.add(key.source);
      }
    }

    if (document.contents) weigh(document.contents);
  }
  return targets;
}

function isAst(node: unknown): node is Ast {
  return (isScalar(node) || isAlias(node) || isCollection(node)) && !!node.range;
}

class LazyDocument implements YamlDocument {
  readonly #source: Source;
  readonly #contents: Ast | null;
  #root: YamlNode | undefined;

  constructor(source: Source, document: Document.Parsed) {
    this.#source = source;
    const { contents } = document;
    const isEmpty = isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && !contents.tag;
    this.#contents = isEmpty ? null : contents;
  }

  get root(): YamlNode | undefined {
    if (this.#contents) this.#root ??= wrap(this.#source, this.#contents, undefined);
    return this.#root;
  }
}

/** The node as the rest of the server sees it; `alias` is the place through which it is reached. */
function wrap(source: Source, node: Ast, alias: Span | undefined): YamlNode {
  if (isMap(node)) return new LazyMapping(source, node, alias);
  if (isSeq(node)) return new LazySequence(source, node, alias);
  if (isScalar(node)) return scalar(source, node, alias);
  const place = alias ?? span(node.range[0], node.range[1]);
  const target = source.targets.get(node);
  return target ? wrap(source, target, place) : nullScalar(span(node.range[0], node.range[1]), place);
}

function nullScalar(at: Span, alias: Span | undefined): YamlScalar {
  return {
    kind: 'scalar',
    span: at,
    tag: undefined,
    anchor: undefined,
    alias,
    value: null,
    source: '',
    style: 'plain',
  };
}

const styles = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
} as const;

function scalar(source: Source, node: Ast, alias: Span | undefined): YamlScalar {
  if (!isScalar(node)) return nullScalar(span(node.range[0], node.range[1]), alias);
  const text = node.source ?? '';
  const style = styles[node.type ?? 'PLAIN'];
  const isLocal = node.tag?.startsWith('!') === true;
  const value = style === 'plain' && isLocal ? coreValue(text) : node.value;
  const end = endOf(source, node);
  return {
    kind: 'scalar',
    span: span(Math.min(node.range[0], end), end),
    tag: tagOf(node),
    anchor: node.anchor,
    alias,
    value: isPlainValue(value) ? value : text,
    source: text,
    style,
  };
}

function isInlineBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isPlainValue(value: unknown): value is YamlScalar['value'] {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The value of a plain scalar under a tag of Compose (`!reset`, `!override`), which says nothing about the type. */
function coreValue(text: string): unknown {
  for (const tag of schema.tags) {
    if (tag.default !== true || !('test' in tag) || !tag.test?.test(text) || !tag.resolve) continue;
    const value: unknown = tag.resolve(text as never, () => undefined, {} as never);
    return isScalar(value) ? value.value : value;
  }
  return text;
}

const coreTagPrefix = 'tag:yaml.org,2002:';

function tagOf(node: { readonly tag?: string | undefined }): string | undefined {
  return node.tag?.startsWith(coreTagPrefix) ? `!!${node.tag.slice(coreTagPrefix.length)}` : node.tag;
}

/** Where the node's own text ends as written: behind `*name` for an alias, behind the last item of a block collection. */
function endOf(source: Source, node: Ast): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    const child = isPair(last) ? (last.value ?? last.key) : last;
    return isAst(child) ? endOf(source, child) : node.range[0];
  }
  const [start, end] = node.range;
  if (isScalar(node) && node.type === 'PLAIN') {
    if (node.source !== '') return end;
    // The library puts a missing value behind the blanks; an edit wants it right behind the colon or dash.
    let at = start;
    while (isInlineBlank(source.text.charCodeAt(at - 1))) at--;
    return at;
  }
  // A block scalar ends with its line break, and a collection without its bracket with what follows it.
  let at = end;
  while (at > start && isBlank(source.text.charCodeAt(at - 1))) at--;
  return at;
}

class LazyEntry implements YamlEntry {
  readonly key: YamlScalar;
  readonly isMerged = false;
  readonly #source: Source;
  readonly #value: Ast | null;
  readonly #alias: Span | undefined;
  #wrapped: YamlNode | undefined;

  constructor(source: Source, key: YamlScalar, value: Ast | null, alias: Span | undefined) {
    this.key = key;
    this.#source = source;
    this.#value = value;
    this.#alias = alias;
  }

  get value(): YamlNode {
    this.#wrapped ??= this.#value
      ? wrap(this.#source, this.#value, this.#alias)
      : nullScalar(span(this.key.span.end, this.key.span.end), this.#alias);
    return this.#wrapped;
  }

  get span(): Span {
    const { start, end } = this.key.span;
    return span(start, this.#value ? Math.max(end, endOf(this.#source, this.#value)) : end);
  }
}

class LazyMapping implements YamlMapping {
  readonly kind = 'mapping';
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly alias: Span | undefined;
  readonly #source: Source;
  readonly #node: Ast;
  #pairs: readonly YamlEntry[] | undefined;
  #entries: ReadonlyMap<string, YamlEntry> | undefined;
  #list: readonly YamlEntry[] | undefined;

  constructor(source: Source, node: Ast, alias: Span | undefined) {
    this.#source = source;
    this.#node = node;
    this.isFlow = isCollection(node) && node.flow === true;
    this.tag = tagOf(node);
    this.anchor = isAlias(node) ? undefined : node.anchor;
    this.alias = alias;
  }

  get span(): Span {
    return span(this.#node.range[0], endOf(this.#source, this.#node));
  }

  get pairs(): readonly YamlEntry[] {
    this.#pairs ??= this.#readPairs();
    return this.#pairs;
  }

  get entries(): readonly YamlEntry[] {
    this.#list ??= [...this.#byKey().values()];
    return this.#list;
  }

  entry(key: string): YamlEntry | undefined {
    return this.#byKey().get(key);
  }

  #readPairs(): YamlEntry[] {
    if (!isMap(this.#node)) return [];
    return this.#node.items.map(pair => {
      const value = isAst(pair.value) ? pair.value : null;
      return new LazyEntry(this.#source, this.#key(pair.key), value, this.alias);
    });
  }

  /** A key that is no scalar (`? [a, b]`) is shown as one without value whose source is its text. */
  #key(key: unknown): YamlScalar {
    if (!isAst(key)) return nullScalar(span(this.#node.range[0], this.#node.range[0]), this.alias);
    const node = wrap(this.#source, key, this.alias);
    if (node.kind === 'scalar') return node;
    const at = span(key.range[0], endOf(this.#source, key));
    return { ...nullScalar(at, this.alias), source: this.#source.text.slice(at.start, at.end) };
  }

  #byKey(): ReadonlyMap<string, YamlEntry> {
    this.#entries ??= entriesByKey(this.pairs);
    return this.#entries;
  }
}

class LazySequence implements YamlSequence {
  readonly kind = 'sequence';
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly alias: Span | undefined;
  readonly #source: Source;
  readonly #node: Ast;
  #items: readonly YamlNode[] | undefined;

  constructor(source: Source, node: Ast, alias: Span | undefined) {
    this.#source = source;
    this.#node = node;
    this.isFlow = isCollection(node) && node.flow === true;
    this.tag = tagOf(node);
    this.anchor = isAlias(node) ? undefined : node.anchor;
    this.alias = alias;
  }

  get span(): Span {
    return span(this.#node.range[0], endOf(this.#source, this.#node));
  }

  get items(): readonly YamlNode[] {
    this.#items ??= isSeq(this.#node)
      ? this.#node.items.filter(isAst).map(item => wrap(this.#source, item, this.alias))
      : [];
    return this.#items;
  }
}
