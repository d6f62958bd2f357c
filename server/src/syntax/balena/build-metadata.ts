/**
 * `.balena/balena.yml` and its siblings: build variables and build secrets, and what balena's builder refuses of their
 * shape. Keys it does not know are passed over. Facts: balena-io-modules/balena-compose, lib/multibuild.
 */
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from '../yaml/node.ts';

export interface BuildMetadata {
  readonly mistakes: readonly ShapeMistake[];
  /** Every `source` and `dest` that is written as it should be. */
  readonly secrets: readonly BuildSecret[];
}

/** A value of the wrong kind. */
export interface ShapeMistake {
  readonly at: Span;
  /** What stands there, and what must: `"global" is text and must be a list or a mapping`. */
  readonly message: string;
}

export interface BuildSecret {
  /** Below `.balena/secrets`. */
  readonly source: YamlScalar;
  readonly dest: YamlScalar;
}

export function buildMetadataOf(root: YamlNode | undefined): BuildMetadata {
  const mistakes: ShapeMistake[] = [];
  const secrets: BuildSecret[] = [];
  const add = (at: Span, message: string): void => void mistakes.push({ at, message });
  const mapping = root?.kind === 'mapping' ? root : undefined;
  if (!mapping) {
    add(root?.span ?? { start: 0, end: 0 }, 'The file must be a mapping with "build-variables" or "build-secrets"');
    return { mistakes, secrets };
  }
  for (const [name, each] of [
    ['build-variables', variables],
    ['build-secrets', secretList],
  ] as const) {
    const entry = mapping.entry(name);
    const section = entry && asMapping(entry, add);
    if (!section) continue;
    const global = section.entry('global');
    if (global) each(global, add, secrets);
    const services = section.entry('services');
    const seen = new Set<number>();
    for (const service of (services && asMapping(services, add))?.entries ?? []) {
      // What services share through an anchor is read once.
      if (service.value.alias && seen.has(service.value.span.start)) continue;
      seen.add(service.value.span.start);
      each(service, add, secrets);
    }
  }
  return { mistakes, secrets };
}

type Add = (at: Span, message: string) => void;

function asMapping(entry: YamlEntry, add: Add): YamlMapping | undefined {
  if (entry.value.kind === 'mapping') return entry.value;
  add(placeOf(entry), `${said(entry)} and must be a mapping`);
  return undefined;
}

/** A list of `NAME=value`, or a mapping of texts; both with nothing else in them. */
function variables(entry: YamlEntry, add: Add): void {
  const { value } = entry;
  if (value.kind === 'scalar') {
    add(placeOf(entry), `${said(entry)} and must be a list of NAME=value or a mapping`);
  } else if (value.kind === 'sequence') {
    for (const item of value.items) {
      if (!isText(item)) add(beginningOf(item), `A build variable is ${kindOf(item)} and must be a text NAME=value`);
      else if (!/[^\s=]=./.test(item.source))
        add(item.span, `"${item.source}" has no value, and a build variable must be NAME=value`);
    }
  } else {
    for (const pair of value.entries) {
      if (!isText(pair.value))
        add(placeOf(pair), `${said(pair)} and must be a text${isPlainScalar(pair.value) ? '; put it in quotes' : ''}`);
    }
  }
}

function secretList(entry: YamlEntry, add: Add, secrets: BuildSecret[]): void {
  if (entry.value.kind !== 'sequence') {
    add(placeOf(entry), `${said(entry)} and must be a list of "source" and "dest"`);
    return;
  }
  for (const item of entry.value.items) {
    if (item.kind !== 'mapping') {
      add(item.span, `A build secret is ${kindOf(item)} and must have "source" and "dest"`);
      continue;
    }
    const [source, dest] = ['source', 'dest'].map(name => {
      const part = item.entry(name);
      if (!part) add(item.entries[0]?.key.span ?? item.span, `A build secret has no "${name}"`);
      else if (!isText(part.value)) add(placeOf(part), `${said(part)} and must be a text`);
      return part && isText(part.value) ? part.value : undefined;
    });
    if (source && dest) secrets.push({ source, dest });
  }
}

/**
 * What is wrong with `.balena/registry-secrets.{json,yml,yaml}`: a mapping of registries, each with a name and a password
 * and nothing else. An empty key is Docker Hub.
 */
export function registrySecretMistakes(root: YamlNode | undefined): readonly ShapeMistake[] {
  const mistakes: ShapeMistake[] = [];
  if (root?.kind !== 'mapping') {
    const at = root?.span ?? { start: 0, end: 0 };
    return [{ at, message: 'The file must be a mapping of registries, each with "username" and "password"' }];
  }
  for (const { key, value, span } of root.entries) {
    if (/\s/.test(key.source))
      mistakes.push({ at: key.span, message: `The registry "${key.source}" has blanks in it` });
    if (value.kind !== 'mapping') {
      const at = value.span.end > value.span.start ? value.span : span;
      mistakes.push({ at, message: `"${key.source}" is ${kindOf(value)} and must have "username" and "password"` });
      continue;
    }
    for (const entry of value.entries) {
      const name = entry.key.source;
      if (name !== 'username' && name !== 'password')
        mistakes.push({ at: entry.key.span, message: `A registry has no "${name}", only "username" and "password"` });
      else if (!isText(entry.value))
        mistakes.push({
          at: placeOf(entry),
          message: `${said(entry)} and must be a text${isPlainScalar(entry.value) ? '; put it in quotes' : ''}`,
        });
    }
  }
  return mistakes;
}

/** What js-yaml, which balena reads these files with, takes for a text: not `1`, `true`, nothing, or a date. */
function isText(node: YamlNode): node is YamlScalar {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return false;
  return node.style !== 'plain' || !/^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/.test(node.source);
}

function isPlainScalar(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value !== null && node.style === 'plain';
}

/** `"global" is a list`. */
function said({ key, value }: YamlEntry): string {
  return `"${key.source}" is ${kindOf(value)}`;
}

function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'mapping' ? 'a mapping' : 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'number') return 'a number';
  if (typeof node.value === 'boolean') return 'true or false';
  return isText(node) ? 'a text' : 'a date';
}

/** The value, or the key of one that is empty or a collection. */
function placeOf({ key, value }: YamlEntry): Span {
  return value.kind === 'scalar' && value.span.end > value.span.start ? value.span : key.span;
}

function beginningOf(item: YamlNode): Span {
  return (item.kind === 'mapping' ? item.entries[0]?.key.span : undefined) ?? item.span;
}
