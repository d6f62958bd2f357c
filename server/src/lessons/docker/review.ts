/** d12: repair, build, run and clean up one small service. */

import { askingComments } from '../../syntax/suppression-comments.ts';
import { type LessonCheck, met, unknown, unmet } from '../check.ts';
import { exerciseDockerfile, installsByLockFile, runWith, startCommand } from '../exercise-dockerfile.ts';
import type { ContainerFacts, LessonFacts } from '../facts.ts';
import { imageNamed, wasTagged } from '../named-images.ts';
import { containersOf, exists, isRunning, madeOf, repositoryOf, startsAttached } from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { noDockerfile } from './echo-app.ts';

const repository = 'review';
const image = `${repository}:1.0.0`;
const volume = 'review-data';
const needs = { repositories: [repository], volumes: [volume] };
const maxOwnBytes = 30e6;
const port = '8080/tcp';
const maxMemory = 128 * 2 ** 20;

export const reviewChecks: readonly LessonCheck[] = [
  {
    id: 'd12.clean',
    needs: { findings: true },
    check(facts) {
      const dockerfile = exerciseDockerfile(facts);
      if (!dockerfile) return unmet(noDockerfile);
      if (!facts.findings) return unknown('The files have not been looked at yet');
      const left = facts.findings.filter(it => it.severity === 'error' || it.severity === 'warning');
      const [first] = left;
      if (first) {
        const count = `${left.length} ${left.length === 1 ? 'finding' : 'findings'} left, first: ${first.message}`;
        return unmet(count, `${first.path} line ${first.line}: ${first.message}`);
      }
      const [silenced] = askingComments(dockerfile.file);
      if (silenced)
        return unmet(
          `Line ${dockerfile.lineAt(silenced.span.start)} silences a finding: remove that comment, and mend what it is about`,
        );
      const off = switchedOff(facts.files['.slipway.yaml'] ?? '');
      if (off !== undefined)
        return unmet(`.slipway.yaml no longer reports ${off}: write ${off}: warning there, and mend what it is about`);
      if (facts.files['.dockerignore'] === undefined) return unmet('.dockerignore is missing');
      if (!runWith(dockerfile.ofAllStages.runs, installsByLockFile))
        return unmet('npm ci is gone: repair it, the service needs its packages');
      if (!dockerfile.instructions.some(it => it.name === 'EXPOSE')) return unmet('EXPOSE is gone: put it back');
      return startCommand(dockerfile).kind === 'none' ? unmet('CMD is gone: put it back') : met;
    },
  },

  engineCheck('d12.image', needs, facts => {
    const built = imageNamed(facts, image);
    if (!built || !wasTagged(facts, image))
      return unmet(`${image} is missing`, `${image} is missing: docker build -t ${image} .`);
    if (/^(?:root|0*)(?::|$)/.test(built.user)) return unmet(`${image} runs as root: add USER and build again`);
    const bytes = ownBytes(facts, built.history);
    if (bytes < maxOwnBytes) return met;
    return unmet(`${image} carries ${Math.round(bytes / 1e6)} MB: what is in the largest layer?`);
  }),

  engineCheck('d12.run', needs, facts => {
    const running = facts.containers.filter(it => isRunning(it) && repositoryOf(it.image) === repository);
    const best = running
      .map(container => ({ container, missing: missingFrom(container) }))
      .toSorted((a, b) => a.missing.length - b.missing.length)[0];
    if (!best) return unmet(`No container of ${image} runs: docker run -d with a port, a memory limit and a volume`);
    const [missing] = best.missing;
    return missing === undefined
      ? met
      : unmet(
          `${missing} is missing from docker run`,
          `docker rm -f ${best.container.name}, then run it again with ${missing}`,
          `docker run -d -p 127.0.0.1:8080:8080 --memory 128m -v ${volume}:/data ${image}`,
        );
  }),

  engineCheck('d12.tidy', needs, facts => {
    const made = madeOf(facts, repository);
    if (made.length === 0) return unmet(`Run ${image} first: there is nothing to tidy up yet`);
    const ours = new Set(
      made.flatMap(it => it.mounts.flatMap(mount => (mount.kind === 'volume' ? [mount.source] : []))),
    );
    const left = [
      ...containersOf(facts, repository)
        .filter(exists)
        .map(it => it.name),
      ...facts.images.flatMap(it => it.tags.filter(tag => repositoryOf(tag) === repository)),
      ...facts.volumes.filter(it => ours.has(it.name)).map(it => it.name),
    ];
    return left.length === 0 ? met : unmet(`Left over: ${left.join(', ')}`);
  }),
];

/** Of the layers that the final stage adds to its base image: its instructions are the last steps of the history. */
function ownBytes(facts: LessonFacts, history: readonly { readonly size: number }[]): number {
  const dockerfile = exerciseDockerfile(facts);
  const own = dockerfile ? dockerfile.instructions.length : history.length;
  return history.slice(-own).reduce((sum, it) => sum + it.size, 0);
}

/** In the order in which one would write them. */
function missingFrom(container: ContainerFacts): readonly string[] {
  const { ports, memory, mounts } = container;
  const own = ports.filter(it => it.target === port);
  const isPrivate = own.length > 0 && own.every(it => it.address === '127.0.0.1' && it.published !== undefined);
  const keeps = mounts.some(
    it => it.kind === 'volume' && it.source === volume && it.target.replace(/\/$/, '') === '/data',
  );
  return [
    ...(startsAttached(container) ? ['-d'] : []),
    ...(isPrivate ? [] : ['-p 127.0.0.1:8080:8080']),
    ...(memory > 0 && memory <= maxMemory ? [] : ['--memory 128m']),
    ...(keeps ? [] : [`the volume ${volume} at /data`]),
  ];
}

/** What the exercise's own settings report and no longer do. */
function switchedOff(settings: string): string | undefined {
  const reports = (rule: string): boolean =>
    new RegExp(`${rule}["']?\\s*:\\s*["']?(?:warning|error)\\b`).test(settings);
  const silent = /([a-z]+\/[a-z-]+)["']?\s*:\s*["']?(?:off|false)\b/g;
  const others = [...settings.matchAll(silent)].map(([, rule = '']) => rule).filter(it => it !== ownSilence);
  return reported.find(it => !reports(it)) ?? others[0];
}

/** As `.slipway.yaml` of the starter has them. */
const reported = [
  'dockerfile/apt-lists-left-behind',
  'dockerfile/cd-in-run',
  'dockerfile/missing-user',
  'dockerfile/npm-production-flag',
  'dockerfile/source-before-dependencies',
  'project/missing-dockerignore',
];
const ownSilence = 'dockerfile/non-numeric-user';
