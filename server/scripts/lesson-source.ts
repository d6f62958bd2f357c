/**
 * Reads the sources of lessons: YAML mappings with a few fields each. Whatever is wrong is told with its file and line,
 * and the rest is read on, so that an author sees all mistakes at once.
 */

import { parseYaml } from '../src/syntax/yaml/document.ts';
import type { YamlMapping, YamlNode } from '../src/syntax/yaml/node.ts';
import { lineIndex } from '../src/text/line-index.ts';

/** `walkthroughs/docker/04-dockerfiles/lesson.yaml:12: step “copy” has no title` */
export type Report = (message: string) => void;

export interface Source {
  readonly path: string;
  readonly root: Fields;
  readonly report: Report;
}

/** The fields of one mapping. Each that is never asked for is reported by `done`. */
export interface Fields {
  readonly has: (key: string) => boolean;
  /** Reported when absent. */
  readonly text: (key: string) => string;
  readonly optionalText: (key: string) => string | undefined;
  readonly number: (key: string) => number;
  /** A list, or one text standing for a list of one; empty when absent. */
  readonly texts: (key: string) => readonly string[];
  readonly isTrue: (key: string) => boolean;
  /** Undefined when absent or no mapping. */
  readonly fields: (key: string) => Fields | undefined;
  /** Mappings and texts of a list, or the one mapping or text. */
  readonly items: (key: string) => readonly (Fields | string)[];
  /** The names and values of a mapping of texts. */
  readonly all: () => ReadonlyMap<string, string>;
  readonly report: Report;
  readonly done: () => void;
}

export function readSource(path: string, text: string, report: Report): Source | undefined {
  const file = parseYaml(text);
  const index = lineIndex(text);
  const reportAt = (offset: number, message: string): void =>
    report(`${path}:${index.positionAt(offset).line + 1}: ${message}`);
  for (const { at, message } of file.problems) reportAt(at.start, message);
  const root = file.documents[0]?.root;
  if (root?.kind !== 'mapping') {
    reportAt(0, 'this is no mapping of fields');
    return undefined;
  }
  return { path, root: fieldsOf(root, reportAt), report: message => reportAt(0, message) };
}

function fieldsOf(mapping: YamlMapping, reportAt: (offset: number, message: string) => void): Fields {
  const asked = new Set<string>();
  const node = (key: string): YamlNode | undefined => {
    asked.add(key);
    return mapping.entry(key)?.value;
  };
  const scalar = (key: string): string | undefined => {
    const value = node(key);
    if (value === undefined) return undefined;
    if (value.kind === 'scalar' && value.value !== null) return value.source.replace(/\n+$/, '');
    reportAt(value.span.start, `“${key}” must be a text`);
    return undefined;
  };
  const missing = (key: string): void => reportAt(mapping.span.start, `“${key}” is missing`);
  const asItems = (value: YamlNode): readonly (Fields | string)[] => {
    const parts = value.kind === 'sequence' ? value.items : [value];
    return parts.flatMap(part => {
      if (part.kind === 'mapping') return fieldsOf(part, reportAt);
      if (part.kind === 'scalar' && part.value !== null) return part.source.replace(/\n+$/, '');
      reportAt(part.span.start, 'a text or a mapping is expected here');
      return [];
    });
  };
  const fields: Fields = {
    has: key => mapping.entry(key) !== undefined,
    text(key) {
      const value = scalar(key);
      if (value === undefined && !mapping.entry(key)) missing(key);
      return value ?? '';
    },
    optionalText: scalar,
    number(key) {
      const value = Number(scalar(key) ?? Number.NaN);
      if (Number.isFinite(value)) return value;
      if (mapping.entry(key)) reportAt(mapping.span.start, `“${key}” must be a number`);
      else missing(key);
      return 0;
    },
    texts(key) {
      return fields.items(key).flatMap(item => {
        if (typeof item === 'string') return item;
        item.report(`“${key}” is a list of texts`);
        return [];
      });
    },
    isTrue: key => scalar(key) === 'true',
    fields(key) {
      const value = node(key);
      if (value === undefined) return undefined;
      if (value.kind === 'mapping') return fieldsOf(value, reportAt);
      reportAt(value.span.start, `“${key}” must be a mapping`);
      return undefined;
    },
    items(key) {
      const value = node(key);
      return value === undefined ? [] : asItems(value);
    },
    all: () =>
      new Map(
        mapping.entries.flatMap(({ key, value }) => {
          asked.add(key.source);
          return value.kind === 'scalar' ? [[key.source, value.source] as const] : [];
        }),
      ),
    report: message => reportAt(mapping.span.start, message),
    done() {
      for (const { key } of mapping.entries)
        if (!asked.has(key.source)) reportAt(key.span.start, `nobody knows the field “${key.source}”`);
    },
  };
  return fields;
}
