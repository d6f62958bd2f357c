/**
 * What a Compose file may hold: the facts of the schema and of the loader together, linked into shapes that can be walked
 * beside a file. Made once, when they are first asked for.
 */
import { definitionMappings } from './compose-schema/definitions.ts';
import type { MappingFacts, ValueFacts, ValueType } from './compose-schema/facts.ts';
import { formats, lenientLists, plainTexts, requiredByLoader, type ValueFormat } from './compose-schema/formats.ts';
import { serviceMappings } from './compose-schema/service.ts';
import { servicePartMappings } from './compose-schema/service-parts.ts';
import { composeValues } from './compose-schema/values.ts';

export type { ValueType } from './compose-schema/facts.ts';
export type { ValueFormat } from './compose-schema/formats.ts';

/** What a value may be; each part speaks of values of its own type. */
export interface ValueShape {
  /** Sum of `typeBits`. */
  readonly types: number;
  readonly words: readonly string[] | undefined;
  /** What a text holds somewhere. */
  readonly pattern: RegExp | undefined;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly items: ValueShape | undefined;
  readonly isUnique: boolean;
  readonly mapping: MappingShape | undefined;
  /** What a text is turned into. */
  readonly format: ValueFormat | undefined;
}

export interface MappingShape {
  /** Its place in the schema, such as `service.build`; `file` for a whole file. */
  readonly name: string;
  readonly keys: ReadonlyMap<string, ValueShape>;
  /** Keys that users choose themselves. */
  readonly named: { readonly pattern: RegExp; readonly value: ValueShape } | undefined;
  readonly required: readonly string[];
  readonly deprecated: readonly string[];
  readonly isOpen: boolean;
  readonly hasExtensions: boolean;
}

/** Every integer is a number, too. */
export const typeBits = { string: 1, number: 6, integer: 2, boolean: 8, null: 16, list: 32, mapping: 64 } as const;

/** The bit of a number that is no integer. */
export const fractionBit = 4;

const facts: Readonly<Record<string, MappingFacts>> = {
  ...definitionMappings,
  ...serviceMappings,
  ...servicePartMappings,
};

/** The names of all mappings that have keys of their own. */
export const composeMappingNames: readonly string[] = Object.keys(facts).filter(
  name => Object.keys(facts[name]?.keys ?? {}).length > 0,
);

const shapes = new Map<string, MappingShape>();

/** The shape of a whole Compose file. */
export function composeFileShape(): MappingShape {
  return mappingShape('file');
}

/** The mapping of that name in the schema. A name it does not have gives a mapping that takes everything. */
export function mappingShape(name: string): MappingShape {
  const known = shapes.get(name);
  if (known) return known;
  const {
    keys,
    named,
    required = [],
    deprecated = [],
    isOpen = false,
    hasExtensions = false,
  } = facts[name] ?? openFacts;
  const shape: MappingShape = {
    name,
    keys: new Map(Object.entries(keys).map(([key, value]) => [key, valueShape(value, `${name}.${key}`)])),
    named: named && { pattern: new RegExp(named.pattern), value: valueShape(named.value, `${name}.*`) },
    required: [...required, ...(requiredByLoader[name] ?? [])],
    deprecated,
    isOpen,
    hasExtensions,
  };
  shapes.set(name, shape);
  return shape;
}

const openFacts: MappingFacts = { keys: {}, isOpen: true };

function valueShape(value: ValueFacts | string, place: string): ValueShape {
  const it = resolved(value);
  const types = it.types ?? [];
  const format = formats[place] ?? (isSwitch(types) && !plainTexts.has(place) ? 'boolean' : undefined);
  return {
    types: types.reduce((bits, type) => bits | typeBits[type], format ? typeBits.string : 0),
    words: it.words,
    pattern: it.pattern === undefined ? undefined : new RegExp(it.pattern),
    least: it.least ?? (format === 'count' ? 0 : undefined),
    most: it.most,
    items: it.items === undefined ? undefined : valueShape(it.items, `${place}[]`),
    isUnique: it.isUnique === true && !lenientLists.has(place),
    mapping: it.mapping === undefined ? undefined : mappingShape(it.mapping),
    format,
  };
}

function resolved(value: ValueFacts | string): ValueFacts {
  const name = typeof value === 'string' ? value : value.is;
  if (name !== undefined) return composeValues[name] ?? {};
  return typeof value === 'string' ? {} : value;
}

function isSwitch(types: readonly ValueType[]): boolean {
  return types.includes('boolean') && types.includes('string') && !types.includes('number');
}
