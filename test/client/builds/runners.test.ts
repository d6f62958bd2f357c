/** What the engine and buildx are asked for, as plain data: no builder runs here. */
import { describe, expect, it } from 'vitest';
import type { BuildRunner, RunEvents } from '../../../client/src/builds/build-runner.ts';
import { builderItems } from '../../../client/src/builds/runners/builder-items.ts';
import { type BuildxCall, buildxArguments } from '../../../client/src/builds/runners/buildx-arguments.ts';
import { platformsIn, readBuilders, tooOld } from '../../../client/src/builds/runners/buildx-program.ts';
import { handlersFor, missingWords, platformNeeds } from '../../../client/src/builds/runners/emulation.ts';
import { beyondEngine, engineOptions, registryCache } from '../../../client/src/builds/runners/engine-options.ts';
import { nativePath } from '../../../client/src/builds/runners/native-path.ts';
import { isOneImage, oneImageRunner } from '../../../client/src/builds/runners/one-image.ts';
import { rebasedPatterns } from '../../../client/src/builds/runners/rebased-patterns.ts';
import { buildkitJsonReader, readBuildkitJson } from '../../../client/src/engine/build/buildkit-json.ts';
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { contextFilter } from '../../../server/src/build/context-filter.ts';
import { parseIgnoreFile } from '../../../server/src/syntax/ignore-file.ts';
import { type Files, planOf } from '../../build/planned.ts';
import { aPlan } from './a-plan.ts';

const files: Files = {
  'compose.yaml': `services:
  lib: { build: lib }
  app:
    image: registry.example/shop/app:2
    build:
      context: app
      dockerfile: docker/Dockerfile.dev
      target: tool
      args: { MODE: "a b", EMPTY: "" }
      labels: { hull: "x=1" }
      additional_contexts: { res: ./res, base: "docker-image://alpine:3.22", lib: "service:lib", far: "https://example.org/a.git" }
      secrets: [file, env]
      ssh: [default]
      cache_from: ["app:cache", "type=gha,scope=x"]
      cache_to: ["type=registry,ref=app:cache"]
      network: host
      extra_hosts: ["harbour:10.0.0.1"]
      shm_size: 64m
      no_cache: true
      pull: true
      privileged: true
      entitlements: [network.host]
secrets:
  file: { file: ./key, }
  env: { environment: TOKEN }
`,
  key: 'k',
  'lib/Dockerfile': 'FROM scratch\n',
  'res/x': 'x',
  'app/docker/Dockerfile.dev': 'FROM scratch AS tool\nRUN true\nFROM scratch\n',
  'app/docker/Dockerfile.dev.dockerignore': '#no\n*.log\n!keep.log\n',
};
const environment = { TOKEN: 'abc' };

async function plannedApp(platforms: readonly string[] = ['linux/arm64']): Promise<readonly [PlannedBuild, BuildPlan]> {
  const plan = await planOf(files, { path: 'compose.yaml', platforms, environment });
  const build = plan.builds.find(it => it.service === 'app');
  if (build === undefined) throw new Error('It is not planned');
  return [build, plan];
}

