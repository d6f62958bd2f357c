/**
 * Writes the facts of the Compose schema into `server/src/catalog/compose-schema/`, from compose-go's own file:
 *
 *   npx tsx server/scripts/generate-compose-schema.ts <path of compose-spec.json>
 *
 * Only facts are taken (keys, types, words, patterns, bounds); what they mean is said in our own words in
 * `compose-key-docs.ts` and its neighbours, and a test names every key that has none yet. Whatever the schema says in a
 * way this script does not know ends it, so that no fact is lost without a word.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MappingFacts, ValueFacts, ValueType } from '../src/catalog/compose-schema/facts.ts';
import { projectRoot } from './rule-files.ts';

type Json = { readonly [key: string]: unknown };

const folder = 'server/src/catalog/compose-schema';
/** What a schema may say besides its content. */
const ignored = new Set(['description', 'title', '$schema', '$id', 'default', '$defs', 'deprecated']);
const types: readonly ValueType[] = ['string', 'number', 'integer', 'boolean', 'null', 'list', 'mapping'];

const schema = JSON.parse(readFileSync(process.argv[2] ?? 'compose-spec.json', 'utf8')) as Json;
const definitions = schema['$defs'] as Json;
const values = new Map<string, ValueFacts>();
const mappings = new Map<string, MappingFacts>();

function main(): void {
  for (const [name, definition] of Object.entries(definitions)) values.set(name, read(definition, name));
  values.set('file', read(schema, 'file'));

  const written = [
    write('service', 'serviceMappings', 'What a service may hold', name => name === 'service'),
    write('service-parts', 'servicePartMappings', 'What the keys of a service may hold', isServicePart),
    write(
      'definitions',
      'definitionMappings',
      'What a file and everything else in it may hold',
      name => name !== 'service' && !isServicePart(name),
    ),
    writeValues(),
  ];
  execFileSync('npx', ['biome', 'check', '--write', ...written], { cwd: projectRoot, stdio: 'inherit' });
}

function isServicePart(name: string): boolean {
  return name.startsWith('service.') || name.startsWith('deployment');
}

/** The facts of one schema; mappings in it get the name of their place. */
function read(schema: unknown, place: string): ValueFacts {
  const it = schema as Json;
  const reference = it['$ref'];
  if (typeof reference === 'string') return { is: nameOf(reference) };
  const parts = it['oneOf'] as readonly unknown[] | undefined;
  if (parts) return parts.map(part => read(part, place)).reduce(union);

  const facts: { -readonly [K in keyof ValueFacts]: ValueFacts[K] } = { types: typesOf(it['type'], place) };
  for (const [key, value] of Object.entries(it)) {
    switch (key) {
      case 'type':
        break;
      case 'enum':
        facts.words = value as readonly string[];
        break;
      case 'pattern':
        facts.pattern = value as string;
        break;
      case 'minimum':
        facts.least = value as number;
        break;
      case 'maximum':
        facts.most = value as number;
        break;
      case 'uniqueItems':
        if (value === true) facts.isUnique = true;
        break;
      case 'items':
        facts.items = short(read(value, place));
        break;
      case 'required':
      case 'properties':
      case 'patternProperties':
      case 'additionalProperties':
        break;
      default:
        if (!ignored.has(key)) throw new Error(`${place}: nothing is known of "${key}"`);
    }
  }
  if (facts.types?.includes('mapping')) {
    facts.mapping = place;
    if (mappings.has(place)) throw new Error(`${place}: two mappings at one place`);
    mappings.set(place, readMapping(it, place));
  }
  return facts;
}

function readMapping(it: Json, place: string): MappingFacts {
  const keys: Record<string, ValueFacts | string> = {};
  const deprecated: string[] = [];
  for (const [key, value] of Object.entries((it['properties'] ?? {}) as Json)) {
    keys[key] = short(read(value, `${place}.${key}`));
    if ((value as Json)['deprecated'] === true) deprecated.push(key);
  }
  const patterns = Object.entries((it['patternProperties'] ?? {}) as Json).filter(([pattern]) => pattern !== '^x-');
  if (patterns.length > 1) throw new Error(`${place}: several patterns of keys`);
  const [named] = patterns;
  const required = it['required'] as readonly string[] | undefined;
  return {
    keys,
    ...(named && { named: { pattern: named[0], value: short(read(named[1], `${place}.*`)) } }),
    ...(required && { required }),
    ...(deprecated.length > 0 && { deprecated }),
    // An object that says nothing of other keys takes them all.
    ...(it['additionalProperties'] !== false && { isOpen: true }),
    ...(Object.hasOwn((it['patternProperties'] ?? {}) as Json, '^x-') && { hasExtensions: true }),
  };
}

function nameOf(reference: string): string {
  const prefix = '#/$defs/';
  if (!reference.startsWith(prefix)) throw new Error(`${reference} stands elsewhere`);
  return reference.slice(prefix.length);
}

function typesOf(type: unknown, place: string): readonly ValueType[] {
  return (Array.isArray(type) ? type : [type]).map((it: unknown) => {
    const name = it === 'array' ? 'list' : it === 'object' ? 'mapping' : it;
    const known = types.find(each => each === name);
    if (!known) throw new Error(`${place}: nothing is known of the type "${it}"`);
    return known;
  });
}

/** One of several forms: they differ in their types, so that each fact belongs to one of them. */
function union(one: ValueFacts, other: ValueFacts): ValueFacts {
  const [a, b] = [resolved(one), resolved(other)];
  for (const key of ['words', 'pattern', 'least', 'most', 'items', 'mapping'] as const) {
    if (a[key] !== undefined && b[key] !== undefined) throw new Error(`two forms both say "${key}"`);
  }
  return { ...a, ...b, types: [...new Set([...(a.types ?? []), ...(b.types ?? [])])] };
}

/** What a reference in a union stands for; forms of their own in it are lists and texts, which have no place. */
function resolved(facts: ValueFacts): ValueFacts {
  return facts.is === undefined ? facts : read(definitions[facts.is], facts.is);
}

/** A plain reference is written as its name alone. */
function short(facts: ValueFacts): ValueFacts | string {
  return facts.is ?? facts;
}

function write(file: string, name: string, says: string, belongs: (name: string) => boolean): string {
  const part = Object.fromEntries([...mappings].filter(([it]) => belongs(it)));
  return save(
    file,
    `/** ${says}. Generated by \`server/scripts/generate-compose-schema.ts\` from the schema of compose-go. */
import type { MappingFacts } from './facts.ts';

export const ${name}: Readonly<Record<string, MappingFacts>> = ${text(part)};
`,
  );
}

function writeValues(): string {
  return save(
    'values',
    `/** Forms of values by name. Generated by \`server/scripts/generate-compose-schema.ts\` from the schema of compose-go. */
import type { ValueFacts } from './facts.ts';

export const composeValues: Readonly<Record<string, ValueFacts>> = ${text(Object.fromEntries(values))};
`,
  );
}

/** One line for each key, as far as it fits: the formatter keeps what starts on the line of its brace. */
function text(value: unknown, indentation = ''): string {
  const inline = JSON.stringify(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return inline;
  if (indentation.length > 2 && inline.length < 100) return inline;
  const inner = `${indentation}  `;
  const pairs = Object.entries(value).map(([key, child]) => `${inner}${JSON.stringify(key)}: ${text(child, inner)},`);
  return `{\n${pairs.join('\n')}\n${indentation}}`;
}

function save(file: string, content: string): string {
  const path = `${folder}/${file}.ts`;
  writeFileSync(join(projectRoot, path), content);
  return path;
}

main();
