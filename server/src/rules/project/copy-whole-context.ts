/** The final stage copies the whole build context, with things in it that the ignore file forgets. */
import type { ContextIgnoreFile } from '../../project/project.ts';
import { shippedStages } from '../../project/shipped-stages.ts';
import { parseIgnoreFile } from '../../syntax/ignore-file.ts';
import { insert } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { basename, join, relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { copiedByName, isContextKnown, secretOrForeign, type WholeCopy, wholeCopiesOf } from '../whole-context.ts';

export const copyWholeContext = rule({
  id: 'project/copy-whole-context',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD'] },
  summary: 'The final stage copies .git, .env or node_modules along with everything else',
  why: 'The history of the repository and the settings in .env are then in every copy of the image, for everybody to read; packages installed on the developer’s machine take the place of those made for the image.',
  bad: [
    {
      Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
      '.dockerignore': 'dist\n',
      'main.js': '',
      '.git/HEAD': '',
      'node_modules/a/index.js': '',
    },
  ],
  good: [
    {
      Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
      '.dockerignore': '.*\nnode_modules\n',
      'main.js': '',
      '.git/HEAD': '',
      'node_modules/a/index.js': '',
    },
    {
      Dockerfile:
        'FROM golang:1.25 AS build\nCOPY . /src\nRUN go build -o /app ./src\nFROM scratch\nCOPY --from=build /app /\n',
      '.dockerignore': 'dist\n',
      'src/main.go': '',
      '.git/HEAD': '',
    },
    {
      Dockerfile: 'FROM node:24-slim\nCOPY . .\n',
      'main.js': '',
      '.git/HEAD': '',
    },
  ],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const copies = wholeCopiesOf(file);
    if (copies.length === 0) return findings;
    const context = project.contextOf(path);
    if (context.ignoreFilePath === undefined) return findings;
    const there = secretOrForeign.filter(name => context.entries.some(entry => entry.name === name));
    const ignore = there.length > 0 ? project.ignoreFileOf(context) : undefined;
    if (!ignore || !isContextKnown(path, file, context, project)) return findings;
    const named = copiedByName(file);
    const forgotten = there.filter(name => {
      const at = relative(ignore.base, join(context.folder, name));
      return !named.has(name) && !isLeftOut(at, ignore) && !isWanted(at, ignore);
    });
    if (forgotten.length === 0) return findings;
    const shipped = shippedStages({ path, file }, project);
    for (const copy of copies) {
      const names = shipped.has(copy.stage) ? forgotten.filter(name => !isExcluded(name, copy)) : [];
      if (names.length === 0) continue;
      const ignoreName = relative(project.root, ignore.path);
      findings.push({
        at: copy.source.span,
        message: `${copy.transfer.name} takes ${inWords(names)} into the image, since ${ignoreName} does not leave ${names.length === 1 ? 'it' : 'them'} out; add ${names.length === 1 ? 'it' : 'them'} there`,
        fixes: () => [
          leaveOut(
            names.map(name => relative(ignore.base, join(context.folder, name))),
            ignore,
          ),
        ],
      });
    }
    return findings;
  },
});

/** The entry itself, or all that may lie in it (`node_modules/*`). */
function isLeftOut(path: string, { file }: ContextIgnoreFile): boolean {
  return file.isIgnored(path) || file.isIgnored(`${path}/x`);
}

/** A line brings it back on purpose. */
function isWanted(path: string, { file }: ContextIgnoreFile): boolean {
  return file.patterns.some(it => it.isException && (it.pattern === path || it.pattern.startsWith(`${path}/`)));
}

/** By a flag of the instruction itself. */
function isExcluded(name: string, { transfer }: WholeCopy): boolean {
  return transfer.instruction.flags.some(flag => {
    if (flag.name.value !== 'exclude' || !flag.value) return false;
    const { value } = flag.value;
    if (value.includes('$')) return true;
    const pattern = parseIgnoreFile(value);
    return pattern.isIgnored(name) || pattern.isIgnored(`${name}/x`);
  });
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** As the last lines, for the last one that matches decides. */
function leaveOut(paths: readonly string[], { path, file: { text } }: ContextIgnoreFile): Fix {
  const br = lineBreakOf(text);
  const start = text === '' || text.endsWith('\n') ? '' : br;
  return {
    title: `Add ${inWords(paths.map(it => `"${it}"`))} to ${basename(path)}`,
    safety: 'suggestion',
    edits: [{ ...insert(text.length, `${start}${paths.map(it => it + br).join('')}`), path }],
  };
}