describe('The engine', () => {
  it('is asked for all that its builder knows, and told apart from what only buildx can do', async () => {
    const [build, plan] = await plannedApp();
    const { isIgnored, mayHoldMore, ...options } = engineOptions(build, plan, { environment });
    expect(options).toEqual({
      context: '/p/app',
      dockerfile: '/p/app/docker/Dockerfile.dev',
      tags: ['registry.example/shop/app:2'],
      buildArguments: { MODE: 'a b', EMPTY: '' },
      labels: { hull: 'x=1' },
      platform: 'linux/arm64',
      target: 'tool',
      secrets: { file: { kind: 'file', path: '/p/key' }, env: { kind: 'value', value: 'abc' } },
      cacheFrom: ['app:cache'],
      cache: 'none',
      pull: 'always',
      network: 'host',
      extraHosts: ['harbour:10.0.0.1'],
      sharedMemoryBytes: 64 * 1024 * 1024,
    });
    expect([isIgnored?.('a.log'), isIgnored?.('keep.log'), isIgnored?.('sub/a.log')]).toEqual([true, false, false]);
    expect(mayHoldMore?.('sub')).toBe(false);
    expect(beyondEngine(build)).toEqual([
      'SSH agents',
      'named contexts',
      'a cache that is stored elsewhere',
      'privileged steps',
    ]);
    expect(beyondEngine({ ...build, ssh: [], namedContexts: [], privileged: false, cacheTo: ['type=inline'] })).toEqual(
      [],
    );
  });

  it.each([
    [{ secrets: [{ id: 's', source: { kind: 'environment', variable: 'NOT_SET' } }] }, /NOT_SET, which is not set/],
    [
      { secrets: [{ id: 's', source: { kind: 'file', path: '/p/gone', isThere: false } }] },
      /\/p\/gone, which is not there/,
    ],
    [{ secrets: [{ id: 's', source: { kind: 'unknown', because: 'nobody says' } }] }, /not known: nobody says/],
    [{ shmSize: 'much' }, /"much", which is no size/],
    [{ context: 'elsewhere' }, /no context "elsewhere"/],
  ] as const)('is not asked for what cannot be: %j', async (change, message) => {
    const [build, plan] = await plannedApp();
    expect(() => engineOptions({ ...build, ...change }, plan, { environment })).toThrow(message);
  });

  it.each([
    ['app:1', 'app:1'],
    ['type=registry,ref=host:5000/app', 'host:5000/app'],
    ['type=local,src=/x', undefined],
  ])('takes a cache from %s', (entry, reference) => expect(registryCache(entry)).toBe(reference));

  it('is sent by balena’s rules what they say, in every service', async () => {
    const shop = {
      'docker-compose.yml': 'services:\n  web: { build: web }\n',
      '.balena/balena.yml': '',
      'web/.balena/x': '',
      '.dockerignore': 'web/drop/*\n!web/drop/keep\n*.log\n#hash\n',
      'web/Dockerfile': 'FROM scratch\n',
    };
    const plan = await planOf(shop, { platforms: ['linux/amd64'] });
    const [context] = plan.contexts;
    if (context === undefined) throw new Error('There is no context');
    const { isIgnored, mayHoldMore } = contextFilter(context, plan);
    const ignored = ['drop/a', 'drop/keep', 'a.log', '.git', 'sub/.git', 'Dockerfile'].filter(isIgnored);
    expect(ignored).toEqual(['drop/a', '.git', 'sub/.git']);
    expect(mayHoldMore('drop')).toBe(true);
  });
});

