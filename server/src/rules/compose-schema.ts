/**
 * The one walk that compares a Compose file with what Compose takes: the schema, and what its loader checks afterwards.
 * Rules only pick their kind of problem, so that each mistake is reported by exactly one of them. Nodes that several
 * places share through anchors are looked at once.
 */
import {
  composeFileShape,
  fractionBit,
  type MappingShape,
  typeBits,
  type ValueShape,
} from '../catalog/compose-schema.ts';
import { type InterpolationPart, knownValue, parseInterpolation } from '../syntax/compose/interpolation.ts';
import { legacyBoolean } from '../syntax/compose/value-format.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode, YamlScalar } from '../syntax/yaml/node.ts';
import { maxSchemaProblems } from '../text/limits.ts';
import { rememberLast } from '../text/remember.ts';
import { isInFormat } from './compose-value-form.ts';

/** Where a value stands. */
export interface ValuePlace {
  /** The key it stands behind, or that of the list it is an item of; the whole file has none. */
  readonly key: YamlScalar | undefined;
  /** The mapping or list that holds it; undefined for a whole file. */
  readonly parent: YamlMapping | undefined;
  readonly isItem: boolean;
}

export interface WrongValue extends ValuePlace {
  readonly node: YamlNode;
  readonly shape: ValueShape;
  /** What it has to be; `repeated` is an item equal to an earlier one, `merge` a `<<` that names no mapping. */
  readonly because: 'type' | 'words' | 'pattern' | 'bounds' | 'format' | 'repeated' | 'merge';
  /** With defaults filled in; undefined where it does not matter. */
  readonly text: string | undefined;
}

export interface UnknownKey {
  readonly entry: YamlEntry;
  readonly mapping: YamlMapping;
  readonly shape: MappingShape;
  /** The mapping around, the innermost last; empty for the whole file. */
  readonly around: readonly Frame[];
}

export interface Frame {
  readonly mapping: YamlMapping;
  readonly shape: MappingShape;
  /** The pair of `mapping` that was entered. */
  readonly entry: YamlEntry;
}

export interface MissingKey {
  readonly key: string;
  readonly mapping: YamlMapping;
  readonly shape: MappingShape;
  readonly place: ValuePlace;
  /** The service it is in; undefined elsewhere. */
  readonly service: string | undefined;
  /** In the second document of the file or a later one, which is laid over the first. */
  readonly isLaidOver: boolean;
}

export interface LegacyBoolean {
  readonly node: YamlScalar;
  readonly key: YamlScalar | undefined;
  readonly means: boolean;
}

export interface BadInterpolation {
  readonly node: YamlScalar;
  readonly part: InterpolationPart;
}

/** Everything the walk found, by kind, each in the order of the walk. */
export interface SchemaProblems {
  readonly nonStringKeys: readonly YamlScalar[];
  readonly unknownKeys: readonly UnknownKey[];
  readonly wrongValues: readonly WrongValue[];
  /** Wrong items of `ports`, `volumes`, `extra_hosts` and everything in `environment`, of which rules of their own speak. */
  readonly wrongEntries: Readonly<Record<EntryKey, readonly WrongValue[]>>;
  readonly missingKeys: readonly MissingKey[];
  readonly legacyBooleans: readonly LegacyBoolean[];
  readonly badInterpolations: readonly BadInterpolation[];
}

export type EntryKey = 'ports' | 'volumes' | 'environment' | 'extra_hosts';

/** What is wrong with the file; nothing where it is not YAML, since the rest of it is guesswork. */
export const schemaProblems = rememberLast((yaml: YamlFile): SchemaProblems => new Walk(yaml));

const entryKeys: ReadonlySet<string> = new Set<EntryKey>(['ports', 'volumes', 'environment', 'extra_hosts']);
const noPlace: ValuePlace = { key: undefined, parent: undefined, isItem: false };

