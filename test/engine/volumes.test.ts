// The life of a volume on real engines.
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { describeOnEngines } from './engine-under-test.ts';

describeOnEngines('Volumes', ({ baseImage, docker, connect }) => {
  const name = `slipway-volumes-${randomBytes(3).toString('hex')}`;
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await connect();
  });

  it('are made, inspected and removed', async () => {
    expect(await engine.volumes.create({ name })).toEqual({ name });
    expect(await engine.volumes.inspect(name)).toMatchObject({ Name: name, Driver: 'local' });
    await engine.volumes.remove(name);
    await expect(engine.volumes.inspect(name)).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
  });

  it('get a name from the engine when none is given', async () => {
    const made = await engine.volumes.create({ driver: 'local' });
    expect(made.name).toMatch(/^[0-9a-f]{64}$/);
    await engine.volumes.remove(made.name);
  });

  it('are refused with a name that is none', async () => {
    const refused = { name: 'EngineRefused' };
    await expect(engine.volumes.create({ name: 'no such/name' })).rejects.toMatchObject(refused);
    await expect(engine.volumes.remove('no such name?#')).rejects.toMatchObject({ ...refused, status: 404 });
  });

  it('cannot go while a container holds them, stopped or not', async () => {
    docker('run', '--name', name, '--volume', `${name}:/hold`, baseImage, 'true');
    await expect(engine.volumes.remove(name)).rejects.toMatchObject({ name: 'EngineRefused', status: 409 });
    docker('rm', name);
    await engine.volumes.remove(name);
  });
});
