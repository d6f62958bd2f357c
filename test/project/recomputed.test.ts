/** A change in one file computes again only what depends on it: counted, over Compose projects that refer to files. */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

type Files = Readonly<Record<string, string>>;

/** A workspace in which everything is linted, and what is computed from then on. */
async function linted(files: Files) {
  const workspace = memoryWorkspace(files);
  const computed: string[] = [];
  const analyzer = createAnalyzer(workspace, defaultConfig, { onCompute: key => computed.push(key) });
  const lintable = () => workspace.paths.filter(path => fileKind(path) !== undefined);
  const lint = async () => {
    for (const path of lintable()) await analyzer.findings(path);
  };
  const rulesAt = async (path: string): Promise<readonly string[]> =>
    (await analyzer.findings(`/p/${path}`)).findings.map(it => it.rule.id);
  await lint();
  return {
    rulesAt,
    /** Writes the file, lints everything again, and names the files whose findings were computed. */
    async afterWriting(path: string, text: string, what: 'content' | 'presence' = 'content') {
      workspace.write(path, text);
      return this.after(path, what);
    },
    async afterRemoving(path: string) {
      workspace.remove(path);
      return this.after(path, 'presence');
    },
    async after(path: string, what: 'content' | 'presence') {
      computed.length = 0;
      analyzer.changed([`/p/${path}`], what);
      await lint();
      const findings = computed.filter(key => key.startsWith('findings:'));
      return findings.map(key => key.slice(key.indexOf('/p/') + '/p/'.length)).sort();
    },
    computed,
  };
}

const web = 'services:\n  web:\n    image: nginx:1.29\n';

describe('what a change of a file reaches', () => {
  const files: Files = {
    'a/compose.yaml': `include: [part.yaml]\n${web}    extends: {file: base.yaml, service: base}\n    env_file: web.env\n`,
    'a/part.yaml': 'networks:\n  front:\n',
    'a/base.yaml': 'services:\n  base:\n    networks: [front]\n',
    'a/web.env': 'A=1\n',
    'b/compose.yaml': web,
    'b/compose.override.yaml': 'services:\n  web:\n    restart: always\n',
    'b/api/Dockerfile': 'FROM alpine:3.22\n',
  };

  test('an included file: the one that includes it', async () => {
    const it = await linted(files);
    expect(await it.rulesAt('a/compose.yaml')).toEqual([]);
    expect(await it.afterWriting('a/part.yaml', 'networks:\n  back:\n')).toEqual(['a/compose.yaml']);
    expect(await it.rulesAt('a/compose.yaml')).toEqual(['compose/undefined-network']);
  });

  test('an extended file: the one that extends it', async () => {
    const it = await linted(files);
    expect(await it.afterWriting('a/base.yaml', 'services:\n  base:\n    networks: [other]\n')).toEqual([
      'a/compose.yaml',
    ]);
    expect(await it.rulesAt('a/compose.yaml')).toEqual(['compose/undefined-network']);
  });

  test('an env file: whoever needs it to be there, and nobody while it is', async () => {
    const it = await linted(files);
    expect(await it.afterWriting('a/web.env', 'A=2\n')).toEqual([]);
    expect(await it.afterRemoving('a/web.env')).toContain('a/compose.yaml');
    expect(await it.rulesAt('a/compose.yaml')).toEqual(['project/missing-env-file']);
    expect(await it.afterWriting('a/web.env', 'A=2\n', 'presence')).not.toContain('b/compose.yaml');
    expect(await it.rulesAt('a/compose.yaml')).toEqual([]);
  });

  test('an override: the files it is read with', async () => {
    const it = await linted(files);
    expect(await it.afterWriting('b/compose.override.yaml', 'services:\n  web:\n    command: serve\n')).toEqual([
      'b/compose.override.yaml',
      'b/compose.yaml',
    ]);
  });

  test('a file nobody refers to: nothing', async () => {
    const it = await linted({ ...files, 'a/notes.txt': 'one' });
    expect(await it.afterWriting('a/notes.txt', 'two')).toEqual([]);
  });

  test('.env: the project that uses variables', async () => {
    const it = await linted({
      'a/compose.yaml': 'services:\n  web:\n    image: example/web:${TAG}\n',
      'a/.env': 'TAG=1\n',
      'b/compose.yaml': web,
      'b/.env': 'TAG=1\n',
    });
    expect(await it.afterWriting('a/.env', 'OTHER=1\n')).toEqual(['a/compose.yaml']);
    expect(await it.rulesAt('a/compose.yaml')).toEqual(['project/unset-variable']);
    expect(await it.afterWriting('b/.env', 'OTHER=1\n')).toEqual([]);
  });
});

test('in a workspace of many projects, a change costs the same as in one of few', async () => {
  const projects = (count: number): Files =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        [`p${i}/compose.yaml`, `include: [part.yaml]\n${web}  api:\n    build: api\n    depends_on: [db]\n`],
        [`p${i}/part.yaml`, 'services:\n  db:\n    image: postgres:17\n'],
        [`p${i}/api/Dockerfile`, 'FROM node:22\nCMD ["node", "server.js"]\n'],
      ]).flat() as [string, string][],
    );
  const costOf = async (count: number) => {
    const it = await linted(projects(count));
    const reached = await it.afterWriting('p1/part.yaml', 'services:\n  database:\n    image: postgres:17\n');
    expect(reached).toContain('p1/compose.yaml');
    expect(reached.every(path => path.startsWith('p1/'))).toBe(true);
    expect(await it.rulesAt('p1/compose.yaml')).toContain('compose/undefined-service');
    return it.computed.length;
  };
  const few = await costOf(3);
  expect(await costOf(40)).toBe(few);
});
