/** d07a: names, tags, and what `latest` means. */
import { type CheckResult, type LessonCheck, met, unmet } from '../check.ts';
import type { LessonFacts } from '../facts.ts';
import { buildPairs, imageNamed, isSameContent, shortId } from '../named-images.ts';
import { containersOf, exists, repositoryOf } from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { app, latest } from './echo-app.ts';

const needs = { repositories: [app] };
const first = `${app}:v0.0.1`;
const second = `${app}:v0.0.2`;

/** Of both lessons of the seventh chapter. */
export const sameId: LessonCheck = engineCheck('d07.sameId', needs, facts => {
  const pairs = buildPairs(facts, latest);
  if (pairs.some(([a, b]) => isSameContent(a, b))) return met;
  const [pair] = pairs;
  const twice = 'Build twice without touching a file';
  return pair
    ? unmet(`${twice}; the ids were ${shortId(pair[0].imageId)} and ${shortId(pair[1].imageId)}`)
    : unmet(twice, `${twice}: docker build -t ${app} .`);
});

export const tagChecks: readonly LessonCheck[] = [
  sameId,

  engineCheck('d07.clean', needs, facts => {
    const names = [
      ...containersOf(facts, app)
        .filter(exists)
        .map(it => it.name),
      ...facts.images.flatMap(it => it.tags.filter(tag => repositoryOf(tag) === app)),
    ];
    const wasThere = facts.builds.length > 0 || facts.moments.some(({ tags }) => Object.keys(tags).length > 0);
    if (names.length === 0) return wasThere ? met : unmet('Nothing of it is there yet: build it first');
    return unmet(`Still there: ${names.join(', ')}; use Clean up (it touches only these)`);
  }),

  engineCheck('d07.v001', needs, facts => {
    if (facts.moments.some(({ tags }) => tags[first] !== undefined && tags[latest] === undefined)) return met;
    const build = `Build with -t ${first} only`;
    return imageNamed(facts, latest)
      ? unmet(`${build}; latest exists already: clean first`)
      : unmet(build, `${build}: docker build -t ${first} .`);
  }),

  engineCheck('d07.twoTags', needs, facts => {
    if (facts.moments.some(({ tags }) => tags[first] !== undefined && tags[first] === tags[latest])) return met;
    return unmet(
      'Build with both -t options and no change between',
      `Build with both -t options: docker build -t ${first} -t ${latest} .`,
    );
  }),

  engineCheck('d07.latestMoved', needs, facts => {
    const [old, now] = [imageNamed(facts, first), imageNamed(facts, latest)];
    if (!old || !now) return unmet(`${old ? latest : first} is missing: build it first`);
    if (old.id === now.id) return unmet(`Both still name ${shortId(now.id)}: change index.js and build without a tag`);
    if (isSameContent(old, now))
      return unmet('latest moved, but nothing is new in it: change index.js and build without a tag');
    return met;
  }),

  engineCheck('d07.v002', needs, facts => {
    const [old, next, now] = [imageNamed(facts, first), imageNamed(facts, second), imageNamed(facts, latest)];
    const build = `docker build -t ${second} -t ${latest} .`;
    if (!next) return unmet('v0.0.2 is missing: give both -t in one build', build);
    if (now?.id !== next.id) return unmet('latest points elsewhere: give both -t in one build', build);
    if (!old) return unmet('v0.0.1 is gone: it must stay what it was');
    if (old.id === next.id || isSameContent(old, next))
      return unmet('v0.0.2 is the same as v0.0.1: change index.js first');
    return orphaned(facts, next.id);
  }),
];

/** The image that was `latest` before has lost its last name. */
function orphaned(facts: LessonFacts, id: string): CheckResult {
  const before = facts.moments.findLast(({ tags }) => tags[latest] !== undefined && tags[latest] !== id)?.tags[latest];
  if (before === undefined) return unmet('latest named nothing else before: build once without a tag, then v0.0.2');
  const named = facts.images.find(it => it.id === before)?.tags ?? [];
  if (named.length === 0) return met;
  return unmet(
    `The latest of before is still called ${named[0]}: change index.js, build without a tag, then build v0.0.2`,
  );
}
