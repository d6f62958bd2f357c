/** What rules are told of a build context, and that a change of it reaches the Dockerfile's findings. */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const compose = 'services:\n  api:\n    build: api\n';

function scripted(files: Readonly<Record<string, string>>) {
  const workspace = memoryWorkspace(files);
  const analyzer = createAnalyzer(workspace, defaultConfig);
  const rulesAt = async (path: string) => (await analyzer.findings(path)).findings.map(it => it.rule.id);
  return { workspace, analyzer, rulesAt };
}

describe('the folders of a context', () => {
  const files = {
    'compose.yaml': compose,
    'api/Dockerfile': 'FROM alpine:3.22\n',
    'api/.dockerignore': 'secret\n',
    'api/web/css/a.css': '',
    'api/secret/key': '',
    'api/node_modules/x/a.js': '',
    'api/1/2/3/4/deep.txt': '',
  };
  const listed = async (folder: string) => {
    const project = await scripted(files).analyzer.project('/p/api/Dockerfile');
    const context = project.contextOf('/p/api/Dockerfile');
    return project.entriesIn(context, folder)?.map(it => it.name);
  };

  test('tell all that stands in them, ignored entries included', async () => {
    expect(await listed('/p/api')).toEqual(['.dockerignore', '1', 'Dockerfile', 'node_modules', 'secret', 'web']);
    expect(await listed('/p/api/web')).toEqual(['css']);
  });

  test('are not known when they are ignored, foreign, too deep, or not there', async () => {
    for (const folder of ['secret', 'node_modules', '1/2/3/4', 'nowhere']) {
      expect(await listed(`/p/api/${folder}`), folder).toBeUndefined();
    }
  });
});

describe('the ignore file of a context', () => {
  test('is read from its own folder, in a balena project from the root', async () => {
    const files = {
      'compose.yaml': compose,
      'docker-compose.yml': compose,
      'api/Dockerfile': 'FROM alpine:3.22\n',
      'api/.dockerignore': 'a\n',
      '.dockerignore': 'api/b\n',
    };
    const ignoreOf = async (more: Readonly<Record<string, string>>) => {
      const project = await scripted({ ...files, ...more }).analyzer.project('/p/api/Dockerfile');
      return project.ignoreFileOf(project.contextOf('/p/api/Dockerfile'));
    };
    const docker = await ignoreOf({});
    expect([docker?.path, docker?.base, docker?.file.isIgnored('a')]).toEqual(['/p/api/.dockerignore', '/p/api', true]);
    const balena = await ignoreOf({ '.balena/balena.yml': '' });
    expect([balena?.path, balena?.base, balena?.file.isIgnored('api/b')]).toEqual(['/p/.dockerignore', '/p', true]);
    // balena never sends the history of a repository.
    expect(balena?.file.isIgnored('.git')).toBe(true);
  });
});

describe('a change of the context', () => {
  test('of the ignore file is seen by the Dockerfile', async () => {
    const it = scripted({ 'api/Dockerfile': 'FROM alpine:3.22\nCOPY a.txt /\n', 'api/.dockerignore': 'a.txt\n' });
    expect(await it.rulesAt('/p/api/Dockerfile')).toContain('project/copy-ignored-file');
    it.analyzer.changed([it.workspace.write('api/.dockerignore', 'b.txt\n')], 'content');
    expect(await it.rulesAt('/p/api/Dockerfile')).not.toContain('project/copy-ignored-file');
  });

  test('by a folder that appears in a folder', async () => {
    const it = scripted({ 'api/Dockerfile': 'FROM alpine:3.22\nCOPY web/* /srv/\n', 'api/web/a.txt': '' });
    expect(await it.rulesAt('/p/api/Dockerfile')).not.toContain('dockerfile/wildcard-copy');
    it.analyzer.changed([it.workspace.write('api/web/css/a.css', ''), '/p/api/web/css']);
    expect(await it.rulesAt('/p/api/Dockerfile')).toContain('dockerfile/wildcard-copy');
  });
});
