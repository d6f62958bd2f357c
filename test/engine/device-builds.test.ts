// Projects of every kind built for every architecture the bed can run, from the plan to the image: steps run under QEMU,
// manifests say what was built, and several platforms become one image that a registry hands out.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildxBuilder } from '../../client/src/builds/runners/buildx-builder.ts';
import {
  answerOf,
  type BuildxProgram,
  findBuildx,
  platformsIn,
} from '../../client/src/builds/runners/buildx-program.ts';
import { oneImageRunner } from '../../client/src/builds/runners/one-image.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { registryTool, startRegistry, type TestRegistry } from '../bed/registry.ts';
import { engines, platforms as ofBed } from './engine-under-test.ts';
import { carryOut, describing, engineRunner, planOf, runnerOf, writeFiles } from './planned-builds.ts';

interface Architecture {
  readonly platform: string;
  /** A device type of it, for templates. */
  readonly device: string;
  /** What `uname -m` says: of the kernel where the processor runs it by itself, of QEMU elsewhere. */
  readonly machine: RegExp;
  /** Of the program that runs: the machine in its ELF header, as `od` prints it. */
  readonly elf: string;
}

const all: readonly Architecture[] = [
  { platform: 'linux/amd64', device: 'genericx86-64-ext', machine: /x86_64/, elf: '3e 00' },
  { platform: 'linux/arm64', device: 'raspberrypi4-64', machine: /aarch64/, elf: 'b7 00' },
  { platform: 'linux/arm/v7', device: 'raspberrypi3', machine: /armv7l|armv8l/, elf: '28 00' },
  { platform: 'linux/arm/v6', device: 'raspberry-pi', machine: /armv[678]l/, elf: '28 00' },
  { platform: 'linux/386', device: 'qemux86', machine: /x86_64|i[3-6]86/, elf: '03 00' },
];
const architectures = all.filter(({ platform }) => ofBed.includes(platform));
const platforms = architectures.map(it => it.platform);
const devices = architectures.map(it => it.device);

/** Says what runs it: the machine, and what the program is made for. */
const say = 'echo "runs:$(uname -m):$(od -An -tx1 -j18 -N2 /bin/busybox | xargs)"';
const said = ({ machine, elf }: Architecture) => new RegExp(`runs:(?:${machine.source}):${elf}`);

// The store of the oldest engine holds one architecture of an image, so that it has no others to build on.
const under = engines.find(({ name }) => name === 'the newest engine');

