// balena's files are told by name and folder, and findings about them follow the files around them.
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

describe('balena’s files', () => {
  it.each([
    'balena.yml',
    'a/balena.yml',
    '.balena/balena.yml',
    '.balena/balena.yaml',
    '.balena/balena.json',
    '.resin/resin.yml',
    '.balena/resin.json',
    '.balena/registry-secrets.json',
    '.resin/registry-secrets.yaml',
    'app/contract.yml',
    'app/contract.yaml',
  ])('%s is one', path => {
    expect(fileKind(`/p/${path}`)).toBe('manifest');
  });
  it.each([
    'balena.yaml',
    'balena.json',
    'registry-secrets.json',
    '.balena/secrets/a.yml',
    '.balena/other.yml',
    'contract.json',
  ])('%s is none', path => {
    expect(fileKind(`/p/${path}`)).toBeUndefined();
  });
});

function project(files: Readonly<Record<string, string>>) {
  const workspace = memoryWorkspace(files);
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const analyzer = createAnalyzer(workspace, defaultConfig, { log: fail });
  return {
    write: (path: string, text: string) => analyzer.changed([workspace.write(path, text)]),
    remove: (path: string) => analyzer.changed([workspace.remove(path)]),
    rulesAt: async (path: string) => (await analyzer.findings(`/p/${path}`)).findings.map(it => it.rule.id),
  };
}

describe('Findings about build settings', () => {
  it('go when the file of a secret appears, and come back with its end', async () => {
    const it = project({
      '.balena/balena.yml': 'build-secrets:\n  global:\n    - source: keys/a\n      dest: a\n',
    });
    expect(await it.rulesAt('.balena/balena.yml')).toEqual(['balena/invalid-build-metadata']);
    it.write('.balena/secrets/keys/a', 'x');
    expect(await it.rulesAt('.balena/balena.yml')).toEqual([]);
    it.remove('.balena/secrets/keys/a');
    expect(await it.rulesAt('.balena/balena.yml')).toEqual(['balena/invalid-build-metadata']);
  });
});

describe('A contract.yml', () => {
  it('counts only where a service is built', async () => {
    const compose = (context: string): string =>
      `version: '2.4'\nservices:\n  app:\n    build: ./${context}\n    labels:\n      io.balena.features.dbus: '1'\n`;
    const it = project({
      'docker-compose.yml': compose('app'),
      'app/Dockerfile': 'FROM debian:13\n',
      'other/Dockerfile': 'FROM debian:13\n',
      'app/contract.yml': 'name: app\n',
    });
    expect(await it.rulesAt('app/contract.yml')).toEqual(['balena/invalid-contract', 'balena/invalid-contract']);
    it.write('docker-compose.yml', compose('other'));
    expect(await it.rulesAt('app/contract.yml')).toEqual([]);
  });
});