class Walk implements SchemaProblems {
  readonly nonStringKeys: YamlScalar[] = [];
  readonly unknownKeys: UnknownKey[] = [];
  readonly wrongValues: WrongValue[] = [];
  readonly wrongEntries: Record<EntryKey, WrongValue[]> = { ports: [], volumes: [], environment: [], extra_hosts: [] };
  readonly missingKeys: MissingKey[] = [];
  readonly legacyBooleans: LegacyBoolean[] = [];
  readonly badInterpolations: BadInterpolation[] = [];
  /** Start and shape of what several places share. */
  readonly #seen = new Set<string>();
  /** Kind and start of what was reported. */
  readonly #told = new Set<string>();
  /** The mappings around the one being walked, each with the pair that was entered. */
  readonly #frames: Frame[] = [];
  readonly #hasVariables: boolean;
  #isLaidOver = false;
  /** The key whose items have a rule of their own, while one is walked. */
  #entryKey: EntryKey | undefined;

  constructor(yaml: YamlFile) {
    this.#hasVariables = yaml.text.includes('$');
    if (yaml.problems.some(it => it.code !== 'duplicate-key')) return;
    const shape = composeFileShape();
    for (const { root } of yaml.documents) {
      if (!root) continue;
      this.#isLaidOver = root !== yaml.documents[0]?.root;
      if (root.kind === 'mapping') this.#mapping(root, shape, noPlace, false);
      else if (!isTaskList(root)) this.#wrong(root, fileValue, noPlace, 'type', undefined);
    }
  }

  #value(node: YamlNode, shape: ValueShape, place: ValuePlace, isMerged: boolean): void {
    if (node.tag === '!reset') return;
    if (node.kind === 'scalar') {
      this.#scalar(node, shape, place);
    } else if (node.kind === 'mapping') {
      if (shape.mapping) this.#mapping(node, shape.mapping, place, isMerged);
      else {
        this.#wrong(node, shape, place, 'type', undefined);
        this.#free(node);
      }
    } else if ((shape.types & typeBits.list) === 0) {
      this.#wrong(node, shape, place, 'type', undefined);
      this.#free(node);
    } else {
      const { items } = node;
      if (!shape.items || items.length === 0) return;
      const itemPlace = { key: place.key, parent: place.parent, isItem: true };
      for (const item of items) {
        if (!this.#isPlainText(item, shape.items)) this.#value(item, shape.items, itemPlace, isMerged);
      }
      if (shape.isUnique && items.length > 1) this.#findRepeated(items, shape, itemPlace);
    }
  }

