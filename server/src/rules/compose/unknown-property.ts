/** A key that Compose does not know. */
import { type MappingShape, mappingShape, typeBits } from '../../catalog/compose-schema.ts';
import type { YamlFile, YamlNode } from '../../syntax/yaml/node.ts';
import { outdentEntry } from '../../syntax/yaml/outdent.ts';
import { columnOf, endOfLine, lineBreak, nextLine } from '../../syntax/yaml/yaml-layout.ts';
import { closest } from '../../text/closest.ts';
import { type Edit, insert, replace } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import { schemaProblems, type UnknownKey } from '../compose-schema.ts';
import { mappingWords } from '../compose-schema-words.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unknownProperty = rule({
  id: 'compose/unknown-property',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'A key is not one that Compose knows at this place',
  why: 'Compose refuses a file with a key it does not know, so that a misspelled setting cannot be lost without a word. Keys of your own begin with `x-`.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    imgae: nginx:1.29\n    build: .\n', Dockerfile: 'FROM scratch\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 2\n      ports:\n        - "80:80"\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n    image: nginx:1.29\n    x-note: seen by nobody\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      any.key: is fine\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/',
    'https://docs.docker.com/reference/compose-file/extension/',
  ],

  check(compose) {
    const { yaml } = compose.file;
    const { unknownKeys } = schemaProblems(yaml);
    if (unknownKeys.length === 0) return [];
    const old = servicesOfFirstFormat(unknownKeys);
    if (old) return [firstFormatFinding(yaml, old)];
    return unknownKeys.map(unknown => {
      const meant = meantKey(unknown);
      return {
        at: unknown.entry.key.span,
        message: messageOf(unknown, meant),
        fixes: () => fixesOf(yaml, unknown, meant),
      };
    });
  },
});

/** All unknown keys, when the file is written as before Compose had "services": then they are one mistake. */
function servicesOfFirstFormat(unknownKeys: readonly UnknownKey[]): readonly UnknownKey[] | undefined {
  const [first] = unknownKeys;
  const isOld =
    first?.shape.name === 'file' &&
    !first.mapping.entry('services') &&
    unknownKeys.every(({ entry, shape }) => shape.name === 'file' && isService(entry.value));
  return isOld ? unknownKeys : undefined;
}

function isService(node: YamlNode): boolean {
  return node.kind === 'mapping' && (node.entry('image') ?? node.entry('build')) !== undefined;
}

/** Whether every key of it is still one of services: the format changed in more than the level. */
function hasServiceKeys({ entry: { value } }: UnknownKey): boolean {
  const { keys } = mappingShape('service');
  return (
    value.kind === 'mapping' && value.entries.every(({ key }) => keys.has(key.source) || key.source.startsWith('x-'))
  );
}

function firstFormatFinding(file: YamlFile, unknownKeys: readonly UnknownKey[]): Finding {
  const [first] = unknownKeys;
  const key = first?.entry.key;
  return {
    at: key?.span ?? span(0, 0),
    message: `"${key?.source}" looks like a service, but stands at the top level, as in the first format of Compose files, so Compose refuses the file; services stand under "services"`,
    fixes: () => {
      const isAll = first?.mapping.pairs.length === unknownKeys.length && unknownKeys.every(it => hasServiceKeys(it));
      const edits = isAll ? underServices(file, first) : undefined;
      return edits ? [{ title: 'Put the services under "services"', safety: 'suggestion', edits }] : [];
    },
  };
}

/** Every line from the first service on is indented by two blanks, below a new key. */
function underServices({ text }: YamlFile, { mapping }: UnknownKey): readonly Edit[] | undefined {
  const { start, end } = mapping.span;
  if (mapping.isFlow || columnOf(text, start) > 0 || mapping.anchor !== undefined) return undefined;
  const edits: Edit[] = [insert(start, `services:${lineBreak(text)}`)];
  for (let line = start; line < end; line = nextLine(text, endOfLine(text, line))) {
    const lineEnd = endOfLine(text, line);
    if (lineEnd > line) edits.push(insert(line, '  '));
    if (lineEnd >= text.length) break;
  }
  return edits;
}

function messageOf({ entry, shape, around }: UnknownKey, meant: string | undefined): string {
  const name = entry.key.source;
  const refused = `so Compose refuses the file`;
  if (shape.name === 'file.services' && shape.named?.pattern.test(name)) {
    return `"${name}" stands among the services and is read as one, ${refused}; indent it like "services" itself`;
  }
  if (shape.named && shape.keys.size === 0) {
    return `"${name}" is no name that Compose takes here, ${refused}; use letters, digits, ".", "_" and "-" only`;
  }
  const says = `${capitalized(mappingWords(shape))} has no key "${name}", ${refused}`;
  if (meant !== undefined) return `${says}; did you mean "${meant}"?`;
  const outer = around.at(-1);
  if (outer?.shape.keys.has(name)) return `${says}; it belongs to ${mappingWords(outer.shape)}, one level up`;
  const inner = renamed.has(name) ? undefined : holderOf(name, shape);
  if (inner !== undefined) return `${says}; it belongs under "${inner}"`;
  if (shape.name === 'file') {
    return isService(entry.value)
      ? `${says}; a service stands under "services", and keys of your own begin with "x-"`
      : `${says}; keys of your own begin with "x-"`;
  }
  return shape.hasExtensions ? `${says}; delete it, or begin it with "x-"` : `${says}; delete it`;
}

/** The known key that is meant, unless it is there already or takes no such value. */
function meantKey({ entry, mapping, shape }: UnknownKey): string | undefined {
  const { key, value } = entry;
  // A service has its network from one of the two only.
  const old = mapping.entry('networks') ? undefined : renamed.get(key.source);
  const candidates = [old, closest(key.source, shape.keys.keys(), it => it)];
  return candidates.find(name => {
    const types = name === undefined ? undefined : shape.keys.get(name)?.types;
    return name !== undefined && types !== undefined && !mapping.entry(name) && takes(types, value);
  });
}

/** What keys of the first format of Compose files are called now, and what is often taken for one. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['net', 'network_mode'],
  ['network', 'network_mode'],
]);

/** Whether a key of these types takes the value, as far as its kind goes: `network: host` is not meant for "networks". */
function takes(types: number, { kind }: YamlNode): boolean {
  if (kind === 'mapping') return (types & typeBits.mapping) !== 0;
  if (kind === 'sequence') return (types & typeBits.list) !== 0;
  return (types & ~(typeBits.mapping | typeBits.list)) !== 0;
}

/** The only key of the mapping under which the name is known. */
function holderOf(name: string, shape: MappingShape): string | undefined {
  const holders = [...shape.keys].filter(([, value]) => value.mapping?.keys.has(name));
  return holders.length === 1 ? holders[0]?.[0] : undefined;
}

function fixesOf(file: YamlFile, unknown: UnknownKey, meant: string | undefined): readonly Fix[] {
  const { entry, mapping, shape, around } = unknown;
  if (meant !== undefined) {
    return [{ title: `Change to "${meant}"`, safety: 'suggestion', edits: [replace(entry.key.span, meant)] }];
  }
  const outer = around.at(-1);
  const isWanted = outer?.shape.keys.has(entry.key.source) && !outer.mapping.entry(entry.key.source);
  if (!outer || !isWanted || outer.entry.value.span.start !== mapping.span.start || shape.isOpen) return [];
  const edits = outdentEntry(file, outer, mapping, entry);
  return edits ? [{ title: `Move "${entry.key.source}" one level up`, safety: 'suggestion', edits }] : [];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
