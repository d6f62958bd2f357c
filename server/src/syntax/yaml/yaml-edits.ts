/**
 * Edits of YAML that keep everything else as it is: comments, quotes, order, indentation, line breaks. Each function
 * returns edits of the file's text, or undefined where the place cannot be edited by itself (it comes from an alias or
 * a merge key, so that a change would reach other places).
 */
import type { Edit } from '../../text/edit.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode, YamlSequence } from './node.ts';

/** A value to write: a scalar as it shall stand in the file, a list of such, or a mapping; null writes nothing behind the colon. */
export type NewValue = string | null | readonly string[] | { readonly [key: string]: NewValue };

export type Where =
  | { readonly kind: 'end' }
  | { readonly kind: 'start' }
  | { readonly kind: 'before'; readonly entry: YamlEntry }
  | { readonly kind: 'after'; readonly entry: YamlEntry };

export declare const removeEntry: (
  file: YamlFile,
  mapping: YamlMapping,
  entry: YamlEntry,
) => readonly Edit[] | undefined;
export declare const addEntry: (
  file: YamlFile,
  mapping: YamlMapping,
  entry: { readonly key: string; readonly value: NewValue },
  where?: Where,
) => readonly Edit[] | undefined;
export declare const removeItem: (
  file: YamlFile,
  sequence: YamlSequence,
  item: YamlNode,
) => readonly Edit[] | undefined;
export declare const appendItems: (
  file: YamlFile,
  sequence: YamlSequence,
  items: readonly string[],
) => readonly Edit[] | undefined;
export declare const replaceValue: (file: YamlFile, node: YamlNode, value: NewValue) => readonly Edit[] | undefined;
