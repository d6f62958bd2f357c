/** d11: push and pull, with a registry of one's own on port 5001. */
import { type CheckResult, type LessonCheck, met, unknown, unmet } from '../check.ts';
import type { LessonFacts, Probe } from '../facts.ts';
import { imageNamed } from '../named-images.ts';
import { isRunning, repositoryOf } from '../seen-containers.ts';
import { engineCheck, probed } from '../shared-checks.ts';
import { app } from './echo-app.ts';

const port = 5001;
const repository = `localhost:${port}/learner/${app}`;
/** The same registry by its number. */
const byNumber = `127.0.0.1:${port}/learner/${app}`;
const needs = { repositories: [app, repository, byNumber], containers: ['slipway-registry'] };
const alive: Probe = { port, method: 'GET', path: '/v2/' };
const manifest = (tag: string): Probe => ({
  port,
  method: 'GET',
  path: `/v2/learner/${app}/manifests/${tag}`,
  accept:
    'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json',
});

export const registryChecks: readonly LessonCheck[] = [
  engineCheck('d11.registry', { ...needs, probes: [alive] }, facts => {
    const own = facts.containers.find(
      it =>
        isRunning(it) && isRegistry(it.image) && it.ports.some(at => at.target === '5000/tcp' && at.published === port),
    );
    const start = `docker run -d --name slipway-registry -p 127.0.0.1:${port}:5000 ${facts.bases['registry'] ?? 'registry'}`;
    const none = `No registry on ${port}`;
    if (!own) {
      const owner = facts.containers.find(it => isRunning(it) && it.openPorts.some(at => at.published === port));
      if (owner) return unmet(`${none}; port taken by ${owner.name}`);
      const other = facts.containers.findLast(it => isRegistry(it.image) && it.state !== 'gone');
      if (other && !isRunning(other)) return unmet(`${none}; ${other.name} does not run: docker start ${other.name}`);
      return unmet(none, `${none}: ${start}`);
    }
    const answer = probed(facts, alive);
    if (answer.kind === 'unknown') return unknown(answer.because);
    return answer.kind === 'answered' && answer.status === 200
      ? met
      : unmet(`${own.name} runs, but does not answer on ${port} yet: docker logs ${own.name}`);
  }),

  engineCheck('d11.pushed', { ...needs, probes: [manifest('latest')] }, facts =>
    pushed(facts, 'latest', `Not in the registry: tag ${repository}:latest and push that full name`),
  ),

  engineCheck('d11.pushedV002', { ...needs, probes: [manifest('v0.0.2')] }, facts =>
    pushed(facts, 'v0.0.2', 'Tag and push v0.0.2 as well'),
  ),

  engineCheck('d11.pulled', needs, facts => {
    const cameBack = (reference: string): boolean => {
      const gone = facts.moments.find(
        (it, index) =>
          it.tags[reference] === undefined &&
          facts.moments.slice(0, index).some(before => before.tags[reference] !== undefined),
      );
      return (
        gone !== undefined &&
        facts.builds.some(it => it.how === 'pull' && it.reference === reference && it.at >= gone.at)
      );
    };
    const references = [repository, byNumber].flatMap(it => ['latest', 'v0.0.2'].map(tag => `${it}:${tag}`));
    if (references.some(cameBack)) return met;
    const here = references.find(it => imageNamed(facts, it));
    const wasHere = facts.moments.some(({ tags }) => references.some(it => tags[it] !== undefined));
    if (!here && !wasHere)
      return unmet(
        'Nothing bears the name of your registry yet: tag and push first',
        `docker tag ${app}:latest ${repository}:latest ; docker push ${repository}:latest`,
      );
    const remove = 'Remove the local name first (docker rmi), then docker pull';
    return here === undefined
      ? unmet('It is removed: docker pull brings it back', `docker pull ${repository}:latest`)
      : unmet(remove, `docker rmi ${here} ; docker pull ${here}`);
  }),
];

function pushed(facts: LessonFacts, tag: string, hint: string): CheckResult {
  const answer = probed(facts, manifest(tag));
  if (answer.kind === 'unknown') return unknown(answer.because);
  if (answer.kind === 'answered' && answer.status === 200) return met;
  if (answer.kind !== 'answered') return unmet(`No registry answers on ${port}: start it first`);
  const reference = `${repository}:${tag}`;
  return unmet(hint, `docker tag ${app}:${tag} ${reference} ; docker push ${reference}`);
}

/** Whoever's copy of the registry's image it is. */
function isRegistry(image: string): boolean {
  const name = repositoryOf(image);
  return name.slice(name.lastIndexOf('/') + 1) === 'registry';
}
