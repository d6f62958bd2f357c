// The life of a network on real engines.
import { randomBytes, randomInt } from 'node:crypto';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { describeOnEngines } from './engine-under-test.ts';

describeOnEngines('Networks', ({ baseImage, docker, connect }) => {
  const name = `slipway-networks-${randomBytes(3).toString('hex')}`;
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await connect();
  });
  afterEach(() => {
    const containers = docker('ps', '--all', '--quiet', '--filter', `name=${name}`).split(/\s+/).filter(Boolean);
    if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers);
    const networks = docker('network', 'ls', '--quiet', '--filter', `name=${name}`).split(/\s+/).filter(Boolean);
    if (networks.length > 0) docker('network', 'rm', ...networks);
  });

  it('are made with a subnet, internal or not, and removed', async () => {
    const subnet = `172.${randomInt(24, 31)}.${randomInt(0, 255)}.0/24`;
    const { id } = await engine.networks.create({ name, isInternal: true, subnet });
    expect(await engine.networks.inspect(id)).toMatchObject({
      Name: name,
      Driver: 'bridge',
      Internal: true,
      IPAM: { Config: [{ Subnet: subnet }] },
    });
    await engine.networks.remove(id);
    await expect(engine.networks.inspect(id)).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
  });

  it('are not made twice under one name, nor with a subnet that is none', async () => {
    await engine.networks.create({ name, isInternal: false });
    const again = engine.networks.create({ name, isInternal: false });
    await expect(again).rejects.toMatchObject({ name: 'EngineRefused', message: expect.stringContaining('exists') });
    const wrong = engine.networks.create({ name: `${name}-2`, isInternal: false, subnet: '300.1.2.0/24' });
    await expect(wrong).rejects.toMatchObject({ name: 'EngineRefused' });
  });

  it('take containers in and let them go, and are not removed over their heads', async () => {
    const { id } = await engine.networks.create({ name, isInternal: false });
    const container = docker('run', '--detach', '--name', name, baseImage, 'sleep', '600').trim();
    const members = () =>
      docker('inspect', '--format', '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}', name);
    await engine.networks.connect(id, container);
    expect(members()).toContain(name);
    await expect(engine.networks.remove(id)).rejects.toMatchObject({ name: 'EngineRefused' });
    await engine.networks.disconnect(id, container);
    expect(members()).not.toContain(name);
    await engine.networks.remove(id);
  });
});
