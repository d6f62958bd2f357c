import { rootImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import type { CommandOption } from '../../syntax/shell/command-line.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import { replaceWord } from '../command-edits.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const npmProductionFlag = rule({
  id: 'dockerfile/npm-production-flag',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['npm'] },
  summary: 'npm is told to leave out development packages by an option it has replaced',
  why: 'npm 7 replaced --production and --only=production by --omit=dev; the old ones give a warning and may go away.',
  bad: [
    { Dockerfile: 'FROM node:22\nRUN npm ci --production\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install --only=prod\n' },
    { Dockerfile: 'FROM node:22\nRUN npm prune --only production\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nRUN npm ci --omit=dev\n' },
    { Dockerfile: 'FROM node:22\nRUN npm ci --production=false\n' },
    { Dockerfile: 'FROM node:22\nENV NODE_ENV=production\nRUN npm ci && yarn install --production\n' },
    { Dockerfile: 'FROM node:14-alpine\nRUN npm ci --production\n' },
  ],
  references: [
    'https://docs.npmjs.com/cli/using-npm/config#production',
    'https://docs.npmjs.com/cli/using-npm/config#omit',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const use of packageUses(dockerfile.file)) {
      if (use.manager !== 'npm' || !isMeant(use)) continue;
      const option = use.line.options.find(it => isReplaced(it, use));
      if (!option || mayBeOld(use, dockerfile, project)) continue;
      const { word, valueWord } = option;
      const edit = replacement(dockerfile.file, use, option);
      findings.push({
        at: span(word.span.start, valueWord?.span.end ?? word.span.end),
        message: `npm has replaced "${option.name}${option.value === undefined ? '' : `=${option.value}`}" and warns of it; write "--omit=dev"`,
        fixes: edit && [{ title: 'Change to "--omit=dev"', safety: 'suggestion', edits: [edit] }],
      });
    }
    return findings;
  },
});

function isMeant({ action, subcommand }: PackageUse): boolean {
  return action === 'install' || subcommand.value === 'prune';
}

function isReplaced({ name, value, word }: CommandOption, { command }: PackageUse): boolean {
  if (name === '--only') return value === 'prod' || value === 'production';
  if (name !== '--production') return false;
  // npm takes a word true or false behind a boolean option for its value.
  const next = command.words[command.words.indexOf(word) + 1]?.value;
  return value === undefined ? next !== 'false' : value === 'true';
}

function replacement(file: Dockerfile, use: PackageUse, { word, valueWord }: CommandOption): Edit | undefined {
  if (!valueWord) return replaceWord(file, use, word, '--omit=dev');
  const at = span(word.span.start, valueWord.span.end);
  const isPlain = !use.run.instruction.exec && /^--only[ \t]+\w+$/.test(file.text.slice(at.start, at.end));
  return isPlain ? replace(at, '--omit=dev') : undefined;
}

/** The last version of Node.js that comes with npm 6, which has no --omit. */
const lastWithNpm6 = 14;
/** Names of the long-term releases up to it. */
const oldReleases = /^(?:lts-)?(?:argon|boron|carbon|dubnium|erbium|fermium)\b/;

/** The base image brings npm 6 or older, or it is not known which one. */
function mayBeOld({ run }: PackageUse, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  const base = rootImageOf(run.stage, dockerfile, project);
  if (base.kind === 'unknown') return true;
  if (base.kind !== 'image' || !/(?:^|[/-])node(?:js)?$/.test(base.reference.repository.value)) return false;
  const tag = base.reference.tag?.value ?? '';
  const major = Number(/^v?(\d+)(?:[.-]|$)/.exec(tag)?.[1] ?? Number.NaN);
  return major <= lastWithNpm6 || oldReleases.test(tag);
}
