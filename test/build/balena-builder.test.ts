/**
 * Where balena's own builder was asked: the resolver of @balena/compose 8.0.5, and of 7.4.1, which does the same but for
 * the variants of a file that Compose names. What it built of each small project stands here, and the plan must say the
 * same.
 */
import { expect, test } from 'vitest';
import type { BuildPlan } from '../../server/src/build/build-plan.ts';
import { answerTo, type Files } from './planned.ts';

/** What is built, and the build arguments; `stops`: it cannot be built. */
type Built = readonly [text: string, args: Readonly<Record<string, string>>] | 'stops';

interface Row {
  readonly says: string;
  readonly files: Files;
  readonly device: string;
  /** The folder of the project; the root without. */
  readonly path?: string;
  /** By service. */
  readonly built: Readonly<Record<string, Built>>;
}

const rows: readonly Row[] = [
  {
    says: 'a plain Dockerfile is left as it is',
    files: { Dockerfile: 'FROM a:%%BALENA_ARCH%%' },
    device: 'raspberrypi3',
    built: { main: ['FROM a:%%BALENA_ARCH%%', {}] },
  },
  {
    says: 'a template is filled in',
    files: {
      'Dockerfile.template': 'FROM %%BALENA_MACHINE_NAME%%:%%BALENA_ARCH%%\nRUN %%RESIN_MACHINE_NAME%% %%RESIN_ARCH%%',
    },
    device: 'raspberrypi4-64',
    built: { main: ['FROM raspberrypi4-64:aarch64\nRUN raspberrypi4-64 aarch64', {}] },
  },
  {
    says: 'a template counts before the plain file',
    files: { Dockerfile: 'FROM plain', 'Dockerfile.template': 'FROM template' },
    device: 'raspberrypi3',
    built: { main: ['FROM template', {}] },
  },
  {
    says: 'an architecture counts before a template',
    files: {
      Dockerfile: 'FROM plain',
      'Dockerfile.template': 'FROM template',
      'Dockerfile.armv7hf': 'FROM arch:%%BALENA_ARCH%%',
    },
    device: 'raspberrypi3',
    built: { main: ['FROM arch:armv7hf', {}] },
  },
  {
    says: 'another architecture does not count',
    files: { Dockerfile: 'FROM plain', 'Dockerfile.aarch64': 'FROM arch' },
    device: 'raspberrypi3',
    built: { main: ['FROM plain', {}] },
  },
  {
    says: 'a device type counts before an architecture',
    files: { 'Dockerfile.raspberrypi3': 'FROM device:%%BALENA_MACHINE_NAME%%', 'Dockerfile.armv7hf': 'FROM arch' },
    device: 'raspberrypi3',
    built: { main: ['FROM device:raspberrypi3', {}] },
  },
  {
    says: 'an alias of a device type is no name',
    files: { 'Dockerfile.raspberrypi2': 'FROM alias', Dockerfile: 'FROM plain' },
    device: 'raspberry-pi2',
    built: { main: ['FROM plain', {}] },
  },
  {
    says: "a name of Docker's is no architecture",
    files: { 'Dockerfile.arm64': 'FROM arm64', 'Dockerfile.template': 'FROM template' },
    device: 'raspberrypi4-64',
    built: { main: ['FROM template', {}] },
  },
  {
    says: 'a Dockerfile with another ending is not found',
    files: { 'Dockerfile.dev': 'FROM dev' },
    device: 'raspberrypi3',
    built: { main: 'stops' },
  },
  {
    says: 'a name in lower case is not found',
    files: { dockerfile: 'FROM lower' },
    device: 'raspberrypi3',
    built: { main: 'stops' },
  },
  {
    says: 'an empty project has nothing to build',
    files: { README: 'x' },
    device: 'raspberrypi3',
    built: { main: 'stops' },
  },
  {
    says: 'the service of a single container is main',
    files: { 'Dockerfile.template': 'FROM %%BALENA_SERVICE_NAME%% %%BALENA_RELEASE_HASH%% %%BALENA_APP_NAME%%' },
    device: 'intel-nuc',
    built: { main: ['FROM main unavailable p', {}] },
  },
  {
    says: 'a variable that nobody knows stops the build',
    files: { 'Dockerfile.template': 'FROM a\nRUN %%RESIN_APP_NAME%%' },
    device: 'raspberrypi3',
    built: { main: 'stops' },
  },
  {
    says: 'digits and lower case make no variable',
    files: { 'Dockerfile.template': 'FROM a\nRUN %%A1%% %%abc%% %%A%% %%_B%%' },
    device: 'raspberrypi3',
    built: { main: ['FROM a\nRUN %%A1%% %%abc%% %%A%% %%_B%%', {}] },
  },
  {
    says: 'a comment in the first column is left alone, an indented one is not',
    files: { 'Dockerfile.template': '# %%NOPE%%\n  # %%BALENA_ARCH%%\nFROM a' },
    device: 'raspberrypi3',
    built: { main: ['# %%NOPE%%\n  # armv7hf\nFROM a', {}] },
  },
  {
    says: 'a dollar stays what it is',
    files: { 'Dockerfile.template': 'FROM a\nRUN echo ${A} $B %%BALENA_ARCH%%' },
    device: 'raspberrypi3',
    built: { main: ['FROM a\nRUN echo ${A} $B armv7hf', {}] },
  },
  {
    says: 'line ends stay',
    files: { 'Dockerfile.template': 'FROM a\r\nRUN %%BALENA_ARCH%%\r\n' },
    device: 'raspberrypi3',
    built: { main: ['FROM a\r\nRUN armv7hf\r\n', {}] },
  },
  {
    says: 'percent signs in a row',
    files: { 'Dockerfile.template': 'FROM a\nRUN %%%BALENA_ARCH%%% %%BALENA_ARCH%%%%BALENA_ARCH%%' },
    device: 'raspberrypi3',
    built: { main: ['FROM a\nRUN %armv7hf% armv7hfarmv7hf', {}] },
  },
  {
    says: 'each service of a Compose file has its own context',
    files: {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  a:\n    build: ./a\n  b:\n    build: { context: b }\n  c:\n    image: redis:8",
      'a/Dockerfile': 'FROM a',
      'b/Dockerfile.template': 'FROM %%BALENA_SERVICE_NAME%%-%%BALENA_ARCH%%',
    },
    device: 'raspberrypi4-64',
    built: { a: ['FROM a', {}], b: ['FROM b-aarch64', {}] },
  },
  {
    says: 'a context without a Dockerfile',
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: ./a",
      'a/x.txt': 'x',
      Dockerfile: 'FROM root',
    },
    device: 'raspberrypi3',
    built: { a: 'stops' },
  },
  {
    says: 'a Dockerfile is named',
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: x/Dockerfile.dev }",
      'x/Dockerfile.dev': 'FROM dev:%%BALENA_ARCH%%',
      Dockerfile: 'FROM root',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM dev:%%BALENA_ARCH%%', {}] },
  },
  {
    says: 'a template is named',
    files: {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: Dockerfile.template }",
      'Dockerfile.template': 'FROM t:%%BALENA_ARCH%%',
      Dockerfile: 'FROM root',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM t:armv7hf', {}] },
  },
  {
    says: 'variants of a named file count',
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: web.docker }",
      'web.docker': 'FROM plain',
      'web.docker.template': 'FROM t:%%BALENA_ARCH%%',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM t:armv7hf', {}] },
  },
  {
    says: "the device's variant of a named file counts first",
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: { context: app, dockerfile: web }",
      'app/web': 'FROM plain',
      'app/web.template': 'FROM t',
      'app/web.raspberrypi3': 'FROM d:%%BALENA_MACHINE_NAME%%',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM d:raspberrypi3', {}] },
  },
  {
    says: 'a file for another architecture that is named is taken as it is',
    files: {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: Dockerfile.aarch64 }",
      'Dockerfile.aarch64': 'FROM a:%%BALENA_ARCH%%',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM a:%%BALENA_ARCH%%', {}] },
  },
  {
    says: 'a file for this architecture that is named is filled in',
    files: {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: Dockerfile.armv7hf }",
      'Dockerfile.armv7hf': 'FROM a:%%BALENA_ARCH%%',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM a:armv7hf', {}] },
  },
  {
    says: 'a named file that is not there',
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: { context: ., dockerfile: nope }",
      Dockerfile: 'FROM root',
    },
    device: 'raspberrypi3',
    built: { a: 'stops' },
  },
  {
    says: 'a context outside of the project',
    files: { 'p/docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: ../x", 'x/Dockerfile': 'FROM x' },
    device: 'raspberrypi3',
    path: 'p',
    built: { a: 'stops' },
  },
  {
    says: 'arguments of the Compose file',
    files: {
      'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: { context: ., args: { A: one, B: '2' } }",
      Dockerfile: 'FROM a\nARG A',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM a\nARG A', { A: 'one', B: '2' }] },
  },
  {
    says: "build variables as mappings: the service's win over all, both over Compose",
    files: {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  a:\n    build: { context: ., args: { A: compose, B: compose, C: compose } }",
      Dockerfile: 'FROM a',
      '.balena/balena.yml':
        'build-variables:\n  global: { B: global, C: global, D: global }\n  services:\n    a: { C: service }\n    z: { E: other }',
    },
    device: 'raspberrypi3',
    built: { a: ['FROM a', { A: 'compose', B: 'global', C: 'service', D: 'global' }] },
  },
  {
    says: 'build variables as lists',
    files: {
      Dockerfile: 'FROM a',
      '.balena/balena.yml':
        "build-variables:\n  global:\n    - A=one=two\n    - 'B=three four'\n  services:\n    main: [C=5]",
    },
    device: 'raspberrypi3',
    built: { main: ['FROM a', { A: 'one=two', B: 'three four', C: '5' }] },
  },
  {
    says: "the old folder's name and JSON",
    files: { Dockerfile: 'FROM a', '.resin/resin.json': '{"build-variables": {"global": {"A": "1"}}}' },
    device: 'raspberrypi3',
    built: { main: ['FROM a', { A: '1' }] },
  },
  {
    says: 'a Dockerfile in the folder of settings is no Dockerfile',
    files: { 'docker-compose.yml': "version: '2.4'\nservices:\n  a:\n    build: .", '.balena/Dockerfile': 'FROM a' },
    device: 'raspberrypi3',
    built: { a: 'stops' },
  },
];

test.each(rows)('$says', async ({ files, device, path, built }) => {
  const answer = await answerTo(files, {
    dialect: 'balena',
    name: 'p',
    platforms: [device],
    ...(path ? { path } : {}),
  });
  expect(answer.kind === 'plan' ? builtBy(answer.plan, files) : { main: 'stops' }).toEqual(built);
});

function builtBy({ builds, unbuilt }: BuildPlan, files: Files): Readonly<Record<string, Built>> {
  const all: Record<string, Built> = {};
  for (const { service, kind } of unbuilt) if (kind !== 'image-only') all[service] = 'stops';
  for (const { service, dockerfile, arguments: given } of builds) {
    const stops = dockerfile.template?.variables.some(({ value }) => value === undefined);
    const text = dockerfile.text ?? files[dockerfile.path?.slice('/p/'.length) ?? ''] ?? '';
    all[service] = stops ? 'stops' : [text, Object.fromEntries(given.map(({ name, value }) => [name, value]))];
  }
  return all;
}