if (under === undefined) describe.skip('Builds for devices', () => it('has an engine to run on', () => undefined));
else
  describe.skipIf(architectures.length < 2)('Builds for devices of several architectures', () => {
    let folder = '';
    const project = `device-${randomUUID().slice(0, 8)}`;
    const extraTags = devices.map(device => `balenalib/${device}-debian:${project}`);
    let engine: ContainerEngine;
    let program: BuildxProgram | undefined;
    let registry: TestRegistry | undefined;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'slipway-device-'));
      engine = await under.connect();
      program = await findBuildx(process.env);
      const tool = await registryTool();
      if (tool.kind === 'ready') registry = await startRegistry(tool.tool, 'open');
      for (const tag of extraTags) under.docker('tag', under.baseImage, tag);
    });
    afterAll(async () => {
      const mine = under.docker('images', '--format', '{{.Repository}}:{{.Tag}}').split('\n');
      const tags = mine.filter(it => it.includes(project));
      if (tags.length > 0) under.docker('rmi', '--force', ...tags);
      await registry?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const projectAt = (name: string, files: Readonly<Record<string, string>>) => {
      writeFiles(join(folder, name), files);
      return join(folder, name);
    };
    const run = (image: string, platform: string) => under.docker('run', '--rm', '--platform', platform, image).trim();
    const overBuildx = (output: 'load' | 'push') => {
      if (program === undefined) throw new Error('No buildx');
      return { program, builder: 'default', driver: 'docker', environment: process.env, output } as const;
    };

    /** Builds it for all architectures by the engine, and looks at what ran and at what came of it. */
    const buildAll = async (path: string, asked: readonly string[] = platforms) => {
      const plan = await planOf({ path, platforms: asked, name: project, environment: {} });
      const jobs = await carryOut(engineRunner(engine), plan);
      for (const build of plan.builds) {
        const architecture = architectures.find(it => it.platform === build.platform);
        const { state, output, result, failure } = jobs.get(build.id) ?? {};
        expect({ id: build.id, state, failure }).toEqual({ id: build.id, state: 'done', failure: undefined });
        expect(output).toMatch(architecture === undefined ? /never/ : said(architecture));
        expect(result?.platform?.startsWith(build.platform ?? '-')).toBe(true);
        const [os, arch, variant = ''] = (build.platform ?? '').split('/');
        const { Os, Architecture, Variant = '' } = await engine.images.inspect(build.tags[0] ?? '');
        expect([Os, Architecture, arch === 'arm' ? Variant : variant]).toEqual([os, arch, variant]);
      }
      return { plan, jobs };
    };

    it('makes a single service from a Dockerfile, without what its ignore file leaves out', async () => {
      const path = projectAt('single', {
        Dockerfile: `FROM ${under.baseImage}\nCOPY . /app\nRUN ${say} && cd /app && echo files:$(find . | sort | xargs)\nCMD ["cat", "/app/note"]\n`,
        '.dockerignore': 'data/*\n!data/keep\nnode_modules\n**/*.log\n!important.log\n',
        ...{ note: randomUUID(), 'data/drop': 'd', 'data/keep': 'k', 'node_modules/a/index.js': 'x' },
        ...{ 'a.log': 'a', 'important.log': 'i', 'sub/b.log': 'b' },
      });
      const { plan, jobs } = await buildAll(path);
      expect(plan.builds).toHaveLength(architectures.length);
      for (const { output } of jobs.values())
        expect(output).toContain(
          'files:. ./.dockerignore ./Dockerfile ./data ./data/keep ./important.log ./note ./sub\n',
        );
    });

    it('makes the services of a Compose file, with their arguments, and leaves the others alone', async () => {
      const dockerfile = `FROM ${under.baseImage}\nARG GREETING\nARG PORT=80\nCOPY . /app\nRUN ${say} && echo "$GREETING:$PORT"\n`;
      const path = projectAt('several', {
        'compose.yaml': [
          'services:',
          '  web:',
          '    build: { context: web, args: { GREETING: "ahoy ${WHOM:-all}", PORT: "8080" }, labels: { hull: oak } }',
          '    depends_on: [api]',
          '  api: { build: { context: ., dockerfile: api/Dockerfile, args: [GREETING=aye] } }',
          '  db: { image: "postgres:17" }',
          '',
        ].join('\n'),
        ...{ 'web/Dockerfile': dockerfile, 'api/Dockerfile': dockerfile, 'web/note': randomUUID(), note: randomUUID() },
      });
      const { plan, jobs } = await buildAll(path);
      expect(plan.unbuilt.map(it => it.service)).toEqual(['db']);
      for (const { id, service } of plan.builds)
        expect(jobs.get(id)?.output).toContain(service === 'web' ? 'ahoy all:8080\n' : 'aye:80\n');
      const { Config } = await engine.images.inspect(plan.builds.find(it => it.service === 'web')?.tags[0] ?? '');
      expect(Config).toMatchObject({ Labels: { hull: 'oak' } });
    });

    it('builds the stages that are needed, and on its own machine what is to be built there', async () => {
      const path = projectAt('stages', {
        Dockerfile: [
          `FROM --platform=$BUILDPLATFORM ${under.baseImage} AS compile`,
          'ARG TARGETARCH',
          'COPY note /',
          `RUN echo "compiled:$(uname -m):$TARGETARCH" && uname -m >/made`,
          `FROM ${under.baseImage} AS test`,
          'RUN exit 9',
          `FROM ${under.baseImage}`,
          'COPY --from=compile /made /note /',
          `RUN ${say}`,
          '',
        ].join('\n'),
        note: randomUUID(),
      });
      const { plan, jobs } = await buildAll(path);
      const own = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
      for (const { id, platform = '' } of plan.builds)
        expect(jobs.get(id)?.output).toContain(`compiled:${own}:${platform.split('/')[1]}\n`);
    });

    it('fills in the template of each device, with build variables and secrets, and writes nothing beside it', async () => {
      const path = projectAt('template', {
        'docker-compose.yml': 'version: "2.1"\nservices:\n  main: { build: ./main }\n',
        'main/Dockerfile.template': [
          `FROM balenalib/%%BALENA_MACHINE_NAME%%-debian:${project}`,
          'ARG CARGO',
          'COPY . /app',
          `RUN --mount=type=secret,id=key,target=/key ${say} && echo "%%BALENA_ARCH%%:$CARGO:$(wc -c </key | xargs):$(ls -A /app | xargs)"`,
          'CMD ["uname", "-m"]',
          '',
        ].join('\n'),
        '.balena/balena.yml':
          'build-variables:\n  global: [CARGO=tea]\nbuild-secrets:\n  global:\n    - source: key.txt\n      dest: key\n',
        '.balena/secrets/key.txt': '12345',
        '.dockerignore': 'main/drop\n**/*.tmp\n',
        ...{ 'main/keep': randomUUID(), 'main/drop': 'd', 'main/x.tmp': 't', 'main/.git/HEAD': 'h' },
      });
      const { plan, jobs } = await buildAll(path, devices);
      expect(plan.dialect).toBe('balena');
      const names = ['amd64', 'aarch64', 'armv7hf', 'rpi', 'i386'];
      for (const [i, { id }] of plan.builds.entries()) {
        const arch = names[all.findIndex(it => it.device === devices[i])];
        expect(jobs.get(id)?.output).toContain(`${arch}:tea:5:Dockerfile.template keep\n`);
      }
      // The same by buildx, which is told the ignore rules of balena in a folder of its own.
      const [first] = plan.builds;
      if (first === undefined) throw new Error('Nothing is built');
      writeFiles(path, { 'main/keep': randomUUID() });
      const builder = buildxBuilder({ ...overBuildx('load'), engine, describe: describing(engine) });
      const again = await carryOut(runnerOf(builder), { ...plan, builds: [first] });
      expect(again.get(first.id)?.failure).toBeUndefined();
      expect(again.get(first.id)).toMatchObject({ state: 'done', result: { platform: platforms[0] } });
      expect(again.get(first.id)?.output).toContain(':tea:5:Dockerfile.template keep\n');
    });

    it.each([
      ['one Dockerfile', 'by one process'],
      ['a template for each device', 'and joined'],
    ])('becomes one image for all of them in a registry: %s, %s', async kind => {
      if (registry === undefined) throw new Error('No registry');
      const isTemplate = kind !== 'one Dockerfile';
      const name = `${registry.host}/${project}/${isTemplate ? 'template' : 'one'}`;
      const base = isTemplate ? `balenalib/%%BALENA_MACHINE_NAME%%-debian:${project}` : under.baseImage;
      const text = `FROM ${base}\nCOPY note /\nRUN ${say}\nCMD ["sh", "-c", ${JSON.stringify(say)}]\n`;
      const path = projectAt(isTemplate ? 'joined' : 'one', {
        'docker-compose.yml': `version: "2.1"\nservices:\n  main: { build: ./main, image: "${name}:1" }\n`,
        [isTemplate ? 'main/Dockerfile.template' : 'main/Dockerfile']: text,
        'main/note': randomUUID(),
      });
      const asked = isTemplate ? devices : platforms;
      const found = await planOf({ path, platforms: asked, severalPlatforms: 'one-image', environment: {} });
      const plan = { ...found, builds: found.builds.map(it => ({ ...it, tags: [`${name}:1`] })) };
      const options = overBuildx('push');
      const { program: buildx, environment } = options;
      const platformsOf = async (image: string, signal: AbortSignal) =>
        platformsIn(await answerOf(buildx, ['imagetools', 'inspect', '--raw', image], { environment, signal }));
      let joined = 0;
      const runner = oneImageRunner({
        builder: buildxBuilder(options),
        inOrder: runnerOf,
        platformsOf,
        async join(image, parts, signal) {
          joined++;
          await answerOf(buildx, ['imagetools', 'create', '--tag', image, ...parts], { environment, signal });
        },
      });
      const jobs = await carryOut(runner, plan);
      for (const [i, { id }] of plan.builds.entries()) {
        const { state, output = '', failure } = jobs.get(id) ?? {};
        expect({ id, state, failure }).toEqual({ id, state: 'done', failure: undefined });
        const own = architectures[i];
        if (own && !isTemplate) expect(output).toMatch(said(own));
      }
      expect(joined).toBe(isTemplate ? 1 : 0);
      expect(await platformsOf(`${name}:1`, new AbortController().signal)).toEqual(platforms);
      for (const architecture of architectures)
        expect(run(`${name}:1`, architecture.platform)).toMatch(said(architecture));
    });
  });
