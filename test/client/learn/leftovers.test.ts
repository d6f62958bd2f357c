import { describe, expect, it } from 'vitest';
import { leftoverCount, leftovers, newerLeftovers } from '../../../client/src/learn/exercise-leftovers.ts';
import { composeRow, containerRow, engineState, imageRow, networkRow, volumeRow } from '../../support/engine-states.ts';
import { hitch } from './lesson-under-test.ts';

const exercise = hitch.exercise;
if (!exercise) throw new Error('The lesson has an exercise');

describe('What an exercise left', () => {
  const own = imageRow(['rope:1', 'rope:2', 'mine:1']);
  const state = engineState({
    images: [own, imageRow(['ropeway:1']), imageRow(['other/rope:1'])],
    containers: [
      containerRow('loop', { image: 'rope:1', createdAt: 20 }),
      containerRow('renamed', { image: own.id, imageId: own.id, createdAt: 20, status: 'exited' }),
      containerRow('pole', { image: 'nginx:1', createdAt: 5 }),
      containerRow('web', { image: 'ropeway:1', createdAt: 20 }),
    ],
    volumes: [volumeRow('shed'), volumeRow('sheds')],
  });

  it('is what bears its names, and nothing that only looks like them', () => {
    const left = leftovers(exercise, state, 0);
    expect(left.containers.map(({ name }) => name)).toEqual(['loop', 'pole', 'renamed']);
    expect(left.images.map(({ key }) => key)).toEqual(['rope:1', 'rope:2']);
    expect(left.volumes.map(({ key }) => key)).toEqual(['shed']);
    expect(leftoverCount(left)).toBe(6);
  });

  it('is also a container whose image has lost its name', () => {
    const lost = containerRow('lost', { image: 'sha256:0000', createdAt: 20 });
    const all = engineState({ containers: [lost] });
    expect(leftovers(exercise, all, 0).containers).toEqual([]);
    expect(leftovers(exercise, all, 0, new Set([lost.id])).containers.map(({ name }) => name)).toEqual(['lost']);
  });

  it('is said to be older where it was made before the exercise was opened', () => {
    const { containers } = leftovers(exercise, state, 10);
    expect(containers.map(({ about }) => about)).toEqual([
      'container, running',
      'container, running, made before this exercise was opened',
      'container, exited',
    ]);
  });

  it('can be taken without what was there before', () => {
    const newer = newerLeftovers(leftovers(exercise, state, 10));
    expect(newer.containers.map(({ name }) => name)).toEqual(['loop', 'renamed']);
    expect(leftoverCount(newer)).toBeLessThan(leftoverCount(leftovers(exercise, state, 10)));
  });

  it('is also what Compose made in its folder', () => {
    const labels = { 'com.docker.compose.project': 'k02-hitch' };
    const elsewhere = { 'com.docker.compose.project': 'boat' };
    const left = leftovers(
      exercise,
      engineState({
        containers: [composeRow('k02-hitch', 'web'), composeRow('boat', 'web')],
        images: [imageRow(['k02-hitch-web:latest'], { labels }), imageRow(['boat-web:latest'], { labels: elsewhere })],
        volumes: [volumeRow('k02-hitch_shed', { labels }), volumeRow('boat_shed', { labels: elsewhere })],
        networks: [networkRow('k02-hitch_default', { labels }), networkRow('boat_default', { labels: elsewhere })],
      }),
      0,
    );
    expect(Object.values(left).map((all: typeof left.networks) => all.map(({ name }) => name))).toEqual([
      ['k02-hitch-web-1'],
      ['k02-hitch-web:latest'],
      ['k02-hitch_shed'],
      ['k02-hitch_default'],
    ]);
  });
});
