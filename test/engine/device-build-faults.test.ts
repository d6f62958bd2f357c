// Planned builds that go wrong, are given up or are large, by the engine and by buildx: what is said, and what stays.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuildRunner } from '../../client/src/builds/build-runner.ts';
import { buildxBuilder } from '../../client/src/builds/runners/buildx-builder.ts';
import { type BuildxProgram, findBuildx, listBuilders } from '../../client/src/builds/runners/buildx-program.ts';
import {
  emulationNotes,
  handlersFor,
  handlersImage,
  installHandlers,
  machineOf,
  missingWords,
  platformNeeds,
} from '../../client/src/builds/runners/emulation.ts';
import type { BuildProgress, ContainerEngine } from '../../client/src/engine/engine.ts';
import { run } from '../bed/command.ts';
import { registryTool, startRegistry, type TestRegistry } from '../bed/registry.ts';
import { describeOnEngines, platforms } from './engine-under-test.ts';
import { growth } from './live-memory.ts';
import { carryOut, engineRunner, planOf, processes, runnerOf, writeFiles } from './planned-builds.ts';

describeOnEngines('A planned build', under => {
  const project = `faults-${randomUUID().slice(0, 8)}`;
  let engine: ContainerEngine;
  let program: BuildxProgram | undefined;
  let folder = '';

  beforeAll(async () => {
    engine = await under.connect();
    program = await findBuildx(process.env);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-faults-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(() => {
    const mine = under.docker('images', '--format', '{{.Repository}}:{{.Tag}}').split('\n');
    const tags = mine.filter(it => it.includes(project));
    if (tags.length > 0) under.docker('rmi', '--force', ...tags);
  });

  const plan = (files: Readonly<Record<string, string>>, asked: readonly string[] = []) => {
    writeFiles(folder, files);
    return planOf({ path: folder, name: project, platforms: asked, contexts: 'skip', environment: {} });
  };
  const byBuildx = (output: 'load' | 'push' = 'load') => {
    if (program === undefined) throw new Error('No buildx');
    const environment = { ...process.env, DOCKER_HOST: under.host };
    return buildxBuilder({ program, builder: 'default', driver: 'docker', environment, output, engine });
  };
  const runners: Readonly<Record<string, () => BuildRunner>> = {
    'the engine': () => engineRunner(engine),
    buildx: () => runnerOf(byBuildx()),
  };
  const isThere = (image: string) =>
    engine.images.inspect(image).then(
      () => true,
      () => false,
    );

  describe.each(Object.keys(runners))('by %s', name => {
    const runner = () => {
      const made = runners[name]?.();
      if (made === undefined) throw new Error(`There is no ${name}`);
      return made;
    };

    it('that fails is no success, leaves no image, and ends what needs it', async () => {
      const base = `${project}-base-${name.length}:1`;
      const found = await plan({
        'compose.yaml': `services:\n  base: { image: "${base}", build: base }\n  top: { build: top }\n  other: { build: other }\n`,
        'base/Dockerfile': `FROM ${under.baseImage}\nCOPY note /\nRUN echo aground >&2 && exit 3\n`,
        'top/Dockerfile': `FROM ${base}\nRUN true\n`,
        'other/Dockerfile': `FROM ${under.baseImage}\nCOPY note /\nRUN cat /note\n`,
        ...{ 'base/note': randomUUID(), 'other/note': randomUUID() },
      });
      const jobs = await carryOut(runner(), found);
      const of = (service: string) => jobs.get(found.builds.find(it => it.service === service)?.id ?? '');
      expect(of('base')).toMatchObject({
        state: 'failed',
        failure: {
          message: expect.stringContaining('exit code 3'),
          output: expect.arrayContaining(['aground']),
          exitCode: 3,
          place: { path: join(folder, 'base/Dockerfile') },
        },
      });
      expect([...(of('base')?.steps.values() ?? [])].filter(it => it.state === 'failed')).toHaveLength(1);
      expect(of('top')?.state).toBe('skipped');
      expect(of('other')).toMatchObject({ state: 'done', result: { imageId: expect.stringMatching(/^sha256:/) } });
      expect(await isThere(base)).toBe(false);
    });

    it('that is cancelled ends in the engine, with everything it had started', async () => {
      const seconds = String(100_000 + Math.floor(Math.random() * 900_000));
      const found = await plan({
        'compose.yaml': 'services:\n  a: { build: a }\n  b: { build: b }\n  c: { build: a }\n',
        'a/Dockerfile': `FROM ${under.baseImage}\nRUN echo under-$((6 * 7)) && sleep ${seconds}\n`,
        'b/Dockerfile': `FROM ${under.baseImage}\nRUN echo under-$((6 * 7)) && sleep ${seconds}.5\n`,
      });
      const abort = new AbortController();
      const underWay = new Set<string>();
      let begun: () => void = () => undefined;
      const bothRun = new Promise<void>(resolve => {
        begun = resolve;
      });
      const onProgress = (job: string, item: BuildProgress) => {
        if (item.kind === 'output' && item.text.includes('under-42')) underWay.add(job);
        if (underWay.size === 2) begun();
      };
      const carried = carryOut(runner(), found, { signal: abort.signal, onProgress });
      carried.catch(begun);
      await bothRun;
      await expect.poll(() => processes(`sleep ${seconds}`).length).toBeGreaterThan(1);
      abort.abort(new Error('given up'));
      await expect(carried).rejects.toThrow('given up');
      expect(underWay.size).toBe(2);
      await expect.poll(() => processes(`sleep ${seconds}`)).toEqual([]);
      await expect.poll(() => processes(folder)).toEqual([]);
      expect(readdirSync(join(folder, 'a'))).toEqual(['Dockerfile']);
    });
  });

  it('of 20,000 files and a large one holds little of it in memory', async () => {
    // Files in memory are written in no time, and are none of ours.
    rmSync(folder, { recursive: true });
    folder = mkdtempSync('/dev/shm/slipway-faults-');
    for (let i = 0; i < 100; i++) {
      const part = join(folder, 'cargo', String(i));
      mkdirSync(part, { recursive: true });
      for (let j = 0; j < 200; j++) writeFileSync(join(part, `${j}.bin`), Buffer.alloc(512, i + j));
    }
    writeFileSync(join(folder, 'cargo/large'), '');
    truncateSync(join(folder, 'cargo/large'), 150_000_000);
    const look = 'RUN --mount=type=bind,source=cargo,target=/cargo find /cargo -type f | wc -l';
    const found = await plan({ Dockerfile: `FROM ${under.baseImage}\n${look} # ${randomUUID()}\n` });
    let output = '';
    const grown = await growth(40, async () => {
      const [job] = (await carryOut(engineRunner(engine), found)).values();
      expect(job?.failure).toBeUndefined();
      output = job?.output ?? '';
    });
    expect(output).toContain('20001\n');
    expect(grown).toBeLessThan(60);
  });

  it('has named contexts, SSH and a cache by buildx where the engine can', async () => {
    const key = join(folder, 'key');
    expect((await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])).code).toBe(0);
    const found = await plan({
      'compose.yaml': [
        'services:',
        '  lib: { build: lib }',
        '  app:',
        '    build:',
        '      context: app',
        `      additional_contexts: { res: ./res, base: "docker-image://${under.baseImage}", lib: "service:lib" }`,
        `      ssh: ["default=${key}"]`,
        '      cache_to: ["type=inline"]',
        '',
      ].join('\n'),
      'lib/Dockerfile': `FROM ${under.baseImage}\nCOPY note /lib-note\n`,
      'app/Dockerfile':
        'FROM base\nCOPY --from=res word /\nCOPY --from=lib /lib-note /\nRUN --mount=type=ssh cat /word /lib-note && test -S "$SSH_AUTH_SOCK" && echo agent\n',
      ...{ 'lib/note': `${randomUUID()}\n`, 'res/word': 'word\n' },
    });
    const [lib, app] = ['lib', 'app'].map(name => found.builds.find(it => it.service === name)?.id ?? '');
    const without = await carryOut(engineRunner(engine), found);
    expect(without.get(app ?? '')).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringMatching(/SSH agents and named contexts: install Docker’s buildx/) },
    });
    const jobs = await carryOut(engineRunner(engine, { buildx: byBuildx() }), found);
    expect(jobs.get(lib ?? '')?.state).toBe('done');
    if (under.name === 'the oldest engine') {
      const message = 'The BuildKit of this engine is too old for named contexts';
      expect(jobs.get(app ?? '')?.failure).toMatchObject({ message, advice: expect.stringContaining('# syntax=') });
      return;
    }
    expect(jobs.get(app ?? '')?.failure).toBeUndefined();
    expect(jobs.get(app ?? '')?.output).toContain('word\n');
    expect(jobs.get(app ?? '')?.output).toContain('agent\n');
    expect(jobs.get(app ?? '')?.result?.notes).toContain('Built by buildx, because of SSH agents and named contexts');
  });

  it('knows what is emulated and what is missing', async () => {
    const files = { Dockerfile: `FROM ${under.baseImage}\nRUN true\n` };
    const found = await plan(files, ['linux/s390x', ...platforms]);
    const machine = await machineOf(engine);
    const needs = platformNeeds(found, machine);
    const kinds = Object.fromEntries(needs.map(({ platform, support }) => [platform, support.kind]));
    expect(kinds['linux/s390x']).toBe('missing');
    expect(kinds[`linux/${machine.architecture}`]).toBe('native');
    expect(missingWords(needs, 'This engine')?.title).toContain('linux/s390x');
    expect(handlersFor(needs)).toContain('s390x');
    const other = machine.architecture === 'amd64' ? 'linux/arm64' : 'linux/amd64';
    if (under.name === 'the newest engine' && platforms.includes(other)) {
      const notes = found.builds.filter(it => it.platform === other).flatMap(it => emulationNotes(it, machine));
      expect(notes).toEqual([`Its steps ran under emulation, on an engine for ${machine.architecture}`]);
    }
  });

  it.skipIf(under.name === 'the oldest engine')(
    'installs handlers through a privileged container that is gone afterwards',
    async () => {
      const image = 'slipway-test-handlers:1';
      // In place of the real image, which no registry can give here, one that says what it was allowed and told.
      const stand = (then: string) =>
        engine.build({
          context: folder,
          dockerfileText: `FROM ${under.baseImage}\nENTRYPOINT ${JSON.stringify(['sh', '-c', `mount -t tmpfs none /tmp && echo "$@" && ${then}`, 'sh'])}\n`,
          tags: [image],
        });
      const options = {
        architectures: ['s390x'],
        image,
        pull: async () => expect.unreachable('It is there'),
        signal: new AbortController().signal,
      };
      const before = under.docker('ps', '--all', '--quiet');
      await stand('test "$*" = "--install s390x"');
      await installHandlers(engine, options);
      await stand('exit 4');
      await expect(installHandlers(engine, options)).rejects.toThrow('ended with exit code 4: --install s390x');
      expect(under.docker('ps', '--all', '--quiet')).toBe(before);
      under.docker('rmi', '--force', image);
      let pulled = '';
      const pull = async (reference: string) => {
        pulled = reference;
        throw new Error('not here');
      };
      await expect(installHandlers(engine, { ...options, image: handlersImage, pull })).rejects.toThrow('not here');
      expect(pulled).toBe(handlersImage);
    },
  );

  it('finds the builder of the engine among those of buildx', async () => {
    if (program === undefined) throw new Error('No buildx');
    const builders = await listBuilders(program, { environment: { ...process.env, DOCKER_HOST: under.host } });
    expect(builders).toContainEqual(expect.objectContaining({ name: 'default', driver: 'docker', isCurrent: true }));
    expect(builders[0]?.platforms).toContain(`linux/${engine.identity.architecture}`);
  });

  describe('with a registry that asks who is there', () => {
    let registry: TestRegistry | undefined;
    beforeAll(async () => {
      const tool = await registryTool();
      if (tool.kind === 'ready') registry = await startRegistry(tool.tool, 'asks');
    });
    afterAll(() => registry?.stop());

    it('says that it refuses, for what is pulled and for what is pushed', async () => {
      const name = `${registry?.host}/${project}/app:1`;
      const pulling = await plan({ Dockerfile: `FROM ${name}\nRUN true\n` });
      const [pulled] = (await carryOut(engineRunner(engine), pulling)).values();
      expect(pulled?.state).toBe('failed');
      expect(pulled?.failure?.message).toMatch(/^The registry refuses (?:the image|localhost)/);
      const pushing = await plan({
        'compose.yaml': `services: { app: { image: "${name}", build: . } }\n`,
        Dockerfile: `FROM ${under.baseImage}\nRUN true\n`,
      });
      const [pushed] = (await carryOut(runnerOf(byBuildx('push')), pushing)).values();
      expect(pushed?.state).toBe('failed');
      expect(pushed?.failure?.message).toMatch(/^The registry refuses/);
    });
  });
});
