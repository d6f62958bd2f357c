/** What is built from which file: the plan as a whole. */
import { describe, expect, test } from 'vitest';
import { planBuilds } from '../../server/src/build/plan-builds.ts';
import { answerTo, buildOf, hostOf, planOf } from './planned.ts';

const pi = { platforms: ['raspberrypi4-64'] };

describe('a Dockerfile of its own', () => {
  test('is built with its folder as context, under its folder’s name', async () => {
    const plan = await planOf({ 'web/Dockerfile': 'FROM alpine:3.22\n' }, { path: 'web/Dockerfile' });
    expect(plan).toMatchObject({ name: 'web', dialect: 'docker', composeFiles: [], steps: [['main@default']] });
    expect(plan.builds).toMatchObject([
      {
        dockerfile: {
          path: '/p/web/Dockerfile',
          candidates: [{ kind: 'plain', state: 'chosen' }, { kind: 'lower-case' }],
        },
        target: { index: 0, because: 'last' },
        tags: ['web:latest'],
        runs: false,
      },
    ]);
    expect(plan.builds[0]).not.toHaveProperty('platform');
    expect(plan.contexts).toMatchObject([{ folder: '/p/web' }]);
  });

  test('is found by its folder, also in lower case', async () => {
    const { dockerfile } = await buildOf({ 'web/dockerfile': 'FROM scratch\n' }, { path: 'web' });
    expect(dockerfile).toMatchObject({
      path: '/p/web/dockerfile',
      because: 'BuildKit takes the name in lower case, too, for there is no Dockerfile',
    });
  });

  test('may have any name', async () => {
    const { dockerfile } = await buildOf({ 'web/Dockerfile.dev': 'FROM scratch\n' }, { path: 'web/Dockerfile.dev' });
    expect(dockerfile).toMatchObject({ path: '/p/web/Dockerfile.dev', because: 'It is the file that is named' });
  });

  test('that a service is built from is built as the service says', async () => {
    const files = {
      'compose.yaml':
        'services:\n  api:\n    build: { context: ., dockerfile: api/Dockerfile, args: [A=1] }\n    image: shop/api:2',
      'api/Dockerfile': 'FROM scratch\nARG A\n',
    };
    const build = await buildOf(files, { path: 'api/Dockerfile' });
    expect(build).toMatchObject({
      service: 'api',
      context: '.',
      tags: ['shop/api:2'],
      arguments: [{ name: 'A', value: '1' }],
    });
  });

  test('that a service is built from is called after the project, as Compose calls it', async () => {
    const files = {
      'compose.yaml': 'name: shop\nservices:\n  api: { build: api }\n',
      'api/Dockerfile': 'FROM scratch\n',
    };
    const plan = await planOf(files, { path: 'api/Dockerfile' });
    expect(plan).toMatchObject({ name: 'shop', builds: [{ service: 'api', tags: ['shop-api:latest'] }] });
  });

  test.each([
    ['Dockerfile', 'p_main:latest'],
    ['tools/Dockerfile', 'tools_main:latest'],
    ['tools', 'tools_main:latest'],
  ])('of a balena project, %s, is called %s: no other takes its name', async (path, tag) => {
    const files = {
      'balena.yml': 'name: shop\ntype: sw.application\n',
      ...{ Dockerfile: 'FROM scratch\n', 'tools/Dockerfile': 'FROM scratch\n' },
    };
    const plan = await planOf(files, { path, ...pi });
    expect(plan).toMatchObject({ dialect: 'balena', builds: [{ service: 'main', tags: [tag] }] });
  });
});

describe('several platforms', () => {
  const files = {
    'compose.yaml': 'services:\n  a:\n    build: .\n    image: r/a:1\n',
    Dockerfile: 'FROM alpine:3.22\n',
  };

  test('give a build each, told apart by the end of their tags', async () => {
    const { builds, platforms } = await planOf(files, {
      platforms: ['raspberrypi3', 'linux/arm64/v8', 'linux/x86_64'],
    });
    expect(platforms.map(({ id, platform, arch }) => [id, platform, arch])).toEqual([
      ['raspberrypi3', 'linux/arm/v7', 'armv7hf'],
      ['linux-arm64', 'linux/arm64', 'aarch64'],
      ['linux-amd64', 'linux/amd64', 'amd64'],
    ]);
    expect(builds.map(({ tags }) => tags)).toEqual([
      ['r/a:1-raspberrypi3'],
      ['r/a:1-linux-arm64'],
      ['r/a:1-linux-amd64'],
    ]);
  });

  test('may be one image', async () => {
    const { builds } = await planOf(files, {
      platforms: ['linux/arm64', 'linux/amd64'],
      severalPlatforms: 'one-image',
    });
    expect(builds.map(({ tags }) => tags)).toEqual([['r/a:1'], ['r/a:1']]);
  });

  test('may be one image in a registry, where Compose gives no name', async () => {
    const named = { 'compose.yaml': 'name: shop\nservices:\n  a: { build: ., image: "r/a:1" }\n  b: { build: . }\n' };
    const { builds } = await planOf(
      { ...named, Dockerfile: 'FROM scratch\n' },
      {
        platforms: ['linux/arm64', 'linux/amd64'],
        ...{ severalPlatforms: 'one-image', registry: 'localhost:5000/team', tag: '3' },
      },
    );
    expect(new Set(builds.flatMap(({ tags }) => tags))).toEqual(new Set(['r/a:1', 'localhost:5000/team/shop-b:3']));
    const alone = await planOf(
      { 'shop/Dockerfile': 'FROM scratch\n' },
      { registry: 'r.example/', path: 'shop/Dockerfile' },
    );
    expect(alone.builds[0]?.tags).toEqual(['r.example/shop:latest']);
  });
});

