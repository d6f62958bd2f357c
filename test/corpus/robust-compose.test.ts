/**
 * Whatever happens to a Compose file, every rule survives it: nothing throws, every place lies in the text, every fix can
 * be applied, and no analysis takes long. Hostile files and projects end in clear findings within a bound of their own.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer, type FileFindings } from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { maxFileLength } from '../../server/src/text/limits.ts';
import { join, relative } from '../../server/src/text/path.ts';
import { contains, type Span, span } from '../../server/src/text/span.ts';
import { composeTexts } from '../support/compose-texts.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';
import { processorTime } from '../support/processor-time.ts';
import { itSurvivesDamage } from '../support/survives-damage.ts';

/** Milliseconds within which any ordinary file is analysed, and within which a hostile one is. */
const limitMs = 250;
const hostileMs = 4_000;
const name = 'docker-compose.yml';
const texts = composeTexts();
const beside = {
  docker: { Dockerfile: 'FROM debian:13-slim AS run\nCOPY . /a\n', '.env': 'TAG=1\n' },
  balena: { Dockerfile: 'FROM debian:13-slim AS run\n', 'balena.yml': 'type: sw.application\nname: a\n' },
} as const;
type Dialect = keyof typeof beside;

type Files = Readonly<Record<string, string>>;

function analyzerOf(files: Files) {
  const log = (message: string): void => {
    throw new Error(message);
  };
  return createAnalyzer(memoryWorkspace(files), { ...defaultConfig, allRules: 'on' }, { log });
}

/** The findings of every file of ours, with their places and fixes proved. */
async function analysed(files: Files): Promise<readonly FileFindings[]> {
  const analyzer = analyzerOf(files);
  const paths = Object.keys(files).filter(path => fileKind(path));
  const found = await Promise.all(paths.map(path => analyzer.findings(join(root, path))));
  const isInside = (path: string, at: Span): boolean =>
    at.start <= at.end && contains(span(0, files[relative(root, path)]?.length ?? 0), at);
  for (const { path, findings } of found) {
    for (const { rule, at, related = [], fixes = [] } of findings) {
      const about = `${rule.id} of ${path}`;
      if (!isInside(path, at)) expect.fail(`${about} speaks of ${at.start}–${at.end}`);
      for (const place of related)
        if (!isInside(place.path, place.at)) expect.fail(`${about} relates to a place outside of ${place.path}`);
      for (const { edits, creates = [] } of fixes) {
        for (const edited of new Set(edits.map(edit => edit.path ?? path))) {
          const text = files[relative(root, edited)];
          if (text === undefined && !creates.includes(edited)) expect.fail(`${about} edits ${edited}`);
          // Throws when edits overlap or lie outside the text.
          applyEdits(
            text ?? '',
            edits.filter(edit => (edit.path ?? path) === edited),
          );
        }
      }
    }
  }
  return found;
}

async function check(text: string, dialect: Dialect): Promise<void> {
  const files = { ...beside[dialect], [name]: text };
  const time = await processorTime(limitMs, () => analyzerOf(files).findings(join(root, name)));
  expect(time, 'milliseconds of processor time').toBeLessThan(limitMs);
  await analysed(files);
}

describe('the analysis of Compose files survives', () => {
  itSurvivesDamage(texts, fc.constantFrom<Dialect>('docker', 'balena'), check);

  it('any key with any kind of value', async () => {
    const keys = new Set(texts.flatMap(({ text }) => text.match(/^ +[\w-]+(?=:)/gm) ?? []).map(key => key.trim()));
    const value = fc.constantFrom(
      ...['', '~', 'x', '1', '1.5', 'true', '$A', '${A:-b}', '*web', '"', '!reset null', '2024-01-01', '0x1', '.inf'],
      ...['[]', '[x, 1, null]', '[[x]]', '{}', '{a: b}', '{a: {b: [c]}}', '{1: 2, ~: ~}', '[{a: [b]}]', '{<<: *web}'],
    );
    const pair = fc.tuple(fc.constantFrom(...keys), value);
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 4, maxLength: 12 }), async pairs => {
        const written = (from: number, indentation: string): string =>
          pairs
            .slice(from)
            .map(([key, value]) => `${indentation}${key}: ${value}\n`)
            .join('');
        const text = `services:\n  web: &web\n    image: a\n${written(0, '    ')}  b:\n    build:\n${written(1, '      ')}    deploy:\n${written(2, '      ')}  c:\n${pairs.map(([key, value]) => `    ${key}:\n      - ${value}\n      - {${key}: 1}\n`).join('')}volumes:\n  a:\n${written(3, '    ')}`;
        await check(text, 'docker');
      }),
    );
  });
});

