/** d07b: rebuilds that keep the cache. */
import { parseIgnoreFile } from '../../syntax/ignore-file.ts';
import { type LessonCheck, met, unmet } from '../check.ts';
import {
  boundSources,
  type ExerciseDockerfile,
  exerciseDockerfile,
  installsNpmPackages,
  plainSource,
  programsOf,
  runWith,
} from '../exercise-dockerfile.ts';
import type { BuildFacts } from '../facts.ts';
import { buildPairs, isCopyStep, isNpmStep, layersOfSteps } from '../named-images.ts';
import { engineCheck, fileCheck } from '../shared-checks.ts';
import { app, latest, noDockerfile } from './echo-app.ts';
import { sameId } from './tags.ts';

const needs = { repositories: [app] };
const build = `docker build -t ${app} .`;
const recipes = ['Dockerfile', '.dockerignore'];
const packageFiles = ['package.json', 'package-lock.json'];

export const cacheChecks: readonly LessonCheck[] = [
  sameId,

  engineCheck('d07.busted', needs, facts => {
    const isBusted = ([a, b]: readonly [BuildFacts, BuildFacts]): boolean =>
      isOnlyChange(a, b, 'Dockerfile') && copyLayer(a) !== copyLayer(b);
    if (buildPairs(facts, latest).some(isBusted)) return met;
    return unmet(
      'Change only the Dockerfile (add the RUN echo line) and build',
      `Build, add RUN echo "a new layer" above CMD, and build again: ${build}`,
    );
  }),

  fileCheck('d07.ignore', facts => {
    const text = facts.files['.dockerignore'];
    if (text === undefined)
      return unmet('.dockerignore is missing', `.dockerignore is missing: write ${recipes.join(' and ')} into it`);
    const ignored = parseIgnoreFile(text);
    const missing = recipes.find(it => !ignored.isIgnored(it));
    return missing === undefined ? met : unmet(`.dockerignore does not match ${missing}`);
  }),

  engineCheck('d07.cacheKept', needs, facts => {
    const pairs = buildPairs(facts, latest).filter(([a, b]) => ignoresRecipes(a) && ignoresRecipes(b));
    const isKept = ([a, b]: readonly [BuildFacts, BuildFacts]): boolean =>
      a.files['Dockerfile'] !== b.files['Dockerfile'] && copyLayer(a) !== undefined && copyLayer(a) === copyLayer(b);
    if (pairs.some(isKept)) return met;
    return unmet(
      'The first build after adding .dockerignore always misses: build, add one more line, build again',
      `Add another RUN echo line above CMD, then ${build}`,
    );
  }),

  fileCheck('d07.copyMinimal', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { lineOf } = dockerfile;
    const { copies, runs } = dockerfile.ofAllStages;
    const allowed = new Set([...packageFiles, 'package*.json', 'index.js']);
    for (const copy of copies) {
      const other = copy.sources.find(it => !allowed.has(plainSource(it.value)));
      if (other)
        return unmet(
          `Line ${lineOf(copy.instruction)} copies "${other.value}": name the files`,
          `Line ${lineOf(copy.instruction)}: COPY ${[...packageFiles, 'index.js'].join(' ')} ./`,
        );
    }
    const missing = ['package.json', 'index.js'].find(file => !copiesFile(dockerfile, file));
    if (missing !== undefined) return unmet(`Nothing copies ${missing}: the app needs it`);
    const isEcho = (programs: ReturnType<typeof programsOf>): boolean =>
      programs.length > 0 && programs.every(it => it.name === 'echo');
    const echo = runs.find(run => isEcho(programsOf(run)));
    return echo ? unmet(`Line ${lineOf(echo)} is left over: remove the echo lines`) : met;
  }),

  fileCheck('d07.order', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { lineOf } = dockerfile;
    const { copies, runs } = dockerfile.ofAllStages;
    const install = runWith(runs, installsNpmPackages);
    if (!install) return unmet('No RUN installs the packages any more: RUN npm ci --omit=dev');
    const at = install.run.index;
    const early = copies.find(it => it.instruction.index < at && copiesSource(it.sources.map(source => source.value)));
    if (early)
      return unmet(
        `index.js is copied before npm runs (line ${lineOf(early.instruction)}): move it below`,
        `In this order: COPY ${packageFiles.join(' ')} ./, RUN npm ci --omit=dev, COPY index.js ./`,
      );
    const mounted = boundSources(install.run);
    if (copiesSource(mounted))
      return unmet(
        `index.js is mounted while npm runs (line ${lineOf(install.run)}): mount package.json and the lock file alone`,
      );
    const isCopied = copies.some(
      it => it.instruction.index < at && it.sources.some(source => isPackageFile(source.value)),
    );
    if (!isCopied && !mounted.some(isPackageFile))
      return unmet(`npm runs on line ${lineOf(install.run)} without package.json: copy it above`);
    if (!copies.some(it => it.instruction.index > at && copiesSource(it.sources.map(source => source.value))))
      return unmet('Nothing copies index.js below the install: COPY index.js ./');
    return met;
  }),

  engineCheck('d07.installCached', needs, facts => {
    const pairs = buildPairs(facts, latest).filter(([a, b]) => npmLayer(a) !== undefined && npmLayer(b) !== undefined);
    const isCached = ([a, b]: readonly [BuildFacts, BuildFacts]): boolean =>
      a.files['index.js'] !== b.files['index.js'] && npmLayer(a) === npmLayer(b) && copyLayer(a) !== copyLayer(b);
    if (pairs.some(isCached)) return met;
    const again = pairs.find(
      ([a, b]) => npmLayer(a) !== npmLayer(b) && a.files['Dockerfile'] === b.files['Dockerfile'],
    );
    const changed = again && changedFiles(...again).find(it => it !== 'index.js' && !recipes.includes(it));
    if (changed !== undefined) return unmet(`npm ran again because ${changed} changed: change only index.js`);
    return unmet('Change only index.js, then build again', `Build, change index.js, build again: ${build}`);
  }),
];

