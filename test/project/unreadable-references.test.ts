/** References to what a disk does not give: links in circles, folders, files closed to us or too large, files that are no text. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { toCorePath } from '../../server/src/cli/native-path.ts';
import { nodeWorkspace } from '../../server/src/cli/node-workspace.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const compose = [
  'include:',
  '  - part.yaml',
  'services:',
  '  web:',
  '    extends: {file: base.yaml, service: web}',
  '    env_file: web.env',
  '  api:',
  '    image: example/api:1',
  '    networks: [maybe]',
  '    depends_on: [other]',
  '',
].join('\n');

const log = (message: string): void => {
  throw new Error(message);
};

describe('on a disk', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-references-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function rules(): Promise<readonly string[]> {
    writeFileSync(join(folder, 'compose.yaml'), compose);
    const analyzer = createAnalyzer(nodeWorkspace(), defaultConfig, { log });
    const { findings } = await analyzer.findings(toCorePath('compose.yaml', folder));
    return findings.map(it => it.rule.id);
  }

  test('links that lead in circles are files that are not there', async () => {
    for (const name of ['part.yaml', 'base.yaml', 'web.env']) {
      symlinkSync(`${name}.other`, join(folder, name));
      symlinkSync(name, join(folder, `${name}.other`));
    }
    expect(await rules()).toEqual(['project/missing-include', 'project/missing-include', 'project/missing-env-file']);
  });

  test('a folder that links to itself', async () => {
    symlinkSync('.', join(folder, 'self'));
    symlinkSync('self/self/compose.yaml', join(folder, 'part.yaml'));
    symlinkSync('self/compose.yaml', join(folder, 'base.yaml'));
    writeFileSync(join(folder, 'web.env'), '');
    // Whatever the links make of it, it ends, and the circle is told where this file enters it.
    expect(await rules()).toContain('compose/extends-cycle');
  });

  test('folders in the place of files', async () => {
    for (const name of ['part.yaml', 'base.yaml', 'web.env']) mkdirSync(join(folder, name));
    expect(await rules()).toEqual(['project/missing-include', 'project/missing-include', 'project/missing-env-file']);
  });
});

describe('whatever the reason', () => {
  test.each(['denied', 'too-large', 'failed'] as const)('files that cannot be read: %s', async reason => {
    const workspace = memoryWorkspace({ 'compose.yaml': compose });
    for (const name of ['part.yaml', 'base.yaml', 'web.env']) workspace.writeUnreadable(name, reason);
    const { findings } = await createAnalyzer(workspace, defaultConfig, { log }).findings('/p/compose.yaml');
    expect(findings.map(it => it.rule.id)).toEqual([]);
  });

  test('files that are no YAML, binary or empty', async () => {
    for (const text of ['{[', '\0\u0001', '', '- a\n- b\n', 'services: [web]\n']) {
      const workspace = memoryWorkspace({
        'compose.yaml': compose,
        'part.yaml': text,
        'base.yaml': text,
        'web.env': '',
      });
      const { findings } = await createAnalyzer(workspace, defaultConfig, { log }).findings('/p/compose.yaml');
      expect(findings.map(it => it.rule.id)).not.toContain('project/missing-include');
    }
  });
});
