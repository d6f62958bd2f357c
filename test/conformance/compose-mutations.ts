/** One mistake put into a Compose file, the same one in every run: which, is decided by the file's path. */
import { parseYaml } from '../../server/src/syntax/yaml/document.ts';
import type { YamlEntry, YamlFile, YamlNode } from '../../server/src/syntax/yaml/node.ts';
import { applyEdits, replace } from '../../server/src/text/edit.ts';

export interface Mutation {
  /** `kind: details`. */
  readonly what: string;
  readonly text: string;
}

/** The file as it is, and with one mistake of each kind where it has a place for it. */
export function mutations(path: string, text: string): readonly Mutation[] {
  const yaml = parseYaml(text);
  const all: Mutation[] = [{ what: 'as it is', text }];
  if (yaml.problems.length > 0) return all;
  const entries = entriesOf(yaml);
  const choose = chooser(path);
  const misspelled = choose(entries.filter(({ key }) => /^[a-z_]{4,}$/.test(key.source)));
  if (misspelled) {
    const { key } = misspelled;
    all.push({ what: `key misspelled: ${key.source}`, text: changed(text, key, swapped(key.source)) });
  }
  const retyped = choose(
    entries.filter(({ value }) => value.anchor === undefined && !value.alias && value.span.end > value.span.start),
  );
  if (retyped) {
    const other = otherType(retyped.value, choose);
    all.push({ what: `type changed: ${retyped.key.source} to ${other}`, text: changed(text, retyped.value, other) });
  }
  const renamed = choose(namesOf(yaml));
  if (renamed) {
    const { key } = renamed;
    all.push({ what: `name changed: ${key.source}`, text: changed(text, key, `${key.source}x`) });
  }
  return all;
}

function changed(text: string, node: YamlNode, to: string): string {
  return applyEdits(text, [replace(node.span, to)]);
}

/** Every pair as written. */
function entriesOf({ documents }: YamlFile): readonly YamlEntry[] {
  const found: YamlEntry[] = [];
  const open: YamlNode[] = documents.flatMap(({ root }) => root ?? []);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.alias || node.kind === 'scalar') continue;
    if (node.kind === 'sequence') open.push(...node.items);
    else {
      for (const entry of node.pairs) {
        if (entry.key.source !== '<<' && !entry.key.alias) found.push(entry);
        open.push(entry.value);
      }
    }
  }
  return found;
}

/** The services and resources, by whose names others refer to them. */
function namesOf({ documents }: YamlFile): readonly YamlEntry[] {
  const root = documents[0]?.root;
  if (root?.kind !== 'mapping') return [];
  return ['services', 'volumes', 'networks', 'secrets', 'configs'].flatMap(section => {
    const value = root.entry(section)?.value;
    return value?.kind === 'mapping' ? value.pairs.filter(({ key }) => /^[\w.-]+$/.test(key.source)) : [];
  });
}

function swapped(word: string): string {
  return word.slice(0, 1) + word.slice(2, 3) + word.slice(1, 2) + word.slice(3);
}

const otherScalars = ['17', '1.5', '-1', 'true', 'yes', 'null', 'some-word', '""', '"17"', '${NAME:-17}'];
const otherLists = ['[some, words]', '[]', '[17]', '[{some: words}]', '[same, same]'];
const otherMappings = ['{some: words}', '{}', '{some: null}', '{some: [words]}'];

function otherType(value: YamlNode, choose: <T>(of: readonly T[]) => T | undefined): string {
  const lists = value.kind === 'sequence' ? [] : otherLists;
  const mappings = value.kind === 'mapping' ? [] : otherMappings;
  return choose([...otherScalars, ...lists, ...mappings]) ?? '17';
}

/** Chooses by a hash of the path and how often it was asked. */
function chooser(path: string): <T>(of: readonly T[]) => T | undefined {
  let state = 2166136261;
  for (let i = 0; i < path.length; i++) state = Math.imul(state ^ path.charCodeAt(i), 16777619) >>> 0;
  return of => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return of[Math.floor((state / 2 ** 32) * of.length)];
  };
}
