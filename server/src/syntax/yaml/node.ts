/**
 * A YAML file as nodes with spans, whatever library parses it. An alias appears as the node it stands for, marked with
 * the place of the alias; merge keys (`<<`) are followed by `entry()` and listed by `entries`, own keys winning.
 * Nothing here is missing because of a mistake in the file: see `problems`.
 */
import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/span.ts';

export interface YamlFile {
  readonly text: string;
  /** One per document; a file with only comments has one document without root. Compose and balena files use the first. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem<YamlProblemCode>[];
  /** Every comment, from `#` to the end of its line, in order. */
  readonly comments: readonly { readonly span: Span; readonly text: string }[];
}

export type YamlProblemCode =
  | 'invalid-yaml'
  | 'tab-indentation'
  | 'duplicate-key'
  | 'alias-cycle'
  | 'unknown-alias'
  | 'too-deep'
  /** Longer than `maxFileLength`: nothing of it is read. */
  | 'too-long'
  | 'binary-file';

export interface YamlDocument {
  /** Undefined for an empty document. */
  readonly root: YamlNode | undefined;
}

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

interface YamlNodeBase {
  /** The node's own text, with quotes or brackets, without tag and anchor, comment and line break behind it; where it is defined. */
  readonly span: Span;
  /** `!reset`, `!override`, `!!str` …; undefined when none is written. */
  readonly tag: string | undefined;
  /** `&name`. */
  readonly anchor: string | undefined;
  /** The place of `*name` when the node is reached through an alias; undefined where it is defined. */
  readonly alias: Span | undefined;
}

export interface YamlScalar extends YamlNodeBase {
  readonly kind: 'scalar';
  /** By the YAML 1.2 core schema. A missing value (`key:`) is null with an empty span behind the colon. */
  readonly value: string | number | boolean | null;
  /** The text of the value: decoded for quoted and block scalars, as written for plain ones (so `0755` and `1e3` survive). */
  readonly source: string;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';
}

export interface YamlMapping extends YamlNodeBase {
  readonly kind: 'mapping';
  /** Written as `{a: b}`. */
  readonly isFlow: boolean;
  /** Own pairs and those of merge keys, each key once, own ones first in order; `<<` itself is not listed. */
  readonly entries: readonly YamlEntry[];
  /** The pairs as written, `<<` and repeated keys included. */
  readonly pairs: readonly YamlEntry[];
  entry(key: string): YamlEntry | undefined;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** From the key to the end of the value. */
  readonly span: Span;
  /** Comes from a merge key, so it is written elsewhere and perhaps shared. */
  readonly isMerged: boolean;
}

export interface YamlSequence extends YamlNodeBase {
  readonly kind: 'sequence';
  readonly isFlow: boolean;
  readonly items: readonly YamlNode[];
}
