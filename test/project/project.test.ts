import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createCells } from '../../server/src/project/cells.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { createLoader } from '../../server/src/project/load.ts';
import type { Project, ProjectSettings } from '../../server/src/project/project.ts';
import { inputsAt } from '../../server/src/project/sources.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const automatic: ProjectSettings = defaultConfig;

/** A scripted workspace with a loader over it. */
function scripted(files: Readonly<Record<string, string>>, settings: Partial<ProjectSettings> = {}) {
  const workspace = memoryWorkspace(files);
  const computed: string[] = [];
  const cells = createCells(key => computed.push(key));
  const loader = createLoader(workspace, cells, async () => ({ ...automatic, ...settings }));
  return {
    workspace,
    load: async (path: string): Promise<Project> => loader.project(`/p/${path}`, fileKind(path) ?? 'compose', cells),
    changed: (path: string) => cells.invalidate(inputsAt(path, 'presence')),
    takeComputed: () => computed.splice(0),
  };
}

async function builtFrom(files: Readonly<Record<string, string>>, settings: Partial<ProjectSettings> = {}) {
  const compose = Object.keys(files)[0] ?? '';
  const project = await scripted(files, settings).load(compose);
  const [service] = project.services;
  if (!service) throw new Error('the fixture has no service');
  return project.dockerfileOf(service);
}

const api = (build: string): string => `services:\n  api:\n    build: ${build}\n`;

describe('from a service to its Dockerfile', () => {
  test('the short form names the context', async () => {
    const found = await builtFrom({ 'compose.yaml': api('./api'), 'api/Dockerfile': 'FROM alpine' });
    expect(found).toMatchObject({ kind: 'found', path: '/p/api/Dockerfile', context: { folder: '/p/api' } });
  });

  test('the long form names context, file and stage', async () => {
    const found = await builtFrom({
      'compose.yaml': api('{ context: api, dockerfile: docker/Dev.Dockerfile, target: test }'),
      'api/docker/Dev.Dockerfile': 'FROM alpine AS test\nFROM alpine AS last',
    });
    expect(found).toMatchObject({ kind: 'found', path: '/p/api/docker/Dev.Dockerfile', context: { folder: '/p/api' } });
    expect(found.kind === 'found' && found.stage?.name?.value).toBe('test');
  });

  test('without target the last stage is built, with an unknown one none', async () => {
    const files = { 'api/Dockerfile': 'FROM alpine AS first\nFROM alpine AS last' };
    const last = await builtFrom({ 'compose.yaml': api('api'), ...files });
    expect(last.kind === 'found' && last.stage?.name?.value).toBe('last');
    const unknown = await builtFrom({ 'compose.yaml': api('{ context: api, target: tset }'), ...files });
    expect(unknown.kind === 'found' && unknown.stage).toBeUndefined();
  });

  test('what cannot be known says so', async () => {
    expect(await builtFrom({ 'compose.yaml': api('https://example.com/api.git') })).toEqual({ kind: 'remote-context' });
    expect(await builtFrom({ 'compose.yaml': api('${CONTEXT}') })).toEqual({
      kind: 'unresolved-variable',
      names: ['CONTEXT'],
    });
    expect(await builtFrom({ 'compose.yaml': 'services:\n  db:\n    image: postgres\n' })).toEqual({
      kind: 'image-only',
    });
    expect(await builtFrom({ 'compose.yaml': api('{ context: api, dockerfile: X }') })).toEqual({
      kind: 'missing',
      looked: ['/p/api/X'],
      wanted: '/p/api/X',
      context: '/p/api',
      because: 'no-context',
      near: [],
    });
  });

  test.each([
    ['a file is there, another name', { 'api/Y': '' }, 'api', 'no-file'],
    ['the context is a file', { api: '' }, 'api', 'context-is-file'],
    ['beside the project', {}, '../other', 'not-knowable'],
    ['the whole disk', {}, '..', 'not-knowable'],
    ['the file beside the project', {}, '{ context: ., dockerfile: ../shared/Dockerfile }', 'not-knowable'],
    [
      'above, in the same repository',
      { 'deploy/compose.yaml': api('../api'), '.git/HEAD': '' },
      '../api',
      'no-context',
    ],
    ['above, as far as it is seen', { 'deploy/compose.yaml': api('..') }, '..', 'no-file'],
  ])('why there is none: %s', async (_, files, context, because) => {
    const at = 'deploy/compose.yaml' in files ? {} : { 'compose.yaml': api(context) };
    expect(await builtFrom({ ...at, ...files })).toMatchObject({ kind: 'missing', because });
  });

  test('a file that cannot be read is there', async () => {
    const { workspace, load } = scripted({ 'compose.yaml': api('./api') });
    workspace.writeUnreadable('api/Dockerfile', 'denied');
    const project = await load('compose.yaml');
    const [service] = project.services;
    expect(service && project.dockerfileOf(service)).toMatchObject({ kind: 'missing', because: 'not-knowable' });
  });

  test('BuildKit takes the name in lower case too', async () => {
    const found = await builtFrom({ 'compose.yaml': api('./api'), 'api/dockerfile': 'FROM alpine' });
    expect(found).toMatchObject({ kind: 'found', path: '/p/api/dockerfile' });
  });

  test('a default of a variable is known', async () => {
    const found = await builtFrom({ 'compose.yaml': api('${CONTEXT:-api}'), 'api/Dockerfile': 'FROM alpine' });
    expect(found).toMatchObject({ kind: 'found', path: '/p/api/Dockerfile' });
  });

  test('a build may come from an extended service of another file', async () => {
    const found = await builtFrom({
      'compose.yaml': 'services:\n  api:\n    extends: { file: common/base.yaml, service: app }\n',
      'common/base.yaml': 'services:\n  app:\n    build: ./src\n',
      'common/src/Dockerfile': 'FROM alpine',
    });
    expect(found).toMatchObject({ kind: 'found', path: '/p/common/src/Dockerfile' });
  });

  test('services that extend each other end the search', async () => {
    const ring = 'services:\n  a:\n    extends: b\n  b:\n    extends: a\n';
    expect(await builtFrom({ 'compose.yaml': ring })).toEqual({ kind: 'image-only' });
  });

  test('an inline Dockerfile is read from the Compose file', async () => {
    const inline = 'services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n        RUN true\n';
    const found = await builtFrom({ 'compose.yaml': inline });
    expect(found.kind === 'inline' && found.file.instructions.map(it => it.name)).toEqual(['FROM', 'RUN']);
  });
});

