/** Something made elsewhere that is described here all the same. */
import type { ComposeFile, Resource } from '../../syntax/compose/compose-file.ts';
import type { YamlEntry, YamlFile } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { type Fix, rule } from '../rule.ts';

export const externalWithSettings = rule({
  id: 'compose/external-with-settings',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'An external resource has settings besides its name',
  why: 'Compose does not make an external resource, so it cannot give it a driver or labels: for a volume it refuses the file, elsewhere the settings are lost without a word.',
  bad: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n    external: true\n    driver: local\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n    external: true\n    name: shared-data\n    x-note: made by hand\n',
    },
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n    external: false\n    driver: local\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/volumes/#external'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const kind of kinds) {
      for (const resource of compose.file[kind]) {
        if (!resource.isExternal || !resource.mapping) continue;
        for (const entry of settingsOf(resource)) {
          const isRefused = kind === 'volumes';
          findings.add({
            at: entry.key.span,
            ...(!isRefused && { severity: 'warning' as const }),
            message: isRefused
              ? `"${resource.name}" is external, so Compose does not make it and refuses "${entry.key.source}"; delete one of the two`
              : `"${resource.name}" is external, so Compose does not make it and "${entry.key.source}" is lost; delete one of the two`,
            fixes: () => fixesOf(compose.file.yaml, resource, entry),
          });
        }
      }
    }
    return findings.list;
  },
});

const kinds: readonly (keyof ComposeFile & ('volumes' | 'networks' | 'secrets' | 'configs'))[] = [
  'volumes',
  'networks',
  'secrets',
  'configs',
];

function settingsOf({ mapping }: Resource): readonly YamlEntry[] {
  return (mapping?.entries ?? []).filter(({ key, value }) => {
    const name = key.source;
    return name !== 'name' && name !== 'external' && !name.startsWith('x-') && value.tag !== '!reset';
  });
}

function fixesOf(file: YamlFile, { mapping }: Resource, entry: YamlEntry): readonly Fix[] {
  if (!mapping || isShared(file, mapping)) return [];
  const edits = removeEntry(file, mapping, entry);
  return edits ? [{ title: `Delete "${entry.key.source}"`, safety: 'suggestion', edits }] : [];
}