/** A name, the files, and what must be said: the ids of rules, or words of the notice. */
const hostile: readonly (readonly [string, () => Files, RegExp])[] = [
  [
    'a billion laughs',
    () => ({
      [name]: `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${list(30, n => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]\n`)}services:\n  a: {image: b, command: *a30}\n`,
    }),
    /alias-cycle/,
  ],
  [
    'a billion merges',
    () => ({
      [name]: `x-a0: &a0 {image: b}\n${list(30, n => `x-a${n + 1}: &a${n + 1} {<<: [${`*a${n},`.repeat(9)}]}\n`)}services:\n  a: *a30\n`,
    }),
    /alias-cycle/,
  ],
  ['an anchor within itself', () => ({ [name]: 'services:\n  a: &a\n    image: b\n    labels: *a\n' }), /alias-cycle/],
  [
    'an anchor that is its own merge',
    () => ({ [name]: 'services:\n  a: &a\n    image: b\n    <<: *a\n' }),
    /alias-cycle/,
  ],
  ['deep brackets', () => ({ [name]: `services: ${'['.repeat(100_000)}` }), /yaml/],
  ['deep mappings', () => ({ [name]: `services:\n${list(500, n => `${' '.repeat(n + 1)}a:\n`)}` }), /yaml|schema|deep/],
  ['a key 5,000 times', () => ({ [name]: `services:\n  a:\n${'    image: b\n'.repeat(5_000)}` }), /duplicate-key/],
  [
    '5 MB',
    () => ({ [name]: `services:\n${list(100_000, n => `  s${n}:\n    image: example/web:${n}${' '.repeat(20)}\n`)}` }),
    /larger than/,
  ],
  [
    '10 MB of one list',
    () => ({ [name]: `services:\n  a:\n    command:\n${'      - abcdefghij\n'.repeat(600_000)}` }),
    /larger than/,
  ],
  [
    'just short enough',
    () => ({ [name]: `services:\n  a:\n    image: b\n    command: "${'a'.repeat(maxFileLength - 100)}"\n` }),
    /compose/,
  ],
  [
    'a list of 100,000 lines',
    () => ({ [name]: `services:\n  a:\n    image: b\n    command:\n${'      - a\n'.repeat(100_000)}` }),
    /compose|yaml/,
  ],
  [
    'a file that includes itself',
    () => ({ [name]: `include: [${name}]\nservices: {a: {image: b}}\n` }),
    /include-cycle/,
  ],
  [
    'files that include each other',
    () => ({
      [name]: 'include: [a/compose.yaml]\n',
      'a/compose.yaml': 'include: [../b/compose.yaml]\n',
      'b/compose.yaml': `include: [../a/compose.yaml, ../${name}]\nservices: {a: {image: b}}\n`,
    }),
    /include-cycle/,
  ],
  [
    'services that extend each other over files',
    () => ({
      [name]: 'services:\n  a:\n    image: b\n    extends: {file: other.yml, service: b}\n',
      'other.yml': `services:\n  b:\n    image: b\n    extends: {file: ${name}, service: a}\n`,
    }),
    /cycle/,
  ],
  [
    'a service that extends itself',
    () => ({ [name]: 'services:\n  a:\n    image: b\n    extends: {service: a}\n' }),
    /cycle/,
  ],
  [
    'a long chain of includes',
    () => ({
      [name]: 'include: [d0/compose.yaml]\n',
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [
          `d${n}/compose.yaml`,
          `include: [../d${n + 1}/compose.yaml]\nservices: {s${n}: {image: b}}\n`,
        ]),
      ),
    }),
    /./,
  ],
  [
    'each of 30 files includes all others',
    () => ({
      [name]: 'include: [d0/compose.yaml]\n',
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [
          `d${n}/compose.yaml`,
          `include: [${Array.from({ length: 30 }, (_, m) => `../d${m}/compose.yaml`).join(', ')}]\nservices: {s${n}: {image: b}}\n`,
        ]),
      ),
    }),
    /include-cycle/,
  ],
  [
    'nothing is there',
    () => ({
      [name]:
        'include: [gone/compose.yaml]\nservices:\n  a:\n    build: ./gone\n    env_file: gone.env\n    extends: {file: gone.yml, service: b}\n',
    }),
    /missing/,
  ],
];

describe('a hostile project ends in a clear finding', () => {
  it.each(hostile)('%s', { timeout: 60_000 }, async (_, filesOf, says) => {
    const files = filesOf();
    const time = await processorTime(hostileMs, () => analyzerOf(files).findings(join(root, name)));
    expect(time, 'milliseconds of processor time').toBeLessThan(hostileMs);
    const said = (await analysed(files)).flatMap(({ findings, notice }) => [
      ...findings.map(it => `${it.rule.id}: ${it.message}`),
      ...(notice ? [notice.message] : []),
    ]);
    expect(
      said.filter(it => says.test(it)),
      said.slice(0, 5).join('\n'),
    ).not.toEqual([]);
  });

  it.each(['denied', 'folder', 'too-large', 'failed'] as const)('what it names cannot be read: %s', async reason => {
    const workspace = memoryWorkspace({
      [name]:
        'include: [other/compose.yaml]\nservices:\n  a:\n    build: ./a\n    env_file: a.env\n    extends: {file: base.yml, service: b}\n',
    });
    for (const path of ['other/compose.yaml', 'a/Dockerfile', 'a.env', 'base.yml', '.env', '.dockerignore'])
      workspace.writeUnreadable(path, reason);
    const log = (message: string): void => {
      throw new Error(message);
    };
    const analyzer = createAnalyzer(workspace, { ...defaultConfig, allRules: 'on' }, { log });
    const { findings } = await analyzer.findings(join(root, name));
    // A file that is there and cannot be read is not called missing.
    if (reason !== 'folder')
      expect(
        findings
          .filter(it => it.rule.id.includes('missing-'))
          .map(it => it.rule.id)
          .filter(id => id.startsWith('project/')),
      ).toEqual([]);
  });
});

function list(length: number, line: (n: number) => string): string {
  return Array.from({ length }, (_, n) => line(n)).join('');
}
