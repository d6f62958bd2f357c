/** A key that Compose does not know. */
import type { MappingShape } from '../../catalog/compose-schema.ts';
import type { YamlFile } from '../../syntax/yaml/node.ts';
import { outdentEntry } from '../../syntax/yaml/outdent.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { schemaProblems, type UnknownKey } from '../compose-schema.ts';
import { mappingWords } from '../compose-schema-words.ts';
import { type Fix, rule } from '../rule.ts';

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
  const inner = holderOf(name, shape);
  if (inner !== undefined) return `${says}; it belongs under "${inner}"`;
  if (shape.name === 'file') {
    return entry.value.kind === 'mapping'
      ? `${says}; a service stands under "services", and keys of your own begin with "x-"`
      : `${says}; keys of your own begin with "x-"`;
  }
  return shape.hasExtensions ? `${says}; delete it, or begin it with "x-"` : `${says}; delete it`;
}

/** The known key that is nearest, unless it is there already. */
function meantKey({ entry, mapping, shape }: UnknownKey): string | undefined {
  const meant = closest(entry.key.source, shape.keys.keys(), it => it);
  return meant !== undefined && !mapping.entry(meant) ? meant : undefined;
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
