// Files of containers, images and volumes over the archive API, running and stopped, odd names and broken links included.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { volumeFolder, volumeLabel } from '../../client/src/engine/container-files.ts';
import { describeOnEngines } from './engine-under-test.ts';

const script = [
  'mkdir -p /hold/deep/deeper "/hold/with space"',
  'printf salt > /hold/cargo',
  'printf x > "/hold/two\nlines"',
  'printf y > /hold/-dash',
  'ln -sfn /hold/cargo /hold/absolute',
  'ln -sfn deep /hold/to-folder',
  'ln -sfn nowhere /hold/broken',
  'ln -sfn ring /hold/ring',
  'printf z > /hold/deep/deeper/z',
  'chmod 640 /hold/cargo',
  'touch /ready',
].join(' && ');

describeOnEngines('Files of a container', async engine => {
  const { files } = await engine.connect();
  const name = `slipway-files-${randomUUID().slice(0, 8)}`;
  let id = '';
  let scratch = '';

  beforeAll(() => {
    id = engine
      .docker(
        'run',
        '--detach',
        '--init',
        '--name',
        name,
        engine.baseImage,
        'sh',
        '-c',
        `[ -e /ready ] || { ${script}; }; sleep 600`,
      )
      .trim();
    // The container's own clock decides when its script is done.
    engine.docker('exec', name, 'sh', '-c', 'until [ -e /ready ]; do sleep 0.05; done');
    scratch = mkdtempSync(join(tmpdir(), 'slipway-files-'));
  });
  afterAll(() => {
    engine.docker('rm', '--force', name);
    rmSync(scratch, { recursive: true });
  });

  const names = ['-dash', 'absolute', 'broken', 'cargo', 'deep', 'ring', 'to-folder', 'two\nlines', 'with space'];

  it.each(['running', 'stopped'])('are listed with kind, size and mode: %s', async state => {
    if (state === 'stopped') engine.docker('kill', name);
    const listed = await files.list(id, '/hold');
    expect([...listed.keys()].sort()).toEqual(names);
    expect(listed.get('cargo')).toMatchObject({ kind: 'file', size: 4, mode: 0o640 });
    expect(listed.get('deep')).toMatchObject({ kind: 'folder', mode: 0o755 });
    expect(listed.get('absolute')?.kind).toBe('link');
    expect([...(await files.list(id, '/')).keys()]).toEqual(expect.arrayContaining(['bin', 'etc', 'hold']));
    if (state === 'stopped') engine.docker('start', name);
  });

  it('are described one by one; a link says where it leads', async () => {
    expect(await files.stat(id, '/hold/cargo')).toMatchObject({ kind: 'file', size: 4, mode: 0o640 });
    expect(await files.stat(id, '/hold')).toMatchObject({ kind: 'folder' });
    expect(await files.stat(id, '/hold/absolute')).toMatchObject({ kind: 'link', linkTarget: '/hold/cargo' });
    expect(await files.stat(id, '/hold/to-folder')).toMatchObject({ kind: 'link', linkTarget: '/hold/deep' });
    expect(await files.stat(id, '/hold/nothing')).toBeUndefined();
    expect(await files.stat('0'.repeat(64), '/hold')).toBeUndefined();
  });

  it('are read, but not when they are too large', async () => {
    expect(Buffer.from(await files.read(id, '/hold/cargo', 100)).toString()).toBe('salt');
    expect(Buffer.from(await files.read(id, '/hold/two\nlines', 100)).toString()).toBe('x');
    await expect(files.read(id, '/hold/cargo', 3)).rejects.toThrow(/download it instead/);
    await expect(files.read(id, '/hold/nothing', 3)).rejects.toMatchObject({ name: 'EngineRefused', status: 404 });
  });

  const signal = new AbortController().signal;
  const download = (path: string, to: string, options: object = {}) =>
    files.download(id, path, join(scratch, to), { onProgress: () => undefined, signal, ...options });

  it('are downloaded with what is in them, links left out', async () => {
    const told = await download('/hold', 'hold');
    expect(told).toMatchObject({ files: 4, bytes: 7 });
    expect([...told.leftOut].sort()).toEqual(['hold/absolute', 'hold/broken', 'hold/ring', 'hold/to-folder']);
    expect(readFileSync(join(scratch, 'hold/deep/deeper/z'), 'utf8')).toBe('z');
    expect(readdirSync(join(scratch, 'hold')).sort()).toEqual(['-dash', 'cargo', 'deep', 'two\nlines', 'with space']);
    await download('/hold/cargo', 'cargo');
    expect(readFileSync(join(scratch, 'cargo'), 'utf8')).toBe('salt');
  });

  it('are not written into a folder that is there, which stays as it is', async () => {
    mkdirSync(join(scratch, 'taken'));
    writeFileSync(join(scratch, 'taken/mine'), 'mine');
    await expect(download('/hold', 'taken')).rejects.toThrow(/EEXIST/);
    expect(readdirSync(join(scratch, 'taken'))).toEqual(['mine']);
  });

  it('leave nothing when the download is given up, nor touch the file that was to be replaced', async () => {
    engine.docker('exec', name, 'dd', 'if=/dev/zero', 'of=/big', 'bs=1M', 'count=64');
    writeFileSync(join(scratch, 'old'), 'old');
    const abort = new AbortController();
    const giveUp = { signal: abort.signal, onProgress: () => abort.abort(new Error('given up')) };
    await expect(download('/big', 'old', giveUp)).rejects.toThrow();
    expect(readFileSync(join(scratch, 'old'), 'utf8')).toBe('old');
    expect(existsSync(join(scratch, 'old.part'))).toBe(false);
  });

  it('of an image are read through a container that is gone afterwards', async () => {
    const image = engine.docker('inspect', '--format', '{{.Image}}', name).trim();
    let through = '';
    const kind = await files.withImage(image, async made => {
      through = made;
      return (await files.stat(made, '/bin/busybox'))?.kind;
    });
    expect(kind).toBe('file');
    await expect(
      files.withImage(image, async made => {
        through += made;
        throw new Error('of the reader');
      }),
    ).rejects.toThrow('of the reader');
    const left = engine.docker('ps', '--all', '--quiet', '--no-trunc').trim().split('\n');
    expect(left.filter(id => through.includes(id))).toEqual([]);
  });
});

