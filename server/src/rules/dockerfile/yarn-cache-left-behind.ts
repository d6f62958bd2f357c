import type { Project } from '../../project/project.ts';
import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { leavesOut } from '../../syntax/dockerfile/run-mounts.ts';
import { precedingInChain } from '../../syntax/dockerfile/stage-chain.ts';
import { scopeAt } from '../../syntax/dockerfile/variables.ts';
import { hasOption, optionOf } from '../../syntax/shell/command-line.ts';
import { packageCommand } from '../../syntax/shell/package-command.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { cachesLeftBehind } from '../cache-left-behind.ts';
import { type InProject, rule } from '../rule.ts';

export const yarnCacheLeftBehind = rule({
  id: 'dockerfile/yarn-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['yarn'] },
  aka: ['hadolint:DL3060'],
  summary: 'yarn install is not followed by yarn cache clean in its RUN',
  why: 'Yarn keeps a copy of every package it unpacks, about as large as node_modules. What a layer holds stays in the image, even if a later layer deletes it.',
  bad: [
    { Dockerfile: 'FROM node:22\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile\n' },
    { Dockerfile: 'FROM node:22\nRUN yarn cache clean && yarn add express\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nRUN yarn install && yarn cache clean\n' },
    { Dockerfile: 'FROM node:22\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\n' },
    { Dockerfile: 'FROM node:22 AS build\nRUN yarn install\nFROM nginx:1.29\nCOPY --from=build /app/dist /srv\n' },
    { Dockerfile: 'FROM node:22\nRUN corepack enable && yarn install --immutable\n' },
  ],
  references: ['https://classic.yarnpkg.com/en/docs/cli/cache'],

  *check(dockerfile, project) {
    const { file } = dockerfile;
    if (!packageUses(file).some(it => it.manager === 'yarn')) return;
    const shipped = shippedStages(dockerfile, project);
    yield* cachesLeftBehind(file, {
      // What ONBUILD leaves behind is shipped by another build.
      fills: it =>
        it.manager === 'yarn' &&
        (it.action === 'install' || it.action === 'upgrade') &&
        !hasOption(it.line, '-h', '--help', '-v', '--version') &&
        (it.run.onbuild !== undefined || shipped.has(it.run.stage)),
      empties(command) {
        const found = packageCommand(command);
        if (found?.manager === 'yarn') return found.action === 'clean' && found.operands[0]?.value === 'clean';
        // rm -rf "$(yarn cache dir)"
        return command.name === 'rm' && command.words.some(it => it.raw.includes('yarn'));
      },
      folders: ['/usr/local/share/.cache/yarn', '/root/.cache/yarn', '/root/.yarn'],
      isKeptOut: it => isElsewhere(it, file) || isModernYarn(it, dockerfile, project),
      cleanup: it => `${it.program} cache clean`,
      what: 'The cache of yarn',
    });
  },
});

/** A mount over the cache of another user, or over the folder that is named as cache. */
function isElsewhere({ line, run }: PackageUse, file: Dockerfile): boolean {
  const { instruction } = run;
  const variable = scopeAt(file, instruction.span.start).find('YARN_CACHE_FOLDER');
  const folder = optionOf(line, '--cache-folder')?.value;
  if (folder?.startsWith('/dev/shm')) return true;
  const named = folder ?? (variable?.state.kind === 'known' ? variable.state.value : undefined);
  return leavesOut(
    instruction,
    target => /yarn|\/\.cache$/.test(target) || (named !== undefined && target !== '' && named.startsWith(target)),
  );
}

/** The packages that Yarn 2 and later run from lie in the cache, so that it must stay. */
function isModernYarn({ line, run }: PackageUse, { path, file }: InProject<Dockerfile>, project: Project): boolean {
  if (hasOption(line, '--immutable', '--immutable-cache', '--inline-builds', '--mode')) return true;
  const signs = /corepack|yarn\s+set\s+version|\.yarnrc\.yml|\.yarn\b|\.pnp\./;
  const { text } = file;
  if (signs.test(text)) {
    if (signs.test(text.slice(run.instruction.span.start, run.instruction.span.end))) return true;
    for (const it of precedingInChain(run.stage, run.instruction)) {
      if (signs.test(text.slice(it.span.start, it.span.end))) return true;
    }
  }
  return project.contextOf(path).entries.some(it => it.name === '.yarnrc.yml' || it.name === '.yarn');
}
