import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createCells } from '../../server/src/project/cells.ts';
import { declared, definitionsOf, modelOf } from '../../server/src/project/compose-model.ts';
import { createLoader } from '../../server/src/project/load.ts';
import type { Project, ProjectComposeFile } from '../../server/src/project/project.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { processorTime } from '../support/processor-time.ts';

type Files = Readonly<Record<string, string>>;

async function opened(
  files: Files,
  path = 'compose.yaml',
): Promise<{ readonly project: Project; readonly compose: ProjectComposeFile }> {
  const cells = createCells();
  const loader = createLoader(memoryWorkspace(files), cells, async () => defaultConfig);
  const project = await loader.project(`/p/${path}`, 'compose', cells);
  const compose = project.composeFiles.find(it => it.path === `/p/${path}`);
  if (!compose) throw new Error(`${path} is not in its own project`);
  return { project, compose };
}

async function model(files: Files, path = 'compose.yaml') {
  const { project, compose } = await opened(files, path);
  return modelOf(compose, project);
}

/** The definitions of service `web`, the strongest first: file, name. */
async function definitions(files: Files, path = 'compose.yaml'): Promise<readonly string[]> {
  const web = (await model(files, path)).services.get('web');
  return (web?.definitions ?? []).map(it => `${it.compose.path.slice('/p/'.length)} ${it.service.name}`);
}

const web = 'services:\n  web:\n    image: nginx:1.29\n';

describe('which definitions make a service', () => {
  test('overrides and later documents lie over the main file, includes below it', async () => {
    const files = {
      'compose.yaml': `include: [part.yaml]\n${web}---\nservices:\n  web:\n    restart: always\n`,
      'compose.override.yaml': 'services:\n  web:\n    ports: ["80:80"]\n',
      'part.yaml': 'services:\n  web:\n    command: serve\n',
    };
    expect(await definitions(files)).toEqual([
      'compose.override.yaml web',
      'compose.yaml web',
      'compose.yaml web',
      'part.yaml web',
    ]);
  });

  test('what a definition extends lies right below it, chains followed from folder to folder', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    extends: {file: a/one.yaml, service: one}\n',
      'compose.override.yaml': 'services:\n  web:\n    extends: local\n  local:\n    image: x:1\n',
      'a/one.yaml': 'services:\n  one:\n    extends: {file: ../b/two.yaml, service: two}\n',
      'b/two.yaml': 'services:\n  two:\n    extends: three\n  three:\n    image: x:1\n',
    };
    expect(await definitions(files)).toEqual([
      'compose.override.yaml web',
      'compose.override.yaml local',
      'compose.yaml web',
      'a/one.yaml one',
      'b/two.yaml two',
      'b/two.yaml three',
    ]);
  });

  test('the file of balena’s local mode counts for itself alone', async () => {
    const files = {
      'docker-compose.yml': 'services:\n  web:\n    image: bh.cr/example/web\n',
      'docker-compose.dev.yml': 'services:\n  web:\n    command: serve\n',
    };
    expect(await definitions(files, 'docker-compose.yml')).toEqual(['docker-compose.yml web']);
    expect(await definitions(files, 'docker-compose.dev.yml')).toEqual([
      'docker-compose.dev.yml web',
      'docker-compose.yml web',
    ]);
  });

  test('with Docker a whole docker-compose.dev.yml stands alone', async () => {
    const files = { 'docker-compose.yml': web, 'docker-compose.dev.yml': web };
    expect(await definitions(files, 'docker-compose.dev.yml')).toEqual(['docker-compose.dev.yml web']);
  });

  test('what is remote, not there, a circle or not known makes it incomplete', async () => {
    const isComplete = async (base: string, more: Files = {}) => {
      const { services } = await model({ 'compose.yaml': `services:\n  web:\n    extends: ${base}\n`, ...more });
      return services.get('web')?.isComplete;
    };
    expect(await isComplete('{file: base.yaml, service: web}', { 'base.yaml': web })).toBe(true);
    expect(await isComplete('{file: base.yaml, service: web}')).toBe(false);
    expect(await isComplete('{file: base.yaml, service: other}', { 'base.yaml': web })).toBe(false);
    expect(await isComplete('{file: "https://example.com/base.yaml", service: web}')).toBe(false);
    expect(await isComplete('{file: base.yaml, service: "${NAME}"}', { 'base.yaml': web })).toBe(false);
    expect(await isComplete('web')).toBe(false);
  });
});

describe('what counts of a key', () => {
  const files = (over: string): Files => ({
    'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n',
    'compose.override.yaml': `services:\n  web:\n    ports: ${over}\n`,
  });
  const counted = async (over: string) => (await model(files(over))).services.get('web')?.entries('ports').length;

  test('lists are merged, unless one overrides or takes back', async () => {
    expect(await counted('["81:81"]')).toBe(2);
    expect(await counted('!override ["81:81"]')).toBe(1);
    expect(await counted('!reset []')).toBe(0);
  });

  test('a single value is the strongest one', async () => {
    const it = await model({ 'compose.yaml': web, 'compose.override.yaml': 'services:\n  web:\n    image: x:2\n' });
    expect(it.services.get('web')?.key('image')?.compose.path).toBe('/p/compose.override.yaml');
    expect(it.services.get('web')?.key('build')).toBeUndefined();
  });
});