describeOnEngines('Files of a volume', async engine => {
  const { files } = await engine.connect();
  const volume = `slipway-volume-${randomUUID().slice(0, 8)}`;
  const image = engine.docker('inspect', '--format', '{{.Id}}', engine.baseImage).trim();

  beforeEach(() => {
    engine.docker(
      'run',
      '--rm',
      '--volume',
      `${volume}:/v`,
      engine.baseImage,
      'sh',
      '-c',
      'mkdir -p /v/sub; printf sea > /v/sub/water',
    );
    return () => void engine.docker('volume', 'rm', volume);
  });

  it('are seen through a container that cannot write them and goes when it is closed', async () => {
    const { containerId } = await files.openVolume(volume, image);
    expect([...(await files.list(containerId, volumeFolder)).keys()]).toEqual(['sub']);
    expect(Buffer.from(await files.read(containerId, `${volumeFolder}/sub/water`, 10)).toString()).toBe('sea');
    const made = JSON.parse(engine.docker('inspect', containerId))[0];
    expect(made.Mounts[0]).toMatchObject({ Type: 'volume', Name: volume, RW: false });
    expect(made.Name).toBe(`/slipway-browses-${volume}-${/[0-9a-f]{6}$/.exec(made.Name)?.[0]}`);
    expect(made.State.Running).toBe(true);
    await files.closeVolume(containerId);
    await files.closeVolume(containerId);
    expect(engine.docker('ps', '--all', '--quiet', '--no-trunc')).not.toContain(containerId);
  });

  it('are seen where the image has no program at all', async () => {
    const empty = engine.docker('import', '--message', 'empty', '/dev/null').trim();
    const { containerId } = await files.openVolume(volume, empty);
    expect([...(await files.list(containerId, volumeFolder)).keys()]).toEqual(['sub']);
    expect([...(await files.list(containerId, `${volumeFolder}/sub`)).keys()]).toEqual(['water']);
    // By these it is found when nobody has closed it.
    const format = `{{.State.Status}} {{index .Config.Labels "${volumeLabel}"}}`;
    expect(engine.docker('inspect', '--format', format, containerId).trim()).toBe(`created ${volume}`);
    await files.closeVolume(containerId);
    engine.docker('rmi', empty);
  });
});
