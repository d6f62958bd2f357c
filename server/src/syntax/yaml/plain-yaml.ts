/**
 * A quick reader for YAML as nearly every Compose file is written: one document of block mappings and sequences,
 * scalars on one line, flow collections, block scalars, anchors and aliases. Whatever else it meets, every mistake
 * included, makes it give up at once, and the YAML library reads the file instead. So it need not know all of YAML; it
 * must never read a text in another way than the library, which a test compares on real and on damaged files.
 */
import { type Span, span } from '../../text/span.ts';
import { readBlockScalar } from './block-scalar.ts';
import type { YamlFile, YamlScalar } from './node.ts';
import { nullScalar, type WrittenNode, type WrittenPair } from './written-node.ts';
import {
  ampersand,
  backslash,
  canStartPlain,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  escapes,
  greater,
  hash,
  isDocumentMark,
  isFlowMark,
  isFlowStart,
  isGap,
  isNameCharacter,
  lineFeed,
  mayBeOther,
  openBrace,
  openBracket,
  pipe,
  plainEnd,
  question,
  quote,
  space,
  star,
} from './yaml-characters.ts';

export interface PlainYaml {
  readonly root: WrittenNode;
  readonly comments: YamlFile['comments'];
}

/** The value of a plain scalar by the core schema. */
export type CoreValue = (text: string) => YamlScalar['value'];

/** Longer ones are the library's, whose work is bounded by the number of its tokens. */
const maxLength = 1_000_000;
/** No Compose file comes near; the library says what is too deep. */
const maxDepth = 40;
/** Longer keys are a mistake. */
const maxKeyLength = 1_000;

/** The tree and the comments of the text; undefined for one that is left to the library. */
export function readPlainYaml(text: string, coreValue: CoreValue): PlainYaml | undefined {
  // Tabs may be indentation, carriage returns may break lines, and a byte order mark stands for nothing.
  if (text.length > maxLength || /[\t\r\uFEFF]/.test(text)) return undefined;
  const reader = new Reader(text, coreValue);
  const root = reader.document();
  return root && { root, comments: reader.comments };
}

interface Mark {
  readonly anchor: string | undefined;
}

const unmarked: Mark = { anchor: undefined };

class Reader {
  readonly comments: { readonly span: Span; readonly text: string }[] = [];
  readonly #text: string;
  readonly #coreValue: CoreValue;
  #at = 0;
  #lineStart = 0;
  /** Of the content at `#at`, in columns; -1 behind the last line, and once the reader has given up. */
  #indent = -1;
  #depth = 0;
  /** Of the collection that holds the flow collection being read. */
  #flowIndent = 0;
  #hasGivenUp = false;

  constructor(text: string, coreValue: CoreValue) {
    this.#text = text;
    this.#coreValue = coreValue;
  }

  document(): WrittenNode | undefined {
    const text = this.#text;
    this.#toContent();
    if (this.#indent === 0 && this.#code(0) === dash && text.startsWith('---', this.#at)) {
      this.#at += 3;
      this.#endLine();
    }
    if (this.#indent < 0 || isDocumentMark(text, this.#at, this.#lineStart)) return undefined;
    const root = this.#block(this.#indent);
    return this.#hasGivenUp || this.#indent >= 0 ? undefined : root;
  }

  #code(offset: number): number {
    return this.#text.charCodeAt(this.#at + offset);
  }

