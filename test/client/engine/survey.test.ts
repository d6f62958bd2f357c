// What an engine is and what its store takes, from its answers.
import { describe, expect, it } from 'vitest';
import { diskUse } from '../../../client/src/engine/rows/disk-use.ts';
import { engineDescription } from '../../../client/src/engine/rows/engine-description.ts';
import { engineCard } from '../../../client/src/webviews/engine-card.ts';

describe('What a store takes', () => {
  it('is added up as docker does where the engine lists its objects', () => {
    const use = diskUse({
      LayersSize: 1000,
      Images: [
        { Size: 600, SharedSize: 200, Containers: 1 },
        { Size: 500, SharedSize: 200, Containers: 0 },
      ],
      Containers: [
        { SizeRw: 30, State: 'running' },
        { SizeRw: 12, State: 'exited' },
      ],
      Volumes: [{ UsageData: { Size: 70, RefCount: 0 } }, { UsageData: { Size: 5, RefCount: 2 } }, {}],
      BuildCache: [{ Size: 40, InUse: true }, { Size: 60 }, { Size: 9, Shared: true }],
    });
    expect(use).toEqual({
      images: { count: 2, active: 1, bytes: 1000, freeable: 600 },
      containers: { count: 2, active: 1, bytes: 42, freeable: 12 },
      volumes: { count: 3, active: 1, bytes: 75, freeable: 70 },
      buildCache: { count: 2, active: 1, bytes: 100, freeable: 60 },
    });
  });

  it('is taken as it is where the engine adds up itself', () => {
    const ImageUsage = { TotalCount: 7, ActiveCount: 2, TotalSize: 900, Reclaimable: 500 };
    expect(diskUse({ ImageUsage }).images).toEqual({ count: 7, active: 2, bytes: 900, freeable: 500 });
  });

  it('is nothing where lists are null', () => {
    const { images, volumes } = diskUse({ Images: null, Volumes: null, LayersSize: -1 });
    expect([images.bytes, volumes.count]).toEqual([0, 0]);
  });
});

describe('The card of an engine', () => {
  const identity = { engine: '28.5.2', api: '1.51', operatingSystem: 'linux', architecture: 'amd64' };
  const engine = { name: 'default', host: 'unix:///run/docker.sock' };
  const description = engineDescription({
    ...{ Name: 'bench', ServerVersion: '28.5.2', OperatingSystem: 'Debian', NCPU: 4, MemTotal: 8 * 1024 ** 3 },
    ...{ CgroupVersion: '2', CgroupDriver: 'systemd', Driver: 'overlayfs' },
    DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin'],
    Warnings: ['WARNING: No swap limit support'],
  });

  it('says what it is, and leaves out what the engine does not say', () => {
    const card = engineCard({ engine, identity, description, platforms: undefined });
    const facts = new Map(card.facts.map(({ label, value }) => [label, value]));
    expect(facts.get('Image store')).toBe('containerd, overlayfs');
    expect(facts.get('Control groups')).toBe('version 2, by systemd');
    expect(facts.get('Security')).toBe('apparmor, seccomp');
    expect(facts.get('Memory')).toBe('8 GiB');
    expect(facts.has('Kernel')).toBe(false);
    expect(card.warnings).toEqual(['No swap limit support']);
  });

  it('says which devices it builds for, and how', () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/386'];
    const card = engineCard({ engine, identity, description, platforms });
    expect(card.platforms.map(({ platform, kind }) => [platform, kind])).toEqual([
      ['linux/amd64', 'native'],
      ['linux/arm64', 'emulated'],
      ['linux/arm/v7', 'missing'],
      ['linux/arm/v6', 'missing'],
      ['linux/386', 'compatible'],
    ]);
  });
});
