import { addEntry } from '../../syntax/yaml/yaml-edits.ts';
import { basename, dirname } from '../../text/path.ts';
import { rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

export const missingProjectName = rule({
  id: 'compose/missing-project-name',
  reads: 'compose',
  dialect: 'docker',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:require-project-name-field'],
  summary: 'The project has no name of its own',
  why: 'Without `name` a project is called like the folder it happens to lie in: in a clone of another name, Compose starts everything a second time, with empty volumes.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' }],
  good: [
    { 'compose.yaml': 'name: shop\nservices:\n  web:\n    image: nginx:1.29\n' },
    {
      'compose.yaml': 'name: shop\nservices:\n  web:\n    image: nginx:1.29\n',
      'compose.override.yaml': 'services:\n  web:\n    restart: always\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/version-and-name/',
    'https://docs.docker.com/compose/how-tos/project-name/',
  ],

  check(compose, project) {
    const { root, services, yaml } = compose.file;
    const first = root?.pairs[0];
    if (!root || !first || services.length === 0 || root.entry('name')) return [];
    if (compose.role !== 'main' && compose.role !== 'standalone') return [];
    if (project.composeReferences.isUsedElsewhere) return [];
    if (compose.role === 'main' && project.composeFiles.some(({ file }) => file.root?.entry('name'))) return [];
    const name = projectName(basename(dirname(compose.path)));
    return [
      {
        at: first.key.span,
        message:
          'The project is called like the folder it lies in, so it starts a second time in another clone; give it a "name"',
        fixes: () =>
          name === undefined
            ? []
            : suggestion(`Add name: ${name}`, addEntry(yaml, root, { key: 'name', value: name }, { kind: 'start' })),
      },
    ];
  },
});

/** As Compose makes one from a folder; undefined where nothing is left, or a number would be. */
function projectName(folder: string): string | undefined {
  const name = folder
    .toLowerCase()
    .replace(/[^-_a-z0-9]+/g, '')
    .replace(/^[-_]{1,200}/, '');
  return name === '' || /^[\d_-]+$/.test(name) ? undefined : name;
}