describe('services that are not built', () => {
  test('say why', async () => {
    const files = {
      'compose.yaml': `services:
  db: { image: postgres:18 }
  far: { build: https://example.org/x.git }
  open: { build: "./\${WHERE}" }
  gone: { build: ./gone }
  none: { build: ./empty }
  stage: { build: { context: ok, target: prod } }
  later: { build: ok, profiles: [debug] }
  ok: { build: ok }
`,
      'empty/a.txt': '',
      'ok/Dockerfile': 'FROM scratch AS production\n',
    };
    const { builds, unbuilt } = await planOf(files);
    expect(builds.map(({ service }) => service)).toEqual(['ok']);
    expect(unbuilt.map(({ service, kind, because }) => `${service}: ${kind}: ${because}`)).toEqual([
      'db: image-only: It has an image and no build',
      'later: inactive: Its profiles are not active: debug',
      'far: remote-context: Its build context is remote, so that nothing is known of it before the build',
      'open: unresolved-variable: Context or Dockerfile depend on ${WHERE}, which nobody sets',
      'gone: no-dockerfile: The folder of its context, gone, does not exist',
      'none: no-dockerfile: There is no empty/Dockerfile, empty/dockerfile',
      'stage: no-target: Its Dockerfile has no stage "prod"',
    ]);
    expect(unbuilt.every(it => it.for === undefined)).toBe(true);
  });

  test('of a profile are built when they are named', async () => {
    const files = { 'compose.yaml': 'services:\n  a: { build: ., profiles: [x] }\n', Dockerfile: 'FROM scratch\n' };
    expect((await planOf(files)).builds).toEqual([]);
    expect((await planOf(files, { services: ['a'] })).builds).toHaveLength(1);
    expect((await planOf(files, { environment: { COMPOSE_PROFILES: 'y,x' } })).builds).toHaveLength(1);
  });
});

test.each([
  [{}, {}, 'There is nothing to build in this folder: no compose.yaml or Dockerfile'],
  [{ 'compose.yaml': 'services: {}' }, {}, 'No service of this file is built'],
  [{ 'compose.yaml': 'services:\n  a: { build: . }' }, { services: ['b'] }, 'There is no service "b"; there are a'],
  [
    { 'balena.yml': 'name: x\ntype: sw.application', Dockerfile: 'FROM scratch' },
    {},
    'balena builds for a device type, and none is chosen: name one, or set the fleet’s in balena.yml',
  ],
  [
    { Dockerfile: 'FROM scratch' },
    { platforms: ['raspberypi5'] },
    '"raspberypi5" is no device type, architecture or platform; did you mean "raspberrypi5"?',
  ],
  [{ Dockerfile: 'FROM scratch' }, { path: 'nowhere' }, 'There is no such file or folder'],
])('a refusal says what is wrong: %j %j', async (files, asked, message) => {
  expect(await answerTo({ 'x/y': '', ...files }, asked)).toEqual({ kind: 'refused', message });
});

