// Builds through BuildKit on a real engine: what succeeds, what fails, and what is said about it.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BuildProgress } from '../../client/src/engine/engine.ts';
import { baseImage, connectBundledEngine, platforms } from './engine-under-test.ts';

describe.skipIf(baseImage === undefined)('A build on a real engine', async () => {
  const engine = baseImage === undefined ? undefined : await connectBundledEngine();
  let context = '';
  /** Part of the instructions that have to run: an engine that has seen them before would take them from its cache. */
  let fresh = '';

  beforeEach(() => {
    context = mkdtempSync(join(tmpdir(), 'slipway-context-'));
    fresh = randomUUID();
  });
  afterEach(() => rmSync(context, { recursive: true }));

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), text);
    }
  };
  const build = (options: object = {}, progress: BuildProgress[] = []) => {
    if (engine === undefined) throw new Error('No engine');
    return engine.build({
      context,
      onProgress: item => progress.push(item),
      ...options,
    });
  };
  const run = (...args: readonly string[]) => execFileSync('docker', ['run', '--rm', ...args], { encoding: 'utf8' });
  const outputOf = (progress: readonly BuildProgress[]) =>
    progress.map(item => (item.kind === 'output' ? item.text : '')).join('');

  it('answers with its version', async () => {
    expect(engine?.identity).toMatchObject({
      operatingSystem: 'linux',
      api: expect.stringMatching(/^1\.\d+$/),
    });
  });

  it('knows the digests of its images as the command line does', async () => {
    write({ Dockerfile: `FROM ${baseImage}\nLABEL fresh=${fresh}\n` });
    await build({ tags: ['slipway-test/digest:1'] });
    const listed = execFileSync('docker', ['images', '--digests', '--format', '{{.Repository}}:{{.Tag}} {{.Digest}}'], {
      encoding: 'utf8',
    });
    const known = listed
      .trim()
      .split('\n')
      .map(line => line.split(' '))
      .filter(([tag = '', digest]) => digest !== '<none>' && !tag.includes('<none>'));
    expect(await engine?.imageDigests()).toEqual(Object.fromEntries(known));
  });

  it('gives the image an id and a name, and tells its steps and their output', async () => {
    write({
      Dockerfile: `FROM ${baseImage}\nCOPY note /note\nRUN echo anchor-$(cat /note) # ${fresh}\n`,
      note: 'weighed',
    });
    const progress: BuildProgress[] = [];
    const { imageId } = await build({ tags: ['slipway-test/steps:1'] }, progress);
    expect(imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(outputOf(progress)).toContain('anchor-weighed');
    const last = new Map(progress.flatMap(item => (item.kind === 'step' ? [[item.step.name, item.step.state]] : [])));
    expect([...last.keys()]).toContainEqual(expect.stringMatching(/^\[3\/3\] RUN echo anchor/));
    expect([...last.values()].every(state => state === 'done' || state === 'cached')).toBe(true);
    expect(run('slipway-test/steps:1', 'cat', '/note')).toBe('weighed');
  });

  it('rejects with the words of the step that failed', async () => {
    write({ Dockerfile: `FROM ${baseImage}\nRUN echo aground >&2; exit 3\n` });
    const progress: BuildProgress[] = [];
    await expect(build({}, progress)).rejects.toMatchObject({
      name: 'BuildFailed',
      message: expect.stringContaining('exit code: 3'),
      step: {
        state: 'failed',
        name: expect.stringContaining('RUN echo aground'),
      },
    });
    expect(outputOf(progress)).toContain('aground');
  });

  it('rejects a Dockerfile that does not parse', async () => {
    write({ Dockerfile: `FROM ${baseImage}\nRUNN true\n` });
    await expect(build()).rejects.toMatchObject({
      name: 'BuildFailed',
      message: expect.stringContaining('RUNN'),
    });
  });

  it('builds one stage with build arguments, from a Dockerfile of another name', async () => {
    const dockerfile = `FROM ${baseImage} AS hull\nARG KEEL=oak\nRUN echo $KEEL > /keel\nFROM hull AS mast\nRUN exit 9\n`;
    write({ 'docker/Dockerfile.boat': dockerfile });
    await build({
      dockerfile: 'docker/Dockerfile.boat',
      target: 'hull',
      tags: ['slipway-test/hull:1'],
      buildArguments: { KEEL: 'steel & "iron"' },
    });
    expect(run('slipway-test/hull:1', 'cat', '/keel')).toBe('steel & "iron"\n');
  });

  it('does not send what is ignored', async () => {
    write({
      Dockerfile: `FROM ${baseImage}\nCOPY . /sent\n`,
      'cargo/tea': 'tea',
      'cargo/secret': 's',
      'bilge/water': 'w',
    });
    await build({
      tags: ['slipway-test/sent:1'],
      isIgnored: (path: string) => ['bilge', 'cargo/secret'].includes(path),
    });
    const listed = run('slipway-test/sent:1', 'sh', '-c', 'cd /sent && find . -type f | sort').trim().split('\n');
    expect(listed).toEqual(['./Dockerfile', './cargo/tea']);
  });

  it('rejects when the context does not exist', async () => {
    await expect(build({ context: join(context, 'nowhere') })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('ends when it is given up', async () => {
    write({
      Dockerfile: `FROM ${baseImage}\nRUN echo under-way && sleep 600 # ${fresh}\n`,
    });
    const abort = new AbortController();
    const onProgress = (item: BuildProgress) => {
      if (item.kind === 'output' && item.text.includes('under-way')) abort.abort(new Error('given up'));
    };
    await expect(build({ signal: abort.signal, onProgress })).rejects.toThrow('given up');
  });

  describe.each([
    ['linux/arm64', 'aarch64'],
    ['linux/arm/v7', 'armv7l'],
  ])('for %s', (platform, machine) => {
    it.skipIf(!platforms.includes(platform))('runs its steps on that architecture', async () => {
      write({
        Dockerfile: `FROM ${baseImage}\nRUN uname -m > /machine # ${fresh}\n`,
      });
      const tag = `slipway-test/${machine}:1`;
      await build({ platform, tags: [tag] });
      expect(run('--platform', platform, tag, 'sh', '-c', 'cat /machine; uname -m')).toBe(`${machine}\n${machine}\n`);
    });
  });
});