/** Layer of the last COPY. */
function copyLayer(built: BuildFacts): string | undefined {
  return layersOfSteps(built).findLast(it => isCopyStep(it.createdBy))?.layer;
}

/** Of the install, or of the copy that brings it from another stage. */
function npmLayer(built: BuildFacts): string | undefined {
  const brings = (createdBy: string): boolean => isCopyStep(createdBy) && createdBy.includes('node_modules');
  return layersOfSteps(built).findLast(it => isNpmStep(it.createdBy) || brings(it.createdBy))?.layer;
}

function changedFiles(a: BuildFacts, b: BuildFacts): readonly string[] {
  const paths = new Set([...Object.keys(a.files), ...Object.keys(b.files)]);
  return [...paths].filter(path => a.files[path] !== b.files[path]).toSorted();
}

function isOnlyChange(a: BuildFacts, b: BuildFacts, path: string): boolean {
  const changed = changedFiles(a, b);
  return changed.length === 1 && changed[0] === path;
}

function ignoresRecipes({ files }: BuildFacts): boolean {
  const text = files['.dockerignore'];
  if (text === undefined) return false;
  const ignored = parseIgnoreFile(text);
  return recipes.every(it => ignored.isIgnored(it));
}

function isPackageFile(source: string): boolean {
  return /^package(?:\*|-lock)?\.json$/.test(plainSource(source));
}

/** Whether index.js is among what is copied. */
function copiesSource(sources: readonly string[]): boolean {
  return sources.some(it => ['index.js', '*.js', '*', '.'].includes(plainSource(it)));
}

/** Package files may also be mounted while npm runs: the app itself does not read them. */
function copiesFile({ ofAllStages: { copies, runs } }: ExerciseDockerfile, file: string): boolean {
  const isIt = (source: string): boolean =>
    plainSource(source) === file || (file === 'package.json' && isPackageFile(source));
  return (
    copies.some(it => it.sources.some(({ value }) => isIt(value))) ||
    (file === 'package.json' && runs.some(run => boundSources(run).some(isIt)))
  );
}
