// `slipway build --plan`: what it prints, what it refuses, and with which code it ends.
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildPlan } from '../../server/src/build/build-plan.ts';
import { walkContext } from '../../server/src/build/context-walk.ts';
import { nodeContextLister } from '../../server/src/cli/node-context-lister.ts';
import { processorTime } from '../support/processor-time.ts';
import { folderWith, type Result, slipway } from './cli.ts';

const fleet = {
  'balena.yml': 'name: shop\ntype: sw.application\ndata: { defaultDeviceType: raspberrypi4-64 }\n',
  'docker-compose.yml':
    "services:\n  api:\n    build: { context: api, args: { MODE: fast, TOKEN: hunter2 } }\n  db: { image: 'redis:8' }\n",
  'api/Dockerfile.template': 'FROM alpine:3.22\nARG MODE\nRUN echo %%BALENA_ARCH%% %%BALENA_APP_NAME%%\n',
  'api/a.txt': '1234567890',
};
const planIn = ({ out }: Result): BuildPlan => JSON.parse(out);

describe('build --plan', () => {
  it('prints the plan as JSON', async () => {
    const folder = folderWith(fleet);
    const result = await slipway(folder, ['build', '--plan', '--device', 'raspberrypi3', '--project-name', 'Shop']);
    expect(result).toMatchObject({ code: 0, err: '' });
    const { name, dialect, builds, contexts, unbuilt, steps } = planIn(result);
    expect({ name, dialect, steps }).toEqual({ name: 'shop', dialect: 'balena', steps: [['api@raspberrypi3']] });
    expect(unbuilt).toMatchObject([{ service: 'db', kind: 'image-only' }]);
    expect(builds).toMatchObject([
      {
        platform: 'linux/arm/v7',
        dockerfile: { text: 'FROM alpine:3.22\nARG MODE\nRUN echo armv7hf Shop\n' },
        arguments: [
          { name: 'MODE', value: 'fast', isDeclared: true },
          { name: 'TOKEN', isDeclared: false },
        ],
        tags: ['shop_api:latest'],
      },
    ]);
    expect(contexts[0]?.contents).toMatchObject({ files: 2, largest: [{ bytes: 71 }, { path: 'a.txt', bytes: 10 }] });
    // Nothing is written beside the user's files.
    expect(readdirSync(join(folder, 'api')).sort()).toEqual(['Dockerfile.template', 'a.txt']);
  });

  it('takes the fleet’s own device, and says it in words', async () => {
    const args = ['build', '--plan', '--format', 'text', '--project-name', 'shop', '.'];
    const result = await slipway(folderWith(fleet), args);
    expect(result).toEqual({
      code: 0,
      err: '',
      out: `api for linux/arm64 (raspberrypi4-64)
  Dockerfile  api/Dockerfile.template
              It is the template, for there is no Dockerfile.raspberrypi4-64, Dockerfile.aarch64.
              %%BALENA_ARCH%% = aarch64
              %%BALENA_APP_NAME%% = shop
  stage       0 (needs 0)
  context     api: 2 files, 81 B
  argument    MODE=fast (Compose file)
  argument    TOKEN=(hidden) (Compose file; declared nowhere)
  image       alpine:3.22 for linux/arm64
  result      shop_api:latest

db: not built. It has an image and no build.
`,
    });
  });

  it('takes platforms, services, a target, arguments, the dialect and a tag', async () => {
    const folder = folderWith({
      'compose.yaml': 'services:\n  a: { build: . }\n  b: { build: . }\n',
      Dockerfile: 'FROM alpine AS one\nARG A\nARG B\nFROM one\n',
    });
    const args = ['--platform', 'linux/amd64', '--platform', 'armv7hf', '-s', 'b', '--target', 'one', '--tag', '2'];
    const given = [
      '--build-arg',
      'A=x=y',
      '--build-arg',
      'B',
      '--build-arg',
      'C',
      '--dialect',
      'docker',
      '--one-image',
    ];
    const result = await slipway(folder, ['build', '--plan', ...args, ...given], { environment: { B: 'out' } });
    const plan = planIn(result);
    expect(plan.builds.map(({ id }) => id)).toEqual(['b@linux-amd64', 'b@armv7hf']);
    expect(plan.builds[1]).toMatchObject({
      platform: 'linux/arm/v7',
      target: { name: 'one', because: 'asked-for' },
      arguments: [
        { name: 'A', value: 'x=y' },
        { name: 'B', value: 'out' },
      ],
    });
    expect(plan.builds[0]?.tags[0]).toMatch(/-b:2$/);
  });

  it('ends with 1 when something cannot be built', async () => {
    const folder = folderWith({ 'compose.yaml': 'services:\n  a: { build: ./a }\n', 'b.txt': '' });
    const result = await slipway(folder, ['build', '--plan', '--format', 'text']);
    expect(result).toEqual({ code: 1, err: '', out: 'a: not built. The folder of its context, a, does not exist.\n' });
    const template = folderWith({ 'balena.yml': fleet['balena.yml'], 'Dockerfile.template': 'FROM %%NOTHING%%\n' });
    expect((await slipway(template, ['build', '--plan'])).code).toBe(1);
  });

  it.each([
    [['build'], /building is done in the editor for now; --plan shows what would be built/],
    [['build', '--plan', 'a', 'b'], /"build" takes one path, so "b" is one too many/],
    [['build', '--plan', '--device', 'raspberrypi9'], /"raspberrypi9" is no device type; did you mean/],
    [
      ['build', '--plan', '--platform', 'nonsense'],
      /error: \.: "nonsense" is no device type, architecture or platform/,
    ],
    [['build', '--plan', '--build-arg', '=x'], /--build-arg must be written NAME=value/],
    [['build', '--plan', '--dialect', 'podman'], /--dialect must be one of auto, docker, balena/],
    [['build', '--plan', 'nowhere'], /error: nowhere: There is no such file or folder/],
    [['build', '--plan', 'empty'], /error: empty: There is nothing to build in this folder/],
    [['build', '--plan', '--service', 'x'], /error: \.: There is no service "x"; there are a/],
  ])('refuses %j', async (args, message) => {
    const folder = folderWith({
      'compose.yaml': 'services:\n  a: { build: . }\n',
      Dockerfile: 'FROM scratch',
      'empty/x': '',
    });
    const { code, out, err } = await slipway(folder, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('prints no value of a build argument that is called secret', async () => {
    const folder = folderWith({ Dockerfile: 'FROM scratch\nARG API_TOKEN\nARG MODE\n' });
    const { out } = await slipway(folder, [
      'build',
      '--plan',
      '--build-arg',
      'API_TOKEN=s3cr3t',
      '--build-arg',
      'MODE=a',
    ]);
    expect(JSON.parse(out).builds[0].arguments).toMatchObject([
      { name: 'API_TOKEN', value: '(hidden)' },
      { name: 'MODE', value: 'a' },
    ]);
    expect(out).not.toContain('s3cr3t');
  });

  it('does not read secrets, and says where they would come from', async () => {
    const folder = folderWith({
      ...{ 'balena.yml': fleet['balena.yml'], Dockerfile: 'FROM scratch\n' },
      '.balena/balena.yml': 'build-secrets: { global: [{ source: key, dest: signing }] }\n',
      '.balena/secrets/key': 'c0ntent',
    });
    const { out } = await slipway(folder, ['build', '--plan']);
    expect(JSON.parse(out).builds[0].secrets).toMatchObject([
      { id: 'signing', source: { kind: 'file', isThere: true } },
    ]);
    expect(out).not.toContain('c0ntent');
  });
});

describe('contexts on a disk', () => {
  const walk = (folder: string) =>
    walkContext({ ...{ folder, base: folder, without: [], ignore: undefined }, lister: nodeContextLister() });

  it('do not follow links', async () => {
    const folder = folderWith({ 'a/big': Buffer.alloc(100) });
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync('/', join(folder, 'root'));
    symlinkSync('nowhere', join(folder, 'broken'));
    expect(await walk(folder)).toMatchObject({ files: 1, bytes: 100, links: 3 });
  });

  it('of 20,000 files are walked in a second of the processor', { timeout: 120_000 }, async () => {
    const folder = folderWith();
    for (let d = 0; d < 200; d++) {
      mkdirSync(join(folder, `d${d}`));
      for (let f = 0; f < 100; f++) writeFileSync(join(folder, `d${d}`, `f${f}.txt`), '');
    }
    expect(await walk(folder)).toMatchObject({ files: 20_000 });
    expect(await processorTime(1_000, () => walk(folder))).toBeLessThan(1_000);
  });
});
