/**
 * The vocabulary in which the facts of the Compose schema are kept: what a value may be, and which keys a mapping takes.
 * Plain data, as the generator writes it; `compose-schema.ts` makes it convenient.
 */

export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'list' | 'mapping';

/** What a value may be. Each fact speaks of the values of its own type only. */
export interface ValueFacts {
  /** The same as the value of that name, and nothing else is said here. */
  readonly is?: string;
  readonly types?: readonly ValueType[];
  /** The only texts that are taken. */
  readonly words?: readonly string[];
  /** What a text holds somewhere; not anchored unless it says so. */
  readonly pattern?: string;
  readonly least?: number;
  readonly most?: number;
  /** Of a list; a name stands for the value of that name. */
  readonly items?: ValueFacts | string;
  /** No two items of the list are equal. */
  readonly isUnique?: boolean;
  /** The name of the mapping it may be. */
  readonly mapping?: string;
}

export interface MappingFacts {
  readonly keys: Readonly<Record<string, ValueFacts | string>>;
  /** Keys that users choose themselves, and what stands behind them. */
  readonly named?: { readonly pattern: string; readonly value: ValueFacts | string };
  readonly required?: readonly string[];
  readonly deprecated?: readonly string[];
  /** Takes any other key as well. */
  readonly isOpen?: boolean;
  /** Takes keys that start with `x-`. */
  readonly hasExtensions?: boolean;
}