  #findRepeated(items: readonly YamlNode[], shape: ValueShape, place: ValuePlace): void {
    const seen = new Set<string>();
    for (const item of items) {
      if (item.kind !== 'scalar' || item.value === null) continue;
      const text = item.source;
      if (seen.has(text)) this.#wrong(item, shape, place, 'repeated', text);
      seen.add(text);
    }
  }

  #mapping(node: YamlMapping, shape: MappingShape, place: ValuePlace, isMerged: boolean): void {
    if (isMerged || node.alias || node.anchor !== undefined) {
      const id = `${node.span.start} ${shape.name}`;
      if (this.#seen.has(id)) return;
      this.#seen.add(id);
    }
    let pairs = node.pairs;
    for (const { key, value } of pairs) {
      if (key.source !== '<<' || key.style !== 'plain') continue;
      pairs = node.entries;
      this.#merge(value, { key, parent: node, isItem: false });
      break;
    }
    for (const entry of pairs) this.#entry(entry, node, shape);
    if (shape.required.length > 0) this.#findMissing(node, shape, place);
  }

  #findMissing(node: YamlMapping, shape: MappingShape, place: ValuePlace): void {
    // Where nothing is known, something else was meant: `- ./html:` is a mapping by mistake.
    const { entries } = node;
    if (entries.length > 0 && !entries.some(({ key }) => shape.keys.has(key.source))) return;
    for (const key of shape.required) {
      if (node.entry(key)) continue;
      const service = this.#frames.find(it => it.shape.name === 'file.services')?.entry.key.source;
      if (this.#isNew('missing', node))
        this.missingKeys.push({ key, mapping: node, shape, place, service, isLaidOver: this.#isLaidOver });
    }
  }

  /** A merge key takes a mapping or a list of such. */
  #merge(value: YamlNode, place: ValuePlace): void {
    const parts = value.kind === 'sequence' ? value.items : [value];
    const wrong = parts.find(part => part.kind !== 'mapping');
    if (wrong) this.#wrong(wrong, fileValue, place, 'merge', undefined);
  }

  #entry(entry: YamlEntry, mapping: YamlMapping, shape: MappingShape): void {
    const { key } = entry;
    // What is reset is taken away with its key, whatever either was.
    if (entry.value.tag === '!reset') return;
    if (!isStringKey(key)) this.#nonString(key);
    const name = key.source;
    let value = shape.keys.get(name);
    if (!value && shape.named?.pattern.test(name) === true) value = shape.named.value;
    if (!value) {
      const isFree = shape.isOpen || (shape.hasExtensions && name.startsWith('x-'));
      if (!isFree && isStringKey(key) && this.#isNew('unknown', key)) {
        this.unknownKeys.push({ entry, mapping, shape, around: [...this.#frames] });
      }
      this.#free(entry.value);
      return;
    }
    if (shape.name === 'file.services' && isSectionAmongServices(entry)) {
      if (this.#isNew('unknown', key)) this.unknownKeys.push({ entry, mapping, shape, around: [...this.#frames] });
      this.#free(entry.value);
      return;
    }
    if (this.#isPlainText(entry.value, value)) return;
    const isOutermost = this.#entryKey === undefined && entryKeys.has(name) && shape.name !== 'file';
    if (isOutermost) this.#entryKey = name as EntryKey;
    this.#frames.push({ mapping, shape, entry });
    this.#value(entry.value, value, { key, parent: mapping, isItem: false }, entry.isMerged);
    this.#frames.pop();
    if (isOutermost) this.#entryKey = undefined;
  }

  /** What may be anything: only keys and variables are looked at. An alias leads to what is looked at where it stands. */
  #free(node: YamlNode): void {
    if (node.alias) return;
    if (node.kind === 'scalar') {
      this.#variables(node);
    } else if (node.kind === 'sequence') {
      for (const item of node.items) this.#free(item);
    } else {
      for (const { key, value } of node.pairs) {
        if (!isStringKey(key)) this.#nonString(key);
        this.#free(value);
      }
    }
  }

  /** Whether it is a text of which nothing is asked, as most values are. */
  #isPlainText(node: YamlNode, { types, words, pattern, format }: ValueShape): boolean {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return false;
    if ((types & typeBits.string) === 0 || words || pattern || format) return false;
    return !(this.#hasVariables && node.source.includes('$')) && !isGoInteger(node);
  }

  #scalar(node: YamlScalar, shape: ValueShape, place: ValuePlace): void {
    const { value } = node;
    const { types } = shape;
    if (typeof value === 'string' && !isGoInteger(node)) {
      this.#text(node, shape, place);
    } else if (value === null) {
      if ((types & typeBits.null) === 0) this.#wrong(node, shape, place, 'type', undefined);
    } else if (typeof value === 'boolean') {
      if ((types & typeBits.boolean) === 0) this.#wrong(node, shape, place, 'type', undefined);
    } else {
      const number = typeof value === 'number' ? value : Number(value.replaceAll('_', ''));
      const bit = Number.isInteger(number) ? typeBits.integer : fractionBit;
      if ((types & bit) === 0) this.#wrong(node, shape, place, 'type', undefined);
      else if ((shape.least !== undefined && number < shape.least) || (shape.most !== undefined && number > shape.most))
        this.#wrong(node, shape, place, 'bounds', undefined);
    }
  }

  #text(node: YamlScalar, shape: ValueShape, place: ValuePlace): void {
    const text = this.#variables(node);
    if ((shape.types & typeBits.string) === 0) {
      // What a variable holds is not known, but it is no list and no mapping.
      if (text !== undefined || (shape.types & ~(typeBits.list | typeBits.mapping)) === 0)
        this.#wrong(node, shape, place, 'type', text);
      return;
    }
    const { words, pattern, format } = shape;
    if (text === undefined || (!words && !pattern && !format)) return;
    if (words && !words.includes(text)) this.#wrong(node, shape, place, 'words', text);
    else if (pattern && !pattern.test(text)) this.#wrong(node, shape, place, 'pattern', text);
    else if (format === 'boolean') {
      const means = legacyBoolean(text);
      if (means === undefined) {
        if (!isInFormat(text, format)) this.#wrong(node, shape, place, 'format', text);
      } else if (node.source === text && this.#isNew('legacy', node)) {
        this.legacyBooleans.push({ node, key: place.key, means });
      }
    } else if (format && !isInFormat(text, format)) this.#wrong(node, shape, place, 'format', text);
    else if (
      (shape.least !== undefined && Number(text) < shape.least) ||
      (shape.most !== undefined && Number(text) > shape.most)
    )
      this.#wrong(node, shape, place, 'bounds', text);
  }

  /** The text with defaults filled in; undefined when it is not knowable. */
  #variables(node: YamlScalar): string | undefined {
    const { source } = node;
    if (!this.#hasVariables || !source.includes('$') || typeof node.value !== 'string') return source;
    const parts = parseInterpolation(source);
    const invalid = invalidPart(parts);
    if (invalid && this.#isNew('interpolation', node)) this.badInterpolations.push({ node, part: invalid });
    return knownValue(parts);
  }

  #nonString(key: YamlScalar): void {
    if (this.#isNew('key', key)) this.nonStringKeys.push(key);
  }

  #wrong(
    node: YamlNode,
    shape: ValueShape,
    { key, parent, isItem }: ValuePlace,
    because: WrongValue['because'],
    text: string | undefined,
  ): void {
    if (!this.#isNew('wrong', node)) return;
    const wrong = { node, shape, key, parent, isItem, because, text };
    const entryKey = this.#entryKey;
    const isOwn = entryKey !== undefined && (isItem || key?.source !== entryKey) && isOfEntry(entryKey, wrong);
    if (isOwn) this.wrongEntries[entryKey].push(wrong);
    else this.wrongValues.push(wrong);
  }

  #isNew(kind: string, { span }: YamlNode): boolean {
    const id = `${kind} ${span.start}`;
    if (this.#told.size >= maxSchemaProblems || this.#told.has(id)) return false;
    this.#told.add(id);
    return true;
  }
}

/** A whole file, or what a merge key takes. */
const fileValue: ValueShape = {
  types: typeBits.mapping,
  words: undefined,
  pattern: undefined,
  least: undefined,
  most: undefined,
  items: undefined,
  isUnique: false,
  mapping: undefined,
  format: undefined,
};

/** Whether the rule for entries of that key speaks of the problem: long forms of ports and volumes are checked as usual. */
function isOfEntry(entryKey: EntryKey, { isItem, because, key }: WrongValue): boolean {
  if (because === 'merge') return false;
  return entryKey === 'environment' || (isItem && key?.source === entryKey) || entryKey === 'extra_hosts';
}

/** The tasks of an Ansible role, whose file may be called `compose.yml` by chance. */
function isTaskList(root: YamlNode): boolean {
  if (root.kind !== 'sequence') return false;
  return (
    root.items.every(it => it.kind === 'mapping') && root.items.some(it => it.kind === 'mapping' && it.entry('name'))
  );
}

/** `volumes:` or `networks:` indented as if it were a service. */
function isSectionAmongServices({ key, value }: YamlEntry): boolean {
  if (key.source !== 'volumes' && key.source !== 'networks' && key.source !== 'secrets' && key.source !== 'configs')
    return false;
  return value.kind !== 'mapping' || !value.entries.some(it => serviceMarks.has(it.key.source));
}

const serviceMarks: ReadonlySet<string> = new Set(['image', 'build', 'extends', 'command', 'provider']);

/** Integers that Go's YAML reads beside those of YAML 1.2. */
function isGoInteger(node: YamlScalar): boolean {
  return node.style === 'plain' && node.source.includes('_') && /^[+-]?\d[\d_]*$/.test(node.source) && !node.tag;
}

function isStringKey(key: YamlScalar): boolean {
  return typeof key.value === 'string' || key.source === '<<';
}

function invalidPart(parts: readonly InterpolationPart[]): InterpolationPart | undefined {
  for (const part of parts) {
    if (part.kind === 'invalid') return part;
    const inner = part.kind === 'variable' && part.operand ? invalidPart(part.operand) : undefined;
    if (inner) return inner;
  }
  return undefined;
}
