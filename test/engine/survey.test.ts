// What an engine says of itself, of its store and of what happened to a container, on real engines.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { beginStory } from '../../client/src/life-cycle/life-story.ts';
import { restartPolicyOf, whatComesNext } from '../../client/src/life-cycle/what-comes-next.ts';
import { describeOnEngines } from './engine-under-test.ts';

describeOnEngines('A survey', ({ name: which, baseImage, docker, connect }) => {
  const name = `slipway-survey-${randomBytes(3).toString('hex')}`;
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await connect();
  });
  afterAll(() => void docker('rm', '--force', name));

  it('says what the engine is', async () => {
    const description = await engine.survey.describe();
    expect(description.version).toBe(engine.identity.engine);
    expect(description.processors).toBeGreaterThan(0);
    expect(description.memory).toBeGreaterThan(1e8);
    expect(['1', '2']).toContain(description.cgroupVersion);
    expect(description.imageStore).toBe(which === 'the newest engine' ? 'containerd' : 'docker');
    expect(description.folder).toMatch(/^\//);
  });

  it('says what its store takes, and what of that a stopped container does', async () => {
    docker(
      'run',
      '--name',
      name,
      '--restart',
      'on-failure:2',
      baseImage,
      'sh',
      '-c',
      'head -c 3000000 /dev/zero > /big',
    );
    const { images, containers } = await engine.survey.diskUse();
    expect(images.count).toBeGreaterThan(0);
    expect(images.bytes).toBeGreaterThan(0);
    expect(images.active).toBeGreaterThan(0);
    expect(containers.count).toBeGreaterThan(containers.active);
    // containerd counts later, and blocks that the file system hands out when it likes.
    if (which === 'the oldest engine') expect(containers.freeable).toBeGreaterThanOrEqual(3_000_000);
  });

  it('tells the story of a container that the engine remembers', async () => {
    const id = docker('inspect', '--format', '{{.Id}}', name).trim();
    docker('start', name);
    docker('wait', name);
    const past = await engine.listing.pastEvents(id);
    const row = await engine.listing.container(id);
    if (!row) throw new Error('the container is there');
    const story = beginStory(row, past);
    expect(story.moments.map(({ kind }) => kind)).toEqual(['created', 'started', 'ended', 'started', 'ended']);
    expect(story).toMatchObject({ state: 'exited', exitCode: 0, starts: 2 });
    const policy = restartPolicyOf(await engine.containers.inspect(id));
    expect(policy).toMatchObject({ name: 'on-failure', most: 2 });
    expect(whatComesNext(story, policy)).toContain('Exit code 0 is no failure');
  });

  it('remembers nothing of what is not there', async () => {
    expect(await engine.listing.pastEvents('0'.repeat(64))).toEqual([]);
  });
});