describe('of Compose files', () => {
  test('the merged build counts: overrides, extends, `!reset`', async () => {
    const files = {
      'compose.yaml': `services:
  base: { build: { context: app, args: { A: base, B: base }, cache_from: [r/x:cache], labels: { l: base } } }
  api:
    extends: base
    build: { target: dev, args: [B=api, C=api] }
`,
      'compose.override.yaml':
        'services:\n  api:\n    build: { target: !reset null, args: { C: over }, cache_from: [r/y:cache] }\n',
      'app/Dockerfile': 'FROM scratch AS dev\nARG A\nARG B\nFROM scratch AS prod\n',
    };
    const build = await buildOf(files, { services: ['api'] });
    expect(build).toMatchObject({
      context: 'app',
      target: { name: 'dev', because: 'compose' },
      cacheFrom: ['r/x:cache', 'r/y:cache'],
      labels: { l: 'base' },
    });
    expect(build.arguments.map(({ name, value }) => `${name}=${value}`)).toEqual(['A=base', 'B=api', 'C=over']);
  });

  test('everything a builder takes comes over', async () => {
    const files = {
      'compose.yaml': `name: Shop
services:
  api:
    build:
      context: .
      network: host
      shm_size: 128m
      extra_hosts: ["a=1.2.3.4", "b:::1"]
      ssh: [default, key=~/.ssh/x]
      secrets: [token, { source: cert, target: server.crt }, lost]
      additional_contexts: { res: ../res, base: "docker-image://alpine:3.22", lib: "service:lib", far: https://example.org/a.git }
      tags: ["r/api:\${V:-3}", r/api:x]
      no_cache: true
      pull: true
      privileged: true
      entitlements: [network.host]
      platforms: [linux/arm64]
  lib: { build: lib }
secrets:
  token: { environment: TOKEN }
  cert: { file: ./server.crt }
`,
      Dockerfile: 'FROM scratch\n',
      'lib/Dockerfile': 'FROM scratch\n',
      'server.crt': 'secret',
    };
    const build = await buildOf(files, { services: ['api'] });
    expect(build).toMatchObject({
      platform: 'linux/arm64',
      network: 'host',
      shmSize: '128m',
      extraHosts: ['a:1.2.3.4', 'b:::1'],
      ssh: ['default', 'key=~/.ssh/x'],
      secrets: [
        { id: 'token', source: { kind: 'environment', variable: 'TOKEN' } },
        { id: 'server.crt', source: { kind: 'file', path: '/p/server.crt', isThere: true } },
        { id: 'lost', source: { kind: 'unknown' } },
      ],
      namedContexts: [
        { name: 'res', kind: 'folder', value: '/res' },
        { name: 'base', kind: 'image', value: 'alpine:3.22' },
        { name: 'lib', kind: 'service', value: 'lib' },
        { name: 'far', kind: 'remote' },
      ],
      tags: ['shop-api:latest', 'r/api:3', 'r/api:x'],
      noCache: true,
      pull: true,
      privileged: true,
      entitlements: ['network.host'],
      warnings: ['The secret lost has no content: no secret of this name is declared at the top level'],
    });
    expect(JSON.stringify(build)).not.toContain('"secret"');
  });

  test('a platform that Compose does not build for is told', async () => {
    const files = {
      'compose.yaml':
        'services:\n  a:\n    platform: linux/amd64\n    build: { context: ., platforms: [linux/amd64, linux/arm/v7] }\n',
      Dockerfile: 'FROM scratch\n',
    };
    expect((await buildOf(files, pi)).warnings).toEqual([
      'Compose builds it for linux/amd64, linux/arm/v7 only, not for linux/arm64',
      'Compose asks for linux/amd64, this build for linux/arm64',
    ]);
    expect(await buildOf(files)).toMatchObject({ platform: 'linux/amd64', warnings: [] });
  });

  test('a Dockerfile that stands in the Compose file is built from there', async () => {
    const files = {
      'compose.yaml':
        'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM alpine:$V\n        RUN echo $$HOME\n',
    };
    const { dockerfile, runs } = await buildOf(files, { environment: { V: '3.22' } });
    expect(dockerfile).toEqual({
      candidates: [],
      because: 'The Compose file holds its text',
      text: 'FROM alpine:3.22\nRUN echo $HOME\n',
    });
    expect(runs).toBe(true);
  });
});

describe('the order', () => {
  test('follows images, contexts and then starting', async () => {
    const files = {
      'compose.yaml': `services:
  app: { build: app, depends_on: [db, proxy] }
  proxy: { build: { context: proxy, additional_contexts: { lib: "service:lib" } } }
  lib: { build: lib }
  base: { build: base, image: my/base:1 }
  db: { image: postgres:18 }
`,
      'app/Dockerfile': 'FROM my/base:1\n',
      'proxy/Dockerfile': 'FROM lib\n',
      'lib/Dockerfile': 'FROM scratch\n',
      'base/Dockerfile': 'FROM scratch\n',
    };
    const { steps, builds } = await planOf(files, { platforms: ['linux/arm64', 'raspberrypi3'] });
    expect(steps.map(step => step.filter(id => id.endsWith('@raspberrypi3')))).toEqual([
      ['lib@raspberrypi3', 'base@raspberrypi3'],
      ['proxy@raspberrypi3'],
      ['app@raspberrypi3'],
    ]);
    const app = builds.find(({ id }) => id === 'app@raspberrypi3');
    expect(app?.after).toEqual([
      { service: 'base', because: 'base-image' },
      { service: 'proxy', because: 'depends-on' },
    ]);
    expect(app?.baseImages).toMatchObject([{ reference: 'my/base:1', builtBy: 'base', platform: 'linux/arm/v7' }]);
  });
});

test('a cancelled plan stops', async () => {
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(planBuilds({ path: '/p' }, hostOf({ Dockerfile: 'FROM scratch' }), stopped)).rejects.toThrow('enough');
});