describe('balena’s order of Dockerfiles', () => {
  const files = {
    'docker-compose.yml': api('./api'),
    'api/Dockerfile': 'FROM alpine',
    'api/Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-alpine',
    'api/Dockerfile.aarch64': 'FROM alpine',
    'api/Dockerfile.raspberrypi4-64': 'FROM alpine',
  };
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));
  const pathFor = async (left: Readonly<Record<string, string>>, device: string | undefined) => {
    const found = await builtFrom(left, { device, dialect: 'balena' });
    return found.kind === 'found' ? found.path : found.kind;
  };

  test('device type, architecture, template, plain', async () => {
    expect(await pathFor(files, 'raspberrypi4-64')).toBe('/p/api/Dockerfile.raspberrypi4-64');
    expect(await pathFor(files, 'raspberrypi3-64')).toBe('/p/api/Dockerfile.aarch64');
    expect(await pathFor(files, 'raspberrypi3')).toBe('/p/api/Dockerfile.template');
    expect(await pathFor(without('api/Dockerfile.template'), 'raspberrypi3')).toBe('/p/api/Dockerfile');
  });

  test('without a device the general files come first, then any variant', async () => {
    expect(await pathFor(files, undefined)).toBe('/p/api/Dockerfile.template');
    expect(await pathFor(without('api/Dockerfile', 'api/Dockerfile.template'), undefined)).toBe(
      '/p/api/Dockerfile.aarch64',
    );
  });

  test('the device of the contract counts when none is selected', async () => {
    const contract = 'type: sw.application\nname: x\ndata:\n  defaultDeviceType: raspberrypi4-64\n';
    expect(await pathFor({ ...files, 'balena.yml': contract }, undefined)).toBe('/p/api/Dockerfile.raspberrypi4-64');
  });

  test('plain Docker knows none of them', async () => {
    const found = await builtFrom(without('api/Dockerfile'), { dialect: 'docker' });
    expect(found).toMatchObject({ kind: 'missing', looked: ['/p/api/Dockerfile', '/p/api/dockerfile'] });
  });
});