describe('buildx', () => {
  const call: BuildxCall = { builder: 'hut', output: 'load', environment };

  it('is given everything as arguments of its own', async () => {
    const [build, plan] = await plannedApp();
    expect(buildxArguments(build, plan, call)).toEqual([
      ...['build', '--builder', 'hut', '--progress=rawjson', '--provenance=false'],
      ...['--file', '/p/app/docker/Dockerfile.dev', '--platform', 'linux/arm64', '--target', 'tool'],
      ...['--tag', 'registry.example/shop/app:2', '--build-arg', 'MODE=a b', '--build-arg', 'EMPTY='],
      ...['--label', 'hull=x=1', '--secret', 'id=file,src=/p/key', '--secret', 'id=env,env=TOKEN', '--ssh', 'default'],
      ...['--build-context', 'res=/p/res', '--build-context', 'base=docker-image://alpine:3.22'],
      ...['--build-context', 'lib=docker-image://p-lib:latest', '--build-context', 'far=https://example.org/a.git'],
      ...['--cache-from', 'app:cache', '--cache-from', 'type=gha,scope=x', '--cache-to', 'type=registry,ref=app:cache'],
      ...['--network', 'host', '--add-host', 'harbour:10.0.0.1', '--shm-size', '67108864'],
      ...['--allow', 'network.host', '--allow', 'security.insecure', '--no-cache', '--pull', '--load', '--', '/p/app'],
    ]);
  });

  // Their builders cannot be started by the tests: what they would be told is all that can be looked at.
  it.each([
    ['a docker-container builder', 'boat', 'load', 'linux/arm64'],
    ['a Kubernetes builder', 'fleet-in-cluster', 'push', 'linux/arm64'],
    ['Docker Build Cloud', 'cloud-harbour-default', 'push', 'linux/amd64,linux/arm/v7'],
    ['a remote builder', 'remote-pi', 'load', 'linux/arm/v7'],
  ] as const)('is told to use %s', async (_what, builder, output, platform) => {
    const [build, plan] = await plannedApp();
    const args = buildxArguments({ ...build, platform }, plan, { ...call, builder, output, metadataFile: '/t/m.json' });
    expect(args.slice(0, 3)).toEqual(['build', '--builder', builder]);
    expect(args[args.indexOf('--platform') + 1]).toBe(platform);
    expect(args.slice(-5)).toEqual([
      output === 'push' ? '--push' : '--load',
      '--metadata-file',
      '/t/m.json',
      '--',
      '/p/app',
    ]);
  });

  it('is told where in the project caches, sockets and keys are, for it runs elsewhere', async () => {
    const [build, plan] = await plannedApp();
    const paths = {
      cacheFrom: ['type=local,src=./cache/in', 'type=local,src=/far/cache'],
      cacheTo: ['type=local,dest=cache/out,mode=max', 'type=registry,ref=app:src'],
      ssh: ['default', 'deploy=keys/deploy,/far/key'],
    };
    const args = buildxArguments({ ...build, ...paths }, { ...plan, root: '/p' }, call);
    const all = (flag: string) => args.filter((_, i) => args[i - 1] === flag);
    expect(all('--cache-from')).toEqual(['type=local,src=/p/cache/in', 'type=local,src=/far/cache']);
    expect(all('--cache-to')).toEqual(['type=local,dest=/p/cache/out,mode=max', 'type=registry,ref=app:src']);
    expect(all('--ssh')).toEqual(['default', 'deploy=/p/keys/deploy,/far/key']);
  });

  it('is told of a path with commas in one field', async () => {
    const [build, plan] = await plannedApp();
    const secrets = [{ id: 'a', source: { kind: 'file', path: '/p/a,"b"', isThere: true } }] as const;
    expect(buildxArguments({ ...build, secrets }, plan, call)).toContain('id=a,"src=/p/a,""b"""');
  });

  it('is too old before it tells its progress as JSON', () => {
    const at = (version: string) => tooOld({ command: 'docker', leading: ['buildx'], version });
    expect(at('0.12.1')).toBe('buildx 0.12.1 is too old: Slipway needs 0.13 or later');
    expect([at('0.13.0'), at('0.29.1'), at('1.0.0')]).toEqual([undefined, undefined, undefined]);
  });

  it('lists its builders, and what is wrong with them', () => {
    const listed = [
      {
        Name: 'default',
        Driver: 'docker',
        Current: true,
        Nodes: [{ Platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'] }],
      },
      { Name: 'boat', Driver: 'docker-container', Nodes: [{ Platforms: null }] },
      { Name: 'far', Driver: 'kubernetes', Nodes: [{ Err: 'no such cluster' }] },
    ];
    const builders = readBuilders(`warning\n${listed.map(it => JSON.stringify(it)).join('\n')}\n`);
    expect(builders).toEqual([
      {
        name: 'default',
        driver: 'docker',
        platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'],
        isCurrent: true,
      },
      { name: 'boat', driver: 'docker-container', platforms: [], isCurrent: false },
      { name: 'far', driver: 'kubernetes', platforms: [], isCurrent: false, problem: 'no such cluster' },
    ]);
    const items = builderItems({ engine: 'hut', builders, selected: 'boat' });
    expect(items.map(({ label, description, detail }) => [label, description, detail])).toEqual([
      ['The connected engine', 'hut', 'Images lie in its store at once'],
      ['default', 'an engine, through buildx', 'linux/amd64, linux/arm64'],
      ['$(check) boat', 'BuildKit in a container', 'what it can run is known once it runs'],
      ['far', 'BuildKit in a Kubernetes cluster', 'Cannot be used now: no such cluster'],
    ]);
    const gone = builderItems({ engine: 'hut', builders: [], selected: 'sunk' });
    expect(gone.map(it => [it.label, it.builder])).toEqual([
      ['The connected engine', ''],
      ['$(check) sunk', 'sunk'],
    ]);
  });

  it('tells what happens as the engine’s BuildKit does', () => {
    const time = (seconds: string) => `2026-11-22T16:30:${seconds}Z`;
    const vertex = { digest: 'sha256:a', name: '[2/2] RUN x', started: time('16.600730821') };
    const line = JSON.stringify({
      vertexes: [vertex, { ...vertex, completed: time('17'), error: 'exit code: 3' }, { digest: 'b', cached: true }],
      statuses: [
        { id: 'transferring context:', vertex: 'c', name: 'transferring', current: 29, completed: time('18') },
      ],
      logs: [{ vertex: 'sha256:a', data: Buffer.from('grün\n').toString('base64') }],
      warnings: [
        { short: 'c2hvcnQ=', detail: ['b25l', 'dHdv'], url: 'u', range: [{ start: { line: 3 }, end: { line: 4 } }] },
      ],
    });
    const startedAt = Date.parse(time('16.600')) + 0.730821;
    expect(readBuildkitJson(line)).toEqual([
      { kind: 'step', step: { digest: 'sha256:a', name: '[2/2] RUN x', state: 'running', startedAt } },
      {
        kind: 'step',
        step: {
          ...{ digest: 'sha256:a', name: '[2/2] RUN x', state: 'failed', startedAt },
          ...{ endedAt: Date.parse(time('17')), error: 'exit code: 3' },
        },
      },
      { kind: 'step', step: { digest: 'b', name: '', state: 'cached' } },
      {
        kind: 'transfer',
        step: 'c',
        transfer: { id: 'transferring context:', name: 'transferring', current: 29, total: 0, isDone: true },
      },
      { kind: 'output', step: 'sha256:a', text: 'grün\n' },
      { kind: 'warning', warning: { message: 'short', detail: 'one\ntwo', url: 'u', lines: { start: 2, end: 3 } } },
    ]);
    const read = buildkitJsonReader();
    expect(read(line)).toHaveLength(6);
    const many = JSON.stringify(JSON.parse(line), undefined, 2).split('\n');
    expect(many.flatMap(it => read(it) ?? [])).toEqual(readBuildkitJson(line));
    expect(read('ERROR: no such builder')).toBeUndefined();
    expect(readBuildkitJson('ERROR: no such builder')).toBeUndefined();
    expect(readBuildkitJson('{"half')).toBeUndefined();
  });

  it('finds the platforms of a pushed image in its manifest', () => {
    const platform = (architecture: string, variant?: string) => ({ platform: { os: 'linux', architecture, variant } });
    const unknown = { platform: { os: 'unknown', architecture: 'unknown' } };
    const manifest = JSON.stringify({ manifests: [platform('arm64'), platform('arm', 'v7'), unknown, {}] });
    expect(platformsIn(manifest)).toEqual(['linux/arm64', 'linux/arm/v7']);
    expect(platformsIn('{}')).toEqual([]);
  });

  const patterns = [
    'node_modules',
    '**/*.log',
    'web/*',
    '!web/keep',
    'w*/tmp/**',
    '/api',
    'web/sub/x',
    '*/y',
    '**/sub/z',
    '#a',
  ];
  const paths = [
    'a.log',
    'x',
    'keep',
    'tmp/a',
    'sub/x',
    'y',
    'z',
    'sub/z',
    'node_modules/a',
    'sub/keep',
    '#a',
    'deep/sub/z',
  ];
  it.each(['/p/web', '/p/web/sub', '/p/api', '/p/other', '/p'])(
    'is told in %s what the file of the root says',
    folder => {
      const whole = parseIgnoreFile(patterns.map(it => ` ${it}`).join('\n'));
      const own = parseIgnoreFile(
        rebasedPatterns(patterns, '/p', folder)
          .map(it => ` ${it}`)
          .join('\n'),
      );
      const start = folder.slice('/p/'.length);
      for (const path of paths) {
        const expected = whole.isIgnored(start === '' ? path : `${start}/${path}`);
        expect({ path, isIgnored: own.isIgnored(path) }).toEqual({ path, isIgnored: expected });
      }
    },
  );
});

describe('Emulation', () => {
  const machine = { platforms: ['linux/amd64', 'linux/arm64'], architecture: 'amd64', operatingSystem: 'linux' };

  it('is looked at for what runs something, and told with its consequence', () => {
    const plan = aPlan([
      { service: 'api', for: 'a', platform: 'linux/arm64' },
      { service: 'web', for: 'b', platform: 'linux/arm/v7' },
      { service: 'db', for: 'b', platform: 'linux/arm/v7' },
      { service: 'api', for: 'c', platform: 'linux/s390x' },
    ]);
    const needs = platformNeeds(plan, machine);
    expect(needs.map(({ platform, support }) => [platform, support.kind])).toEqual([
      ['linux/arm64', 'emulated'],
      ['linux/arm/v7', 'missing'],
      ['linux/s390x', 'missing'],
    ]);
    expect(missingWords(needs, 'This engine (amd64)')).toEqual({
      title: 'This engine (amd64) cannot run programs for linux/arm/v7 and linux/s390x',
      consequence:
        'Builds what runs nothing for linux/arm/v7 and linux/s390x; RUN steps of web, db and api fail with “exec format error”, unless they come from the cache',
    });
    expect(handlersFor(needs)).toEqual(['arm', 's390x']);
    const quiet = { ...plan, builds: plan.builds.map(it => ({ ...it, runs: false })) };
    expect(platformNeeds(quiet, machine)).toEqual([]);
    expect(missingWords([], 'This engine')).toBeUndefined();
  });
});

describe('One image for several platforms', () => {
  const tags = ['host/app:1'];
  const plan = aPlan([
    { service: 'app', for: 'pi', platform: 'linux/arm64', tags },
    { service: 'app', for: 'pc', platform: 'linux/amd64', tags },
    { service: 'web', for: 'pi', platform: 'linux/arm64', tags: ['host/web:1'] },
    { service: 'web', for: 'pc', platform: 'linux/amd64', tags: ['host/web:1'] },
  ]);
  const events = () => {
    const told: string[] = [];
    const listener: RunEvents = {
      started: job => told.push(`started ${job}`),
      progress: (job, { kind }) => told.push(`${kind} ${job}`),
      done: (job, { platform }) => told.push(`done ${job} ${platform}`),
      failed: (job, { message }) => told.push(`failed ${job}: ${message}`),
      skipped: job => told.push(`skipped ${job}`),
      note: () => undefined,
    };
    return { told, listener };
  };
  const run = async (asked: BuildPlan, found: readonly string[]) => {
    const built: string[] = [];
    const joined: string[] = [];
    const { told, listener } = events();
    const runner = oneImageRunner({
      builder: {
        kind: 'buildx',
        async build({ platform, tags: names }, _plan, onProgress) {
          built.push(`${names.join(' ')} ${platform}`);
          const step = (digest: string, name: string) =>
            onProgress({ kind: 'step', step: { digest, name, state: 'running' } });
          step('1', '[internal] load build definition');
          step('2', '[linux/arm64 1/2] RUN x');
          step('3', '[linux/amd64->arm64 1/2] RUN y');
          return { tags: names, notes: [] };
        },
      },
      join: async (name, parts) => void joined.push(`${name} of ${parts.join(' ')}`),
      platformsOf: async () => found,
      inOrder: builder => oneByOne(builder),
    });
    await runner.run(asked, listener, new AbortController().signal);
    return { built, joined, told };
  };

  it('is known by names that several builds of a service share', () => {
    expect(isOneImage(plan)).toBe(true);
    expect(
      isOneImage(
        aPlan([
          { service: 'a', tags },
          { service: 'b', for: 'x', tags: ['other'] },
        ]),
      ),
    ).toBe(false);
  });

  it('is built by one process where all is the same, and each job hears of its own steps', async () => {
    const { built, joined, told } = await run(plan, ['linux/arm64', 'linux/amd64']);
    expect([built, joined]).toEqual([['host/app:1 linux/arm64,linux/amd64', 'host/web:1 linux/arm64,linux/amd64'], []]);
    expect(told.filter(it => it.includes('app@'))).toEqual([
      ...['started app@pi', 'started app@pc', 'step app@pi', 'step app@pc', 'step app@pi', 'step app@pi'],
      ...['done app@pi linux/arm64', 'done app@pc linux/amd64'],
    ]);
  });

  it('is joined of several where the Dockerfile is another for each', async () => {
    const builds = plan.builds.map((it, i) => ({ ...it, dockerfile: { ...it.dockerfile, text: `FROM a${i}` } }));
    const { built, joined } = await run({ ...plan, builds }, ['linux/arm64', 'linux/amd64']);
    expect(built.slice(0, 2)).toEqual(['host/app:1-pi linux/arm64', 'host/app:1-pc linux/amd64']);
    expect(joined[0]).toBe('host/app:1 of host/app:1-pi host/app:1-pc');
  });

  it('keeps what is joined in the repository of the image, also without a tag', async () => {
    const builds = plan.builds.map((it, i) => ({
      ...{ ...it, tags: ['host:5000/app'], service: 'app' },
      dockerfile: { ...it.dockerfile, text: `FROM a${i}` },
    }));
    const { built } = await run({ ...plan, builds: builds.slice(0, 2) }, ['linux/arm64', 'linux/amd64']);
    expect(built).toEqual(['host:5000/app:pi linux/arm64', 'host:5000/app:pc linux/amd64']);
  });

  it('has failed when its manifest lacks a platform', async () => {
    const { told } = await run(plan, ['linux/arm64']);
    expect(told).toContain('failed app@pc: host/app:1 was pushed, but its manifest has nothing for linux/amd64');
  });
});

/** The simplest way of carrying out a plan. */
function oneByOne(builder: Parameters<Parameters<typeof oneImageRunner>[0]['inOrder']>[0]): BuildRunner {
  return {
    kind: builder.kind,
    async run(plan, told, signal) {
      for (const build of plan.builds) {
        told.started(build.id);
        try {
          told.done(build.id, await builder.build(build, plan, it => told.progress(build.id, it), signal));
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          told.failed(build.id, { message, advice: '', output: [] });
        }
      }
    },
  };
}

it('Paths of a plan become those of Windows', () => {
  expect(nativePath('c:/a/b c', 'win32')).toBe('c:\\a\\b c');
  expect(nativePath('file://server/share/a', 'win32')).toBe('\\\\server\\share\\a');
  expect(nativePath('/a/b\\c', 'linux')).toBe('/a/b\\c');
});