  #giveUp(): WrittenNode {
    this.#hasGivenUp = true;
    this.#indent = -1;
    this.#at = this.#text.length;
    return nullScalar(span(0, 0), undefined);
  }

  /** From the start of a line to the next content, over blank lines and comments. */
  #toContent(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      this.#lineStart = this.#at;
      while (text.charCodeAt(this.#at) === space) this.#at++;
      const code = text.charCodeAt(this.#at);
      if (code === hash) this.#comment();
      else if (code !== lineFeed && this.#at < text.length) {
        this.#indent = this.#at - this.#lineStart;
        return;
      }
      this.#at++;
    }
    this.#at = text.length;
    this.#indent = -1;
  }

  /** To the end of the line. */
  #comment(): void {
    const start = this.#at;
    const end = this.#text.indexOf('\n', start);
    this.#at = end < 0 ? this.#text.length : end;
    this.comments.push({ span: span(start, this.#at), text: this.#text.slice(start, this.#at) });
  }

  /** Behind a value: nothing but a comment may follow on its line. Then to the next content. */
  #endLine(): void {
    const text = this.#text;
    while (text.charCodeAt(this.#at) === space) this.#at++;
    if (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === hash && this.#code(-1) === space) this.#comment();
      else if (code !== lineFeed) {
        this.#giveUp();
        return;
      }
      this.#at++;
    }
    this.#toContent();
    if (this.#indent === 0 && isDocumentMark(text, this.#at, this.#lineStart)) this.#giveUp();
  }

  /** What begins at the content, whose column is `indent`. */
  #block(indent: number, mark = unmarked): WrittenNode {
    if (this.#depth >= maxDepth) return this.#giveUp();
    this.#depth++;
    const node = this.#isItem() ? this.#sequence(indent, mark) : this.#mapping(indent, mark);
    this.#depth--;
    return node;
  }

  #isItem(): boolean {
    return this.#code(0) === dash && isGap(this.#code(1));
  }

  #mapping(indent: number, { anchor }: Mark): WrittenNode {
    const start = this.#at;
    const pairs: WrittenPair[] = [];
    let end = start;
    while (this.#indent === indent) {
      const key = this.#key();
      if (!key) return this.#giveUp();
      const value = this.#value(indent, this.#at, true);
      end = value.span.end;
      pairs.push({ key, value });
    }
    if (this.#indent > indent) return this.#giveUp();
    return { kind: 'mapping', span: span(start, end), tag: undefined, anchor, isFlow: false, pairs };
  }

  #sequence(indent: number, { anchor }: Mark): WrittenNode {
    const start = this.#at;
    const items: WrittenNode[] = [];
    let end = start;
    while (this.#indent === indent && this.#isItem()) {
      this.#at++;
      const item = this.#item(indent, this.#at);
      end = item.span.end;
      items.push(item);
    }
    if (this.#indent > indent) return this.#giveUp();
    return { kind: 'sequence', span: span(start, end), tag: undefined, anchor, isFlow: false, items };
  }

  /** Behind a dash: a value, or a collection that begins on the same line. */
  #item(indent: number, behind: number): WrittenNode {
    this.#skipSpaces();
    const code = this.#code(0);
    if (this.#at > behind && code !== ampersand && code !== star) {
      if (this.#isItem() || (!isFlowStart(code) && this.#startsWithKey())) {
        this.#indent = this.#at - this.#lineStart;
        return this.#block(this.#indent);
      }
    }
    return this.#value(indent, behind, false);
  }

  /** Whether a key begins here, without reading it. */
  #startsWithKey(): boolean {
    const start = this.#at;
    const key = this.#key();
    this.#at = start;
    return key !== undefined;
  }

  /** A key with its colon; undefined where there is none on the line. */
  #key(): YamlScalar | undefined {
    const text = this.#text;
    const start = this.#at;
    const code = text.charCodeAt(start);
    if (code === doubleQuote || code === quote) {
      const key = this.#quoted();
      if (!key) return undefined;
      this.#skipSpaces();
      if (this.#code(0) !== colon || !isGap(this.#code(1)) || this.#at - start > maxKeyLength) return undefined;
      this.#at++;
      return key;
    }
    if (!canStartPlain(text, start)) return undefined;
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === colon && isGap(text.charCodeAt(at + 1))) break;
      if (code === lineFeed || at >= text.length) return undefined;
      if (code === hash && text.charCodeAt(at - 1) === space) return undefined;
    }
    if (at - start > maxKeyLength) return undefined;
    let end = at;
    while (text.charCodeAt(end - 1) === space) end--;
    this.#at = at + 1;
    return this.#plain(start, end);
  }

  /**
   * What stands behind a colon or dash at `behind`, in a collection of that indentation, on this line or below. A
   * sequence that is the value of a key may stand as far left as the key.
   */
  #value(indent: number, behind: number, ofKey: boolean): WrittenNode {
    const text = this.#text;
    this.#skipSpaces();
    let anchor: string | undefined;
    if (this.#code(0) === ampersand) {
      anchor = this.#name();
      if (anchor === undefined || !isGap(this.#code(0))) return this.#giveUp();
      this.#skipSpaces();
      if (this.#code(0) === star || this.#code(0) === ampersand) return this.#giveUp();
    }
    const mark = anchor === undefined ? unmarked : { anchor };
    const code = this.#code(0);
    switch (code) {
      case star: {
        const start = this.#at;
        const name = this.#name();
        if (name === undefined || !isGap(this.#code(0))) return this.#giveUp();
        const end = this.#at;
        this.#endLine();
        return { kind: 'alias', span: span(start, end), name };
      }
      case pipe:
      case greater:
        return this.#blockScalar(indent, mark);
      case openBracket:
      case openBrace:
        return this.#flowValue(indent, mark);
      case doubleQuote:
      case quote: {
        const node = this.#quoted(mark);
        this.#endLine();
        return node ?? this.#giveUp();
      }
    }
    if (code === lineFeed || code === hash || this.#at >= text.length) {
      this.#endLine();
      if (this.#indent > indent) return this.#below(indent, mark);
      if (ofKey && this.#indent === indent && this.#isItem()) return this.#block(indent, mark);
      return anchor === undefined ? nullScalar(span(behind, behind), undefined) : this.#giveUp();
    }
    const start = this.#at;
    if (!canStartPlain(text, start)) return this.#giveUp();
    const end = plainEnd(text, start);
    if (end === undefined) return this.#giveUp();
    this.#at = end;
    const node = this.#plain(start, end, mark);
    this.#endLine();
    return node;
  }

  /** A value that begins on a line of its own, perhaps with its anchor on another one. */
  #below(indent: number, mark: Mark): WrittenNode {
    if (this.#code(0) === ampersand && mark.anchor === undefined) {
      const anchor = this.#name();
      this.#endLine();
      return anchor !== undefined && this.#indent > indent ? this.#block(this.#indent, { anchor }) : this.#giveUp();
    }
    return isFlowStart(this.#code(0)) ? this.#flowValue(indent, mark) : this.#block(this.#indent, mark);
  }

  #flowValue(indent: number, mark: Mark): WrittenNode {
    this.#flowIndent = indent;
    const node = this.#flow(mark);
    this.#endLine();
    return node ?? this.#giveUp();
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === space) this.#at++;
  }

  /** The name behind `&` or `*`; undefined for one with characters that need a closer look. */
  #name(): string | undefined {
    const start = this.#at + 1;
    let at = start;
    while (isNameCharacter(this.#text.charCodeAt(at))) at++;
    this.#at = at;
    const next = this.#text.charCodeAt(at);
    const isWhole = isGap(next) || next === comma || next === closeBracket;
    return at > start && isWhole ? this.#text.slice(start, at) : undefined;
  }

  #plain(start: number, end: number, { anchor } = unmarked): YamlScalar {
    const source = this.#text.slice(start, end);
    const value = mayBeOther(source.charCodeAt(0)) ? this.#coreValue(source) : source;
    return { ...nullScalar(span(start, end), undefined), anchor, value, source };
  }

  /**
   * Undefined with escapes that need a closer look, and where the quote does not end on its line; within brackets it may
   * go on below, further right than `foldIndent`, and each line break is read as a blank.
   */
  #quoted({ anchor } = unmarked, foldIndent = Number.POSITIVE_INFINITY): YamlScalar | undefined {
    const text = this.#text;
    const start = this.#at;
    const mark = text.charCodeAt(start);
    let source = '';
    let from = start + 1;
    let at = from;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (at >= text.length) return undefined;
      if (code === lineFeed) {
        let end = at;
        while (end > from && text.charCodeAt(end - 1) === space) end--;
        source += `${text.slice(from, end)} `;
        this.#lineStart = at + 1;
        from = at + 1;
        while (text.charCodeAt(from) === space) from++;
        if (from - this.#lineStart <= foldIndent || text.charCodeAt(from) === lineFeed) return undefined;
        at = from - 1;
      } else if (code === mark) {
        if (mark === doubleQuote || text.charCodeAt(at + 1) !== quote) break;
        at++;
        source += text.slice(from, at);
        from = at + 1;
      } else if (code === backslash && mark === doubleQuote) {
        const escaped = escapes.get(text.charAt(at + 1));
        if (escaped === undefined) return undefined;
        source += text.slice(from, at) + escaped;
        at++;
        from = at + 1;
      }
    }
    source += text.slice(from, at);
    this.#at = at + 1;
    const style = mark === quote ? 'single-quoted' : 'double-quoted';
    return { ...nullScalar(span(start, this.#at), undefined), anchor, value: source, source, style };
  }

  /** Of a collection with that indentation. */
  #blockScalar(indent: number, { anchor }: Mark): WrittenNode {
    const start = this.#at;
    const read = readBlockScalar(this.#text, start, indent);
    if (!read) return this.#giveUp();
    const { value, style, end, lineEnd } = read;
    this.#at = lineEnd;
    this.#endLine();
    return { ...nullScalar(span(start, end), undefined), anchor, value, source: value, style };
  }

  /** Over blanks, comments and line breaks within brackets; the lines must be indented like any other content. */
  #skipFlowGap(): void {
    const text = this.#text;
    for (;;) {
      this.#skipSpaces();
      const code = this.#code(0);
      if (code === hash && (this.#at === this.#lineStart || this.#code(-1) === space)) this.#comment();
      else if (code === lineFeed) {
        this.#at++;
        this.#lineStart = this.#at;
        this.#skipSpaces();
        if (this.#at - this.#lineStart <= this.#flowIndent && text.charCodeAt(this.#at) !== lineFeed) {
          this.#giveUp();
          return;
        }
      } else return;
    }
  }

  /** Undefined for a flow collection that needs a closer look. */
  #flow({ anchor } = unmarked): WrittenNode | undefined {
    if (this.#depth >= maxDepth) return undefined;
    this.#depth++;
    const start = this.#at;
    const isMapping = this.#code(0) === openBrace;
    const close = isMapping ? closeBrace : closeBracket;
    const pairs: WrittenPair[] = [];
    const items: WrittenNode[] = [];
    this.#at++;
    this.#skipFlowGap();
    while (this.#code(0) !== close) {
      if (isMapping) {
        const pair = this.#flowPair();
        if (!pair) return undefined;
        pairs.push(pair);
      } else {
        const item = this.#flowNode();
        if (!item) return undefined;
        items.push(item);
      }
      this.#skipFlowGap();
      if (this.#code(0) === close) break;
      if (this.#code(0) !== comma) return undefined;
      this.#at++;
      this.#skipFlowGap();
    }
    this.#at++;
    this.#depth--;
    const shared = { span: span(start, this.#at), tag: undefined, anchor, isFlow: true };
    return isMapping ? { kind: 'mapping', ...shared, pairs } : { kind: 'sequence', ...shared, items };
  }

  #flowPair(): WrittenPair | undefined {
    const key = this.#flowNode();
    if (key?.kind !== 'scalar' || this.#lineStart > key.span.start) return undefined;
    this.#skipSpaces();
    if (this.#code(0) !== colon || this.#code(1) !== space) return undefined;
    this.#at++;
    this.#skipSpaces();
    const value = this.#flowNode();
    return value && { key, value };
  }

  /** A scalar or collection within brackets. */
  #flowNode(): WrittenNode | undefined {
    const text = this.#text;
    const code = this.#code(0);
    if (code === openBracket || code === openBrace) return this.#flow();
    if (code === doubleQuote || code === quote) return this.#quoted(unmarked, this.#flowIndent);
    const start = this.#at;
    if (code === star) {
      const name = this.#name();
      const isAlone = isGap(this.#code(0)) || this.#code(0) === comma || this.#code(0) === closeBracket;
      return name !== undefined && isAlone ? { kind: 'alias', span: span(start, this.#at), name } : undefined;
    }
    if (!canStartPlain(text, start) || code === dash || code === colon || code === question) return undefined;
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === comma || code === closeBracket || code === closeBrace || code === lineFeed) break;
      if (code === colon && (isGap(text.charCodeAt(at + 1)) || isFlowMark(text.charCodeAt(at + 1)))) break;
      if (code === openBracket || code === openBrace || at >= text.length) return undefined;
      if (code === hash && text.charCodeAt(at - 1) === space) return undefined;
    }
    this.#at = at;
    while (text.charCodeAt(at - 1) === space) at--;
    return this.#plain(start, at);
  }
}
