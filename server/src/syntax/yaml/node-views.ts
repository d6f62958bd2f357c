/** The nodes of a YAML file as the rest of the server sees them: made when they are asked for, aliases followed. */
import { type Span, span } from '../../text/span.ts';
import type { AliasTargets } from './aliases.ts';
import { entriesByKey } from './merge-keys.ts';
import type { YamlDocument, YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts';
import { nullScalar, type WrittenMapping, type WrittenNode, type WrittenSequence } from './written-node.ts';

/** What every node of one file shares. */
export interface ViewSource {
  readonly text: string;
  readonly targets: AliasTargets;
}

export function documentView(source: ViewSource, root: WrittenNode | undefined): YamlDocument {
  return new LazyDocument(source, root);
}

class LazyDocument implements YamlDocument {
  readonly #source: ViewSource;
  readonly #written: WrittenNode | undefined;
  #root: YamlNode | undefined;

  constructor(source: ViewSource, root: WrittenNode | undefined) {
    this.#source = source;
    this.#written = root;
  }

  get root(): YamlNode | undefined {
    if (this.#written) this.#root ??= view(this.#source, this.#written, undefined);
    return this.#root;
  }
}

/** `alias` is the place through which the node is reached. */
function view(source: ViewSource, node: WrittenNode, alias: Span | undefined): YamlNode {
  switch (node.kind) {
    case 'scalar':
      return alias ? { ...node, alias } : node;
    case 'mapping':
      return new LazyMapping(source, node, alias);
    case 'sequence':
      return new LazySequence(source, node, alias);
    case 'alias': {
      const place = alias ?? node.span;
      const target = source.targets.get(node);
      return target ? view(source, target, place) : nullScalar(node.span, place);
    }
  }
}

class LazyEntry implements YamlEntry {
  readonly key: YamlScalar;
  readonly isMerged = false;
  readonly #source: ViewSource;
  readonly #value: WrittenNode | undefined;
  readonly #alias: Span | undefined;
  #viewed: YamlNode | undefined;
  #span: Span | undefined;

  constructor(source: ViewSource, key: YamlScalar, value: WrittenNode | undefined, alias: Span | undefined) {
    this.key = key;
    this.#source = source;
    this.#value = value;
    this.#alias = alias;
  }

  get value(): YamlNode {
    this.#viewed ??= this.#value
      ? view(this.#source, this.#value, this.#alias)
      : nullScalar(span(this.key.span.end, this.key.span.end), this.#alias);
    return this.#viewed;
  }

  get span(): Span {
    const { start, end } = this.key.span;
    this.#span ??= span(start, this.#value ? Math.max(end, this.#value.span.end) : end);
    return this.#span;
  }
}

/** What mappings and sequences have in common. */
class Collection {
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly alias: Span | undefined;
  readonly span: Span;

  constructor(written: WrittenMapping | WrittenSequence, alias: Span | undefined) {
    this.isFlow = written.isFlow;
    this.tag = written.tag;
    this.anchor = written.anchor;
    this.alias = alias;
    this.span = written.span;
  }
}

class LazyMapping extends Collection implements YamlMapping {
  readonly kind = 'mapping';
  readonly #source: ViewSource;
  readonly #written: WrittenMapping;
  #pairs: readonly YamlEntry[] | undefined;
  #entries: ReadonlyMap<string, YamlEntry> | undefined;
  #list: readonly YamlEntry[] | undefined;

  constructor(source: ViewSource, written: WrittenMapping, alias: Span | undefined) {
    super(written, alias);
    this.#source = source;
    this.#written = written;
  }

  get pairs(): readonly YamlEntry[] {
    this.#pairs ??= this.#written.pairs.map(
      ({ key, value }) => new LazyEntry(this.#source, this.#key(key), value, this.alias),
    );
    return this.#pairs;
  }

  get entries(): readonly YamlEntry[] {
    this.#list ??= [...this.#byKey().values()];
    return this.#list;
  }

  entry(key: string): YamlEntry | undefined {
    return this.#byKey().get(key);
  }

  /** A key that is no scalar (`? [a, b]`) is shown as one without value whose source is its text. */
  #key(key: WrittenNode | undefined): YamlScalar {
    if (!key) return nullScalar(span(this.span.start, this.span.start), this.alias);
    const node = view(this.#source, key, this.alias);
    if (node.kind === 'scalar') return node;
    const { start, end } = key.span;
    return { ...nullScalar(key.span, this.alias), source: this.#source.text.slice(start, end) };
  }

  #byKey(): ReadonlyMap<string, YamlEntry> {
    this.#entries ??= entriesByKey(this.pairs);
    return this.#entries;
  }
}

class LazySequence extends Collection implements YamlSequence {
  readonly kind = 'sequence';
  readonly #source: ViewSource;
  readonly #written: WrittenSequence;
  #items: readonly YamlNode[] | undefined;

  constructor(source: ViewSource, written: WrittenSequence, alias: Span | undefined) {
    super(written, alias);
    this.#source = source;
    this.#written = written;
  }

  get items(): readonly YamlNode[] {
    this.#items ??= this.#written.items.map(item => view(this.#source, item, this.alias));
    return this.#items;
  }
}
