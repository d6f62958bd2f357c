// Which configuration counts for a file: the settings handed in, the nearest `.slipway.yaml`, what overrides both.
import { expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { matchesPatterns } from '../../server/src/analysis/config-for.ts';
import { type AnalyzerOptions, createAnalyzer } from '../../server/src/analyzer.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const rule = 'compose/redundant-expose';
const compose = 'services:\n  web:\n    image: nginx:1\n    ports: ["80:80"]\n    expose: ["80"]\n';

async function severity(files: Readonly<Record<string, string>>, options: AnalyzerOptions = {}) {
  const config = { ...defaultConfig, rules: { [rule]: 'error' as const } };
  const analyzer = createAnalyzer(memoryWorkspace({ 'a/compose.yaml': compose, ...files }), config, options);
  const { findings } = await analyzer.findings('/p/a/compose.yaml');
  return findings.find(finding => finding.rule.id === rule)?.severity ?? 'off';
}

test('the settings count where there is no file', async () => {
  expect(await severity({})).toBe('error');
});

test('the nearest file above wins over the settings', async () => {
  const files = { '.slipway.yaml': `rules: { ${rule}: warning }\n` };
  expect(await severity(files)).toBe('warning');
  expect(await severity({ ...files, 'a/.slipway.yaml': `rules: { ${rule}: "off" }\n` })).toBe('off');
});

test('a repository ends the search', async () => {
  expect(await severity({ '.slipway.yaml': `rules: { ${rule}: warning }\n`, 'a/.git/HEAD': '' })).toBe('error');
});

test('what was asked for on the command line wins over the file', async () => {
  const files = { '.slipway.yaml': `rules: { ${rule}: warning }\n` };
  expect(await severity(files, { override: { rules: { [rule]: 'hint' } } })).toBe('hint');
});

test('a changed file changes the findings', async () => {
  const workspace = memoryWorkspace({ 'compose.yaml': compose });
  const analyzer = createAnalyzer(workspace, defaultConfig);
  const ids = async () => (await analyzer.findings('/p/compose.yaml')).findings.map(finding => finding.rule.id);
  expect(await ids()).toEqual([rule]);
  const reached = analyzer.changed([workspace.write('.slipway.yaml', `rules: { ${rule}: "off" }\n`)]);
  expect(reached).toEqual(['/p/compose.yaml']);
  expect(await ids()).toEqual([]);
});

test('exclude speaks of paths below the file’s own folder', async () => {
  const analyzer = createAnalyzer(
    memoryWorkspace({ 'a/.slipway.yaml': 'exclude: [examples/, "*.test.yml"]\n', 'a/x': '' }),
    defaultConfig,
  );
  expect(await analyzer.isExcluded('/p/a/examples/compose.yaml')).toBe(true);
  expect(await analyzer.isExcluded('/p/a/b/docker-compose.test.yml')).toBe(true);
  expect(await analyzer.isExcluded('/p/a/compose.yaml')).toBe(false);
  expect(await analyzer.isExcluded('/p/examples/compose.yaml')).toBe(false);
});

test('patterns say nothing about files outside their folder', () => {
  expect(matchesPatterns(['*'], '/p/a', '/p/b')).toBe(false);
  expect(matchesPatterns(['*'], '/p/a', '/p/a')).toBe(false);
  expect(matchesPatterns(['*'], '/p/a', '/p/a/b')).toBe(true);
});