describe('dialect', () => {
  const dialectOf = async (files: Readonly<Record<string, string>>, path = Object.keys(files)[0] ?? '') => {
    const project = await scripted(files).load(path);
    return project.dialect;
  };
  const plain = { 'docker-compose.yml': api('api'), 'api/Dockerfile': 'FROM alpine:3.22' };

  test.each([
    ['a contract', { 'balena.yml': 'type: sw.application\nname: x\n' }],
    ['a .balena folder', { '.balena/balena.yml': 'build-variables: {}\n' }],
    ['a .resin folder', { '.resin/x': '' }],
    ['a template', { 'api/Dockerfile.template': 'FROM alpine' }],
    ['a file named after an architecture', { 'api/Dockerfile.armv7hf': 'FROM alpine' }],
    ['a file named after a device type', { 'api/Dockerfile.raspberrypi3': 'FROM alpine' }],
    ['a base image', { 'api/Dockerfile': 'FROM balenalib/raspberrypi3-debian' }],
    ['a block', { 'api/Dockerfile': 'FROM bh.cr/balenalabs/browser-aarch64' }],
    ['a label', { 'docker-compose.yml': `${api('api')}    labels:\n      io.balena.features.dbus: '1'\n` }],
  ])('%s makes a balena project', async (_, files) => {
    expect(await dialectOf({ ...plain, ...files })).toBe('balena');
  });

  test.each([
    ['nothing of balena', {}],
    ['a workflow called balena.yml', { 'balena.yml': 'on: push\njobs:\n  build: {}\n' }],
    ['a Dockerfile named after Docker’s architecture', { 'api/Dockerfile.arm64': 'FROM alpine' }],
    ['an alias of a device type', { 'api/Dockerfile.nuc': 'FROM alpine' }],
  ])('%s is plain Docker', async (_, files) => {
    expect(await dialectOf({ ...plain, ...files })).toBe('docker');
  });

  test('a Dockerfile without a Compose file shows it by itself', async () => {
    expect(await dialectOf({ 'Dockerfile.template': 'FROM alpine' })).toBe('balena');
    expect(await dialectOf({ 'x/Dockerfile': 'FROM balenalib/rpi-alpine' })).toBe('balena');
    expect(await dialectOf({ 'x/Dockerfile': 'FROM alpine' })).toBe('docker');
  });

  test('the setting wins', async () => {
    const { load } = scripted({ ...plain, 'api/Dockerfile.template': 'FROM alpine' }, { dialect: 'docker' });
    expect((await load('docker-compose.yml')).dialect).toBe('docker');
  });
});

describe('which Compose files belong together', () => {
  const rolesOf = async (files: Readonly<Record<string, string>>, path: string) =>
    (await scripted(files).load(path)).composeFiles.map(it => `${it.role} ${it.path.slice('/p/'.length)}`);
  const web = 'services:\n  web:\n    image: nginx:1\n';

  test('the default file, its override and its includes', async () => {
    const files = {
      'compose.yaml': `include:\n  - sub/compose.yaml\n${web}`,
      'compose.override.yaml': 'services:\n  web:\n    ports: ["80:80"]\n',
      'docker-compose.yml': web,
      'sub/compose.yaml': 'include: [../compose.yaml]\nservices:\n  db:\n    image: postgres:17\n',
    };
    const expected = ['main compose.yaml', 'included sub/compose.yaml', 'override compose.override.yaml'];
    expect(await rolesOf(files, 'compose.yaml')).toEqual(expected);
    expect(await rolesOf(files, 'compose.override.yaml')).toEqual(expected);
  });

  test('balena’s local mode lays docker-compose.dev.yml over the main file', async () => {
    const files = { 'docker-compose.yml': web, 'docker-compose.dev.yml': 'services:\n  web:\n    command: sh\n' };
    expect(await rolesOf(files, 'docker-compose.yml')).toEqual([
      'main docker-compose.yml',
      'local-mode docker-compose.dev.yml',
    ]);
  });

  test('a file that no command reads stands alone, unless it only overrides', async () => {
    const files = {
      'compose.yaml': web,
      'compose.test.yaml': 'services:\n  check:\n    image: busybox:1\n',
      'compose.prod.yaml': 'services:\n  web:\n    restart: always\n',
    };
    expect(await rolesOf(files, 'compose.test.yaml')).toEqual(['standalone compose.test.yaml']);
    expect(await rolesOf(files, 'compose.prod.yaml')).toEqual(['main compose.yaml', 'override compose.prod.yaml']);
  });

  test('COMPOSE_FILE of .env names them', async () => {
    const files = { 'a.yaml': web, 'b.yaml': web, 'compose.yaml': web, '.env': 'COMPOSE_FILE=a.yaml:b.yaml\n' };
    expect(await rolesOf(files, 'a.yaml')).toEqual(['main a.yaml', 'override b.yaml']);
    expect(await rolesOf(files, 'compose.yaml')).toEqual(['standalone compose.yaml']);
  });

  test('definitions of a service are merged by name, the base first', async () => {
    const { load } = scripted({
      'compose.yaml': web,
      'compose.override.yaml': 'services:\n  web:\n    ports: ["80:80"]\n',
    });
    const project = await load('compose.yaml');
    expect(project.services.map(it => [it.name, it.definitions.map(d => d.compose.role)])).toEqual([
      ['web', ['main', 'override']],
    ]);
  });
});

