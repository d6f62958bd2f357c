/** A mapping lacks a key that Compose insists on. */
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { YamlFile } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type MissingKey, schemaProblems } from '../compose-schema.ts';
import { mappingWords } from '../compose-schema-words.ts';
import { type Fix, rule } from '../rule.ts';

export const missingProperty = rule({
  id: 'compose/missing-property',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'A key that Compose insists on is absent',
  why: 'Some mappings mean nothing without a certain key, such as the type of a mount or the condition of a dependency; Compose refuses the whole file then.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db:\n        restart: true\n  db:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - source: ./html\n        target: /usr/share/nginx/html\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db:\n        condition: service_started\n        restart: true\n  db:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:17\n',
      'compose.override.yaml': 'services:\n  web:\n    depends_on:\n      db:\n        restart: true\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/'],

  check(compose, project) {
    const { yaml } = compose.file;
    const { missingKeys } = schemaProblems(yaml);
    if (missingKeys.length === 0) return [];
    return missingKeys
      .filter(missing => !mayStandElsewhere(missing, compose, project))
      .map(missing => ({
        at: missing.place.isItem || !missing.place.key ? firstKeyOf(missing) : missing.place.key.span,
        message: `${capitalized(mappingWords(missing.shape))} has to say "${missing.key}", so Compose refuses the file; add it`,
        fixes: () => fixesOf(yaml, missing),
      }));
  },
});

function firstKeyOf({ mapping }: MissingKey) {
  return mapping.pairs[0]?.key.span ?? mapping.span;
}

/** Mappings that are laid over those of another file or service; items of lists are not. */
const merged: ReadonlySet<string> = new Set([
  'service.depends_on.*',
  'service.provider',
  'service.extends',
  'ulimits.*',
  'model',
]);

function mayStandElsewhere(
  { shape, service, isLaidOver }: MissingKey,
  compose: ProjectComposeFile,
  project: Project,
): boolean {
  if (!merged.has(shape.name)) return false;
  if (isLaidOver || compose.role === 'override' || compose.role === 'local-mode') return true;
  if (service === undefined) return false;
  const definition = compose.file.service(service);
  if (!definition) return true;
  const isFragment = !definition.key('image') && !definition.key('build') && !definition.key('provider');
  const others = project.serviceOf(definition)?.definitions.length ?? 1;
  return definition.key('extends') !== undefined || others > 1 || (compose.role === 'standalone' && isFragment);
}

/** What is most often meant; the first of the words a key can have is not always. */
const values: Readonly<Record<string, string>> = {
  'service.depends_on.*.condition': 'service_started',
  'service.volumes.type': 'bind',
  'devices.capabilities': '[gpu]',
  'development.watch.action': 'sync',
};

function fixesOf(file: YamlFile, { key, mapping, shape }: MissingKey): readonly Fix[] {
  const source = shape.name === 'service.volumes' ? mapping.entry('source')?.value : undefined;
  const isPath = source?.kind === 'scalar' && /^(?:[./~]|\w:\\)/.test(source.source);
  const value =
    shape.name === 'service.volumes' && key === 'type' ? (isPath ? 'bind' : 'volume') : values[`${shape.name}.${key}`];
  if (value === undefined || isShared(file, mapping)) return [];
  const edits = addEntry(file, mapping, { key, value }, { kind: 'start' });
  return edits ? [{ title: `Add "${key}: ${value}"`, safety: 'suggestion', edits }] : [];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