describe('what is declared', () => {
  const volumes = async (files: Files, path = 'compose.yaml') => {
    const { project, compose } = await opened(files, path);
    const names = declared(compose, project, 'volumes');
    return names && [...names].sort();
  };

  test('in documents, overrides and includes of includes, each with its own folder', async () => {
    const files = {
      'compose.yaml': `include: [{path: a/one.yaml, project_directory: b}]\n${web}volumes: {main: }\n---\nvolumes: {later: }\n`,
      'compose.override.yaml': 'volumes: {over: }\n',
      'a/one.yaml': 'include: [two.yaml]\nvolumes: {one: }\n',
      'b/two.yaml': 'volumes: {two: }\n',
    };
    expect(await volumes(files)).toEqual(['later', 'main', 'one', 'over', 'two']);
  });

  test('more may be where we cannot see', async () => {
    expect(await volumes({ 'compose.yaml': `include: [other.yaml]\n${web}` })).toBeUndefined();
    expect(await volumes({ 'compose.yaml': `include: ["git@example.com:a/b.git"]\n${web}` })).toBeUndefined();
    expect(await volumes({ 'compose.yaml': `include: ["\${PART}.yaml"]\n${web}` })).toBeUndefined();
    expect(await volumes({ 'compose.yaml': `${web}  api: {image: [\n` })).toBeUndefined();
    expect(
      await volumes({ 'more.compose.yaml': 'services:\n  web:\n    restart: always\n' }, 'more.compose.yaml'),
    ).toBe(undefined);
  });

  test('a project that another one includes or extends is no whole', async () => {
    const part = { 'part/compose.yaml': web };
    expect(await volumes(part, 'part/compose.yaml')).toEqual([]);
    const including = { 'compose.yaml': 'include: [part/compose.yaml]\n', ...part };
    expect(await volumes(including, 'part/compose.yaml')).toBeUndefined();
    const extending = {
      'compose.yaml': 'services:\n  web:\n    extends: {file: part/compose.yaml, service: web}\n',
      ...part,
    };
    expect(await volumes(extending, 'part/compose.yaml')).toBeUndefined();
  });

  test('an included file that is no project of its own belongs to the one that includes it', async () => {
    const files = {
      'compose.yaml': 'include: [part/db.compose.yaml]\nvolumes: {data: }\n',
      'part/db.compose.yaml': web,
    };
    expect(await volumes(files, 'part/db.compose.yaml')).toEqual(['data']);
  });
});

test('COMPOSE_FILE with a separator of its own; relative paths start from the first file’s folder', async () => {
  const { project } = await opened(
    {
      '.env': 'COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE=stack/base.yaml;over.yaml\n',
      'stack/base.yaml': web,
      'over.yaml': 'services:\n  web:\n    env_file: web.env\n',
      'compose.yaml': web,
    },
    'compose.yaml',
  );
  expect(project.composeFiles.map(it => it.path)).toEqual(['/p/compose.yaml']);
  const named = await opened(
    { '.env': 'COMPOSE_FILE=stack/base.yaml:over.yaml\n', 'stack/base.yaml': web, 'over.yaml': web },
    'over.yaml',
  );
  expect(named.project.composeFiles.map(it => [it.path, it.folder])).toEqual([
    ['/p/stack/base.yaml', '/p/stack'],
    ['/p/over.yaml', '/p/stack'],
  ]);
});

test('variables: .env with values, other env files by name', async () => {
  const { project } = await opened({
    'compose.yaml': `${web}    command: $A\n    env_file: web.env\n`,
    '.env': 'A=1\nB=$A\nBARE\n',
    '.env.example': 'C=3\n',
    'web.env': 'D=4\n',
  });
  expect([...project.composeReferences.variables]).toEqual([
    ['A', '1'],
    ['B', undefined],
    ['C', undefined],
    ['D', undefined],
  ]);
});

test('a definition that no model knows is a service of its own', async () => {
  const { project, compose } = await opened({ 'compose.yaml': web });
  const other = await opened({ 'compose.yaml': 'services:\n  other:\n    image: x:1\n' });
  const [service] = other.compose.file.services;
  expect(service && definitionsOf(service, compose, project).definitions).toHaveLength(1);
});

describe('hostile projects stay bounded', () => {
  test('includes in circles and very long chains', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, `include: [${i + 1}.yaml, ${i}.yaml, compose.yaml]\n`]),
    );
    const it = await model({ 'compose.yaml': `include: [0.yaml]\n${web}`, ...chain });
    expect(it.files.length).toBeLessThanOrEqual(25);
    expect(it.isComplete).toBe(false);
  });

  test('chains of extends that are too long, and many of them', async () => {
    const services = Array.from({ length: 300 }, (_, i) => `  s${i}:\n    extends: s${i + 1}\n`).join('');
    const make = () => model({ 'compose.yaml': `services:\n${services}  s300:\n    image: x:1\n` });
    expect(await processorTime(5_000, make)).toBeLessThan(5_000);
    const it = await make();
    expect(it.services.get('s0')?.isComplete).toBe(false);
    expect(it.services.get('s299')?.isComplete).toBe(true);
  });

  test('a file that includes itself by other spellings of its path', async () => {
    const it = await model({ 'compose.yaml': `include: [./x/../compose.yaml, "compose.yaml"]\n${web}` });
    expect(it.files).toHaveLength(1);
  });
});

test('a service that extends its own name is a circle, whatever other files call so', async () => {
  const it = await model({
    'compose.yaml': 'services:\n  web:\n    image: x:1\n    extends: web\n',
    'compose.override.yaml': 'services:\n  web:\n    restart: always\n',
  });
  expect(it.services.get('web')?.isComplete).toBe(false);
});