describe('the project of a Dockerfile', () => {
  test('is the one above that builds it', async () => {
    const { load } = scripted({
      'compose.yaml': api('services/api'),
      'services/api/Dockerfile': 'FROM alpine',
      'services/compose.yaml': 'services:\n  other:\n    image: x:1\n',
    });
    const project = await load('services/api/Dockerfile');
    expect(project.root).toBe('/p');
    expect(project.servicesBuiltFrom('/p/services/api/Dockerfile').map(it => it.name)).toEqual(['api']);
  });

  test('is its own folder without one', async () => {
    const { load } = scripted({ 'a/b/Dockerfile': 'FROM alpine', 'a/other.txt': '' });
    expect((await load('a/b/Dockerfile')).root).toBe('/p/a/b');
  });
});

describe('files of a build context', () => {
  const namesOf = async (files: Readonly<Record<string, string>>) => {
    const project = await scripted(files).load('compose.yaml');
    return project.filesOf(project.contextOf('/p/api/Dockerfile')).map(file => file.relativePath);
  };
  const context = {
    'api/Dockerfile': 'FROM alpine',
    'api/entry.sh': 'exec api',
    'api/package.json': '{}',
    'api/src/index.js': 'fetch("http://db:1")',
    'api/node_modules/x/run.sh': '',
    'api/.dockerignore': 'secret*\n',
    'api/secret.sh': '',
    'api/logo.png': '',
  };

  test('scripts and manifests are always read, ignored files and foreign folders never', async () => {
    expect(await namesOf({ 'compose.yaml': api('api'), ...context })).toEqual(['entry.sh', 'package.json']);
  });

  test('sources are read where a service is privileged', async () => {
    const compose = `${api('api')}    privileged: true\n`;
    expect(await namesOf({ 'compose.yaml': compose, ...context })).toEqual([
      'entry.sh',
      'package.json',
      'src/index.js',
    ]);
  });

  test('at most two hundred files are read', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`api/src/${i}.py`, 'x = 1\n']));
    const names = await namesOf({
      'compose.yaml': `${api('api')}    privileged: true\n`,
      'api/Dockerfile': 'FROM a',
      ...many,
    });
    expect(names).toHaveLength(200);
  });

  test('a text over 256 KB is no evidence', async () => {
    const big = { 'api/Dockerfile': 'FROM a', 'api/big.py': 'x'.repeat(256 * 1024 + 1), 'api/small.py': 'x' };
    expect(await namesOf({ 'compose.yaml': `${api('api')}    privileged: true\n`, ...big })).toEqual(['small.py']);
  });
});

describe('what a change recomputes', () => {
  test('a created Dockerfile ends a vain search', async () => {
    const it = scripted({ 'compose.yaml': api('api'), 'api/x': '' });
    const before = await it.load('compose.yaml');
    expect(before.services.map(service => before.dockerfileOf(service).kind)).toEqual(['missing']);
    it.changed(it.workspace.write('api/Dockerfile', 'FROM alpine'));
    const after = await it.load('compose.yaml');
    expect(after.services.map(service => after.dockerfileOf(service).kind)).toEqual(['found']);
    expect(before.services.map(service => before.dockerfileOf(service).kind)).toEqual(['missing']);
  });

  test('an edited Dockerfile leaves the others and the Compose file alone', async () => {
    const it = scripted({
      'compose.yaml': `${api('api')}  web:\n    build: web\n`,
      'api/Dockerfile': 'FROM alpine',
      'web/Dockerfile': 'FROM nginx',
    });
    await it.load('compose.yaml');
    it.takeComputed();
    it.changed(it.workspace.write('api/Dockerfile', 'FROM alpine:3.22'));
    await it.load('compose.yaml');
    const computed = it.takeComputed();
    expect(computed).toContain('dockerfile:/p/api/Dockerfile');
    expect(computed).toContain('dockerfile-of:api:/p|');
    for (const key of [
      'dockerfile:/p/web/Dockerfile',
      'dockerfile-of:web:/p|',
      'compose:/p/compose.yaml',
      'services:/p|',
    ]) {
      expect(computed).not.toContain(key);
    }
  });

  test('a file saved without a change recomputes nothing', async () => {
    const it = scripted({ 'compose.yaml': api('api'), 'api/Dockerfile': 'FROM alpine' });
    await it.load('compose.yaml');
    it.takeComputed();
    it.changed(it.workspace.write('compose.yaml', api('api')));
    await it.load('compose.yaml');
    expect(it.takeComputed().filter(key => !/^(?:file|entry|directory):/.test(key))).toEqual([]);
  });
});
