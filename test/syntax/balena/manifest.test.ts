import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../server/src/syntax/balena/manifest.ts';
import { slice } from '../../../server/src/text/span.ts';

describe('parseManifest', () => {
  it('reads a contract with the places of its parts', () => {
    const text = [
      'name: "My fleet"',
      'type: sw.application',
      'version: 1.2',
      'data:',
      '  defaultDeviceType: raspberrypi4-64 # Pi',
      '  supportedDeviceTypes:',
      "    - 'raspberrypi3'",
      '    - raspberrypi4-64',
      '',
    ].join('\n');
    const manifest = parseManifest(text);
    expect(manifest).toMatchObject({
      isContract: true,
      type: { value: 'sw.application' },
      name: { value: 'My fleet' },
      version: { value: '1.2' },
      defaultDeviceType: { value: 'raspberrypi4-64' },
    });
    expect(manifest.supportedDeviceTypes.map(({ value, span }) => [value, slice(text, span)])).toEqual([
      ['raspberrypi3', "'raspberrypi3'"],
      ['raspberrypi4-64', 'raspberrypi4-64'],
    ]);
    expect(manifest.defaultDeviceType && slice(text, manifest.defaultDeviceType.span)).toBe('raspberrypi4-64');
  });

  it.each([
    ['type: sw.block', true],
    ['type: sw.whatever', true],
    ['name: x\ndata: {defaultDeviceType: fincm3}', true],
    ['name: x\ndata:\n  supportedDeviceTypes: []', true],
    ['', false],
    ['name: x\non: push\njobs: {}', false],
    ['build-variables:\n  global: [A=1]', false],
    ['"balena.yml"', false],
    ['- type: sw.block', false],
    ['type: [sw.block', false],
  ])('whether %j is a contract: %s', (text, isContract) => {
    expect(parseManifest(text).isContract).toBe(isContract);
  });

  it('leaves out what is of another type', () => {
    expect(parseManifest('type: {a: b}\nversion: [1]\ndata: x')).toMatchObject({
      type: undefined,
      version: undefined,
      defaultDeviceType: undefined,
      supportedDeviceTypes: [],
    });
  });
});

const corpus = '../shared/corpus/corpus.jsonl';

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  it('tells contracts from other files of that name', () => {
    const rows = readFileSync(corpus, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map((line): { path: string; kind: string; text: string } => JSON.parse(line))
      .filter(row => row.path.endsWith('balena.yml'));
    const others = rows.filter(row => !parseManifest(row.text).isContract).map(row => row.path);
    expect(rows.length).toBeGreaterThan(20);
    expect(others.every(path => path.includes('/.balena/') || path.includes('/.github/'))).toBe(true);
    expect(others).toHaveLength(4);
  });
});
