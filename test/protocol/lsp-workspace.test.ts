// Which paths an event about a folder may mean.
import { expect, it } from 'vitest';
import { lspWorkspace } from '../../server/src/lsp/lsp-workspace.ts';

const nothing = { get: () => undefined, paths: () => [] };

function workspace() {
  return lspWorkspace(nothing, {
    readFile: async () => ({ kind: 'missing' }),
    stat: async () => 'missing',
    readDirectory: async () => [],
  });
}

it('an event about a folder reaches everything below it that was asked for, however deep', async () => {
  const files = workspace();
  await files.readFile('/p/api/Dockerfile');
  await files.stat('/p/api/src/deep/start.sh');
  await files.readDirectory('/p/api/src');
  await files.readFile('/p/apis/Dockerfile');
  const reached = files.withAllBelow(['/p/api']);
  expect(reached).toEqual(
    expect.arrayContaining(['/p/api', '/p/api/Dockerfile', '/p/api/src', '/p/api/src/deep/start.sh']),
  );
  expect(reached).not.toContain('/p/apis/Dockerfile');
  expect(new Set(reached).size).toBe(reached.length);
});

it('an event about a root reaches all on it', async () => {
  const files = workspace();
  await files.readFile('/Dockerfile');
  await files.readFile('c:/p/Dockerfile');
  expect(files.withAllBelow(['/'])).toEqual(['/', '/Dockerfile']);
  expect(files.withAllBelow(['c:/'])).toContain('c:/p/Dockerfile');
});

it('a path that nobody asked for is given back as it is', () => {
  expect(workspace().withAllBelow(['/p/new'])).toEqual(['/p/new']);
});
