/** d12: repair, build, run and clean up one small service. */
import { type LessonCheck, met, unknown, unmet } from '../check.ts';
import { exerciseDockerfile, installsNpmPackages, runWith, startCommand } from '../exercise-dockerfile.ts';
import type { ContainerFacts, LessonFacts } from '../facts.ts';
import { imageNamed, wasTagged } from '../named-images.ts';
import { containersOf, exists, isRunning, madeOf, repositoryOf } from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { noDockerfile } from './echo-app.ts';

const repository = 'review';
const image = `${repository}:1.0.0`;
const needs = { repositories: [repository], volumes: ['review-data'] };
const maxOwnBytes = 30e6;

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
      if (facts.files['.dockerignore'] === undefined) return unmet('.dockerignore is missing');
      if (
        !runWith(
          dockerfile.runs,
          command => installsNpmPackages(command) && command.words.some(it => it.value === 'ci'),
        )
      )
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
function missingFrom({ isAttached, ports, memory, mounts }: ContainerFacts): readonly string[] {
  return [
    ...(isAttached ? ['-d'] : []),
    ...(ports.some(it => it.address === '127.0.0.1') ? [] : ['-p 127.0.0.1:…']),
    ...(memory > 0 ? [] : ['--memory']),
    ...(mounts.some(it => it.kind === 'volume' && it.target.replace(/\/$/, '') === '/data')
      ? []
      : ['a volume at /data']),
  ];
}
