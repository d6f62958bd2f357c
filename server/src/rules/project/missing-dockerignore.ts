/** The whole build context is copied, and there is no ignore file. */
import { fileKind } from '../../project/file-kind.ts';
import type { BuildContext, Project } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { insert } from '../../text/edit.ts';
import { isWithin, join, relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { copiedByName, isContextKnown, leftOut, secretOrForeign, wholeCopiesOf } from '../whole-context.ts';

export const missingDockerignore = rule({
  id: 'project/missing-dockerignore',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD'] },
  summary: 'Everything in the build context is copied, and no .dockerignore leaves anything out',
  why: 'Without an ignore file all that lies in the folder is sent to the builder and copied: secrets and the history of the repository, packages made for another system, and files whose every change makes the builder start over from there.',
  bad: [
    {
      Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "main.js"]\n',
      'main.js': '',
      'node_modules/a/index.js': '',
    },
    { Dockerfile: 'FROM golang:1.25 AS build\nADD * /src/\nFROM scratch\n', 'main.go': '' },
  ],
  good: [
    {
      Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "main.js"]\n',
      'main.js': '',
      'node_modules/a/index.js': '',
      '.dockerignore': 'Dockerfile\nnode_modules\n',
    },
    {
      'api.Dockerfile': 'FROM golang:1.25\nCOPY . /src\n',
      'main.go': '',
      'api.Dockerfile.dockerignore': '*.Dockerfile\n',
    },
    { Dockerfile: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build . /\n', 'main.go': '' },
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: ./site\n      dockerfile: ../Dockerfile\n',
      Dockerfile: 'FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n',
      'site/index.html': '',
    },
  ],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.balena.io/reference/balena-cli/latest/',
  ],

  check({ path, file }, project) {
    const [first] = wholeCopiesOf(file);
    if (!first) return [];
    const context = project.contextOf(path);
    const { entries, ignoreFilePath, folder } = context;
    if (ignoreFilePath !== undefined || entries.some(({ name }) => name === '.containerignore')) return [];
    if (!isContextKnown(path, file, context, project)) return [];
    const names = leftOut(entries, project.dialect);
    if (names.length === 0) return [];
    const created = join(project.dialect === 'balena' ? project.root : folder, '.dockerignore');
    const finding: Finding = {
      at: first.source.span,
      message: `There is no ${relative(project.root, created)}, so ${first.transfer.name} takes everything, ${listed(names)} too; create one that leaves out what the image does not need`,
      fixes: () => [createIgnoreFile(created, file, context, project)],
    };
    return [finding];
  },
});

/** At most three. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  if (names.length > 3) return `${shown.join(', ')} and more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

/** Of what is there, and not copied by its name. In a balena project the file speaks of all folders below. */
function createIgnoreFile(path: string, file: Dockerfile, { entries, folder }: BuildContext, project: Project): Fix {
  const isBalena = project.dialect === 'balena';
  const copied = copiedByName(file);
  const is = (name: string): boolean => secretOrForeign.includes(name) || fileKind(`/${name}`) === 'dockerfile';
  const there = leftOut(entries, project.dialect).filter(name => is(name) && !copied.has(name));
  const prefix = isBalena && isWithin(project.root, folder) ? '**/' : '';
  const lines = ['.dockerignore', ...there.map(name => `${prefix}${name}`)].sort();
  return {
    title: `Create ${relative(project.root, path)}`,
    safety: 'suggestion',
    edits: [{ ...insert(0, `${lines.join('\n')}\n`), path }],
    creates: [path],
  };
}
