// Layers of images that were built on real engines, with both kinds of image store and both builders.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import type { ImageLayers } from '../../client/src/engine/image-layers.ts';
import { matchDockerfile } from '../../client/src/layers/dockerfile-match.ts';
import type { FileNodes } from '../../client/src/layers/file-nodes.ts';
import { stackLayers } from '../../client/src/layers/stacked-image.ts';
import { breakableSocket } from './breakable-socket.ts';
import { connectBundledEngine, describeOnEngines } from './engine-under-test.ts';

const kilobytes = (count: number) => randomBytes(count * 1000);

describeOnEngines('Layers', ({ host, baseImage, docker, connect }) => {
  const name = `slipway-layers-${randomBytes(3).toString('hex')}`;
  const reading = () => ({ signal: new AbortController().signal, onProgress: () => undefined });
  const text = [
    `FROM ${baseImage}`,
    'COPY app /app',
    'RUN dd if=/dev/zero of=/big bs=1000 count=400 && ln /big /big2 && ln -s /big /link',
    'RUN rm /app/cache/a.bin && echo changed > /app/cache/b.bin && mkdir "/odd name" && echo 1 > "/odd name/näme"',
    'RUN rm -r /app && mkdir /app && echo new > /app/new',
    'RUN rm /big',
    'ENV A=b',
    'CMD ["sh"]',
  ].join('\n');
  let engine: ContainerEngine;
  let folder = '';

  beforeAll(async () => {
    engine = await connect();
    folder = mkdtempSync(join(tmpdir(), 'slipway-layers-'));
    mkdirSync(join(folder, 'app/cache'), { recursive: true });
    writeFileSync(join(folder, 'app/cache/a.bin'), kilobytes(300));
    writeFileSync(join(folder, 'app/cache/b.bin'), kilobytes(200));
    writeFileSync(join(folder, 'Dockerfile'), text);
    docker('build', '--quiet', '--tag', `${name}:1`, folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const left = docker('images', '--quiet', '--filter', `reference=${name}`).split(/\s+/).filter(Boolean);
    for (const id of new Set(left)) docker('rmi', '--force', id);
  });

  const stacked = ({ layers }: ImageLayers) =>
    stackLayers(layers.map(({ content }) => (content.kind === 'files' ? content.tree : undefined)));
  /** `path size` of files and links that are there, those of the base image left out. */
  const seen = (nodes: FileNodes) => {
    const found: string[] = [];
    for (let node = 1; node < nodes.length; node++)
      if (nodes.isThere(node) && nodes.kind(node) !== 'folder' && nodes.layer(node) > 0)
        found.push(`${nodes.path(node)} ${nodes.size(node)}`);
    return found.sort();
  };

  it('are read with what they add, change and delete', async () => {
    const image = await engine.images.layers(`${name}:1`, reading());
    expect(image.layers.map(({ content }) => content.kind)).toEqual(Array.from({ length: 6 }, () => 'files'));
    const { nodes, layers, waste, bytes, visibleBytes } = stacked(image);
    expect(seen(nodes)).toEqual(['/app/new 4', '/big2 0', '/link 0', '/odd name/näme 2']);
    expect(layers[1]?.added).toEqual({ files: 2, bytes: 500_000 });
    expect(layers[2]?.added).toEqual({ files: 1, bytes: 400_000 });
    expect(layers[3]).toMatchObject({
      added: { files: 1, bytes: 2 },
      changed: { files: 1, bytes: 8 },
      deleted: { files: 1, bytes: 300_000 },
    });
    expect(layers[4]).toMatchObject({ added: { files: 1, bytes: 4 }, deleted: { files: 1, bytes: 8 } });
    // /big has a second name: its bytes are still seen.
    expect(waste.bytes).toBe(500_008);
    expect(visibleBytes + waste.bytes).toBe(bytes);
    expect(waste.top(9).map(({ path, bytes: lost }) => `${path} ${lost}`)).toEqual([
      '/app/cache/a.bin 300000',
      '/app/cache/ 200008',
    ]);
  });

  it('hold what a container of the image sees', async () => {
    const { nodes } = stacked(await engine.images.layers(`${name}:1`, reading()));
    const listed = docker('run', '--rm', `${name}:1`, 'sh', '-c', 'find /app /bin /big2 /odd* ! -type d | sort').trim();
    const paths: string[] = [];
    for (let node = 1; node < nodes.length; node++)
      if (nodes.isThere(node) && nodes.kind(node) !== 'folder' && /^\/(?:app|bin|big2|odd)/.test(nodes.path(node)))
        paths.push(nodes.path(node));
    expect(paths.sort()).toEqual(listed.split('\n').sort());
  });

  it('are tied to the Dockerfile they were built from', async () => {
    const { history } = await engine.images.layers(`${name}:1`, reading());
    const match = matchDockerfile(history, text);
    expect(match?.share).toBe(1);
    expect(match?.ownFrom).toBe(history.length - 7);
  });

  it('are read by id, too, and once only', async () => {
    const first = await engine.images.layers(`${name}:1`, reading());
    const socket = await breakableSocket(host);
    try {
      const counted = await connectBundledEngine(socket.host);
      expect(await counted.images.layers(first.id, reading())).toBe(first);
      expect(socket.requests().filter(line => line.includes('/get'))).toEqual([]);
      // Another image with the same layers but one: of the others the same objects are told.
      writeFileSync(join(folder, 'Dockerfile'), `${text}\nRUN echo more > /more`);
      docker('build', '--quiet', '--tag', `${name}:2`, folder);
      const second = await counted.images.layers(`${name}:2`, reading());
      expect(second.layers.slice(0, 6).map(({ content }, i) => content === first.layers[i]?.content)).toEqual(
        Array.from({ length: 6 }, () => true),
      );
    } finally {
      await socket.close();
    }
  });

  it('tell how far the reading is, and can be given up', async () => {
    docker('run', '--name', name, baseImage, 'sh', '-c', 'dd if=/dev/urandom of=/cargo bs=100000 count=90');
    docker('commit', name, `${name}:large`);
    docker('rm', '--volumes', name);
    const abort = new AbortController();
    const given = engine.images.layers(`${name}:large`, {
      signal: abort.signal,
      onProgress: ({ bytes }) => bytes > 1_000_000 && abort.abort(new Error('given up')),
    });
    await expect(given).rejects.toThrow('given up');
    const told: number[] = [];
    const { layers } = await engine.images.layers(`${name}:large`, {
      ...reading(),
      onProgress: ({ bytes, expected }) => told.push(bytes / expected),
    });
    expect(layers.at(-1)?.content).toMatchObject({ kind: 'files', tree: { bytes: 9_000_000 } });
    expect(told.at(-1)).toBeGreaterThan(0.5);
    expect(told.at(-1)).toBeLessThan(1.5);
  });

  it('of an export that breaks off are not told', async () => {
    docker('run', '--name', name, baseImage, 'sh', '-c', 'dd if=/dev/urandom of=/hold bs=100000 count=90');
    docker('commit', name, `${name}:broken`);
    docker('rm', '--volumes', name);
    const socket = await breakableSocket(host);
    try {
      const far = await connectBundledEngine(socket.host);
      let cut: Promise<void> | undefined;
      const broken = far.images.layers(`${name}:broken`, {
        ...reading(),
        onProgress: ({ bytes }) => {
          if (bytes > 1_000_000) cut ??= socket.cut();
        },
      });
      await expect(broken).rejects.toMatchObject({
        name: 'EngineUnreachable',
        message: expect.stringContaining('broke off'),
      });
      await cut;
      await socket.mend();
      expect((await far.images.layers(`${name}:broken`, reading())).layers.length).toBeGreaterThan(1);
    } finally {
      await socket.close();
    }
  });

  it('of an image that is gone are refused', async () => {
    docker('tag', `${name}:1`, `${name}:gone`);
    docker('rmi', `${name}:gone`);
    await expect(engine.images.layers(`${name}:gone`, reading())).rejects.toMatchObject({
      name: 'EngineRefused',
      status: 404,
    });
  });
});
