/**
 * Whatever happens to balena's own files, their rules survive it: nothing throws, every place lies in the text, every fix
 * can be applied, and hostile files take no longer than their parser needs.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer, type FileFindings } from '../../server/src/analyzer.ts';
import { applyEdits, type Edit } from '../../server/src/text/edit.ts';
import { contains, span } from '../../server/src/text/span.ts';
import { damage, damaged } from '../support/damage.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';
import { processorTime } from '../support/processor-time.ts';

const contract = [
  'name: app',
  'type: sw.application',
  "version: '1.2'",
  'data: &data',
  '  defaultDeviceType: raspberrypi4',
  '  supportedDeviceTypes: [raspberrypi4-64, "intel-nuc", toaster]',
  '  applicationConfigVariables:',
  '    - HOST: 1',
  '    - {A: 1, B: 2}',
  'more: *data',
  '',
].join('\n');

/** A text for each kind of file, with much that is wrong. */
const samples: Readonly<Record<string, string>> = {
  'balena.yml': contract,
  'contract.yml': [
    'type: sw.container',
    'name: app',
    'requires: &all',
    '  - type: sw.supervisor',
    '    version: newest # soon',
    '  - or: [{type: arch.sw, slug: arm64}, {type: sw.kernels}]',
    'others: *all',
    '',
  ].join('\n'),
  '.balena/balena.yml': [
    'build-variables:',
    '  global: &g {A: 1, B: "2"}',
    '  services: {web: *g, api: [C, D=1]}',
    'build-secrets:',
    '  global:',
    '    - source: a',
    '      dest: 1',
    '    - ../b',
    '',
  ].join('\n'),
  '.balena/registry-secrets.json': '{"ghcr.io": {"username": "ann", "password": 1, "email": ""}, "a b": 2}\n',
};

function analysed(name: string, text: string): Promise<FileFindings> {
  const log = (message: string): void => {
    throw new Error(message);
  };
  const files = { 'Dockerfile.template': 'FROM debian:13\n', 'balena.yml': contract, [name]: text };
  return createAnalyzer(memoryWorkspace(files), { ...defaultConfig, allRules: 'on' }, { log }).findings(
    `${root}/${name}`,
  );
}

async function check(name: string, text: string): Promise<void> {
  const { findings } = await analysed(name, text);
  for (const { rule, at, fixes = [] } of findings) {
    if (at.start > at.end || !contains(span(0, text.length), at))
      expect.fail(`${rule.id} speaks of ${at.start}–${at.end} of ${text.length}`);
    for (const { edits } of fixes) {
      const own = edits.filter((edit): edit is Edit => edit.path === undefined);
      // Throws when edits overlap or lie outside the text.
      applyEdits(text, own);
    }
  }
}

const name = fc.constantFrom(...Object.keys(samples));

describe('balena’s files survive', () => {
  it('random edits, cuts, swaps and encodings', async () => {
    await fc.assert(
      fc.asyncProperty(name, fc.array(damage, { minLength: 1, maxLength: 6 }), (it, all) =>
        check(it, damaged(samples[it] ?? '', all)),
      ),
    );
  });

  it('every beginning of each', async () => {
    for (const [it, text] of Object.entries(samples))
      for (let end = 0; end <= text.length; end++) await check(it, text.slice(0, end));
  });

  it('being taken for each other', async () => {
    for (const it of Object.keys(samples)) for (const text of Object.values(samples)) await check(it, text);
  });

  it.each([
    [
      'many unknown device types',
      'balena.yml',
      `type: sw.block\ndata:\n  supportedDeviceTypes:\n${list(20_000, i => `    - rasberrypi${i}\n`)}`,
    ],
    ['many unknown keys', 'balena.yml', `type: sw.block\n${list(20_000, i => `versionn${i}: 1\n`)}`],
    [
      'a list shared by many services',
      '.balena/balena.yml',
      `x: &a [${'A,'.repeat(5_000)}]\nbuild-variables:\n  services:\n${list(5_000, i => `    s${i}: *a\n`)}`,
    ],
    [
      'many secrets',
      '.balena/balena.yml',
      `build-secrets:\n  global:\n${list(5_000, i => `    - {source: a${i}, dest: b}\n`)}`,
    ],
    [
      'requirements shared many times',
      'contract.yml',
      `type: sw.container\nname: a\nslug: a\nr: &r\n${list(5_000, i => `  - {type: hw.device-type, slug: pi${i}}\n`)}requires:\n${'  - or: *r\n'.repeat(5_000)}`,
    ],
  ])('%s', async (_, it, text) => {
    expect(await processorTime(20_000, () => check(it, text))).toBeLessThan(20_000);
  });
});

function list(length: number, line: (i: number) => string): string {
  return Array.from({ length }, (_, i) => line(i)).join('');
}
