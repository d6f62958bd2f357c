// The four formats say the same about the same report.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { formatGithub } from '../../server/src/cli/format-github.ts';
import { formatJson } from '../../server/src/cli/format-json.ts';
import { formatSarif } from '../../server/src/cli/format-sarif.ts';
import { formatText, summary } from '../../server/src/cli/format-text.ts';
import { ansiPaint, noPaint } from '../../server/src/cli/terminal-text.ts';
import { insert, replace } from '../../server/src/text/edit.ts';
import { span } from '../../server/src/text/span.ts';
import { finding, report, words } from './sample-report.ts';

const compose = 'services:\n\tboat: {}\r\n  "日本": 5\n';
const dockerfile = 'FROM sea AS shore\nRUN sail\n';

/** Two files; the Compose file's finding points to the Dockerfile, and one of its fixes edits both. */
const sample = () =>
  report(
    {
      '/p/boats/compose.yaml': {
        text: compose,
        findings: [
          finding(compose, '5', 'Later in the file', { severity: 'error', rule: words('compose/a') }),
          finding(compose, 'boat', 'A boat needs 100%, or: a name', {
            related: [{ path: '/p/boats/api/Dockerfile', at: span(12, 17), message: 'this stage exists' }],
            fixes: [
              {
                title: 'Name it "Ada"',
                safety: 'suggestion',
                edits: [replace(span(11, 15), 'ada'), { path: '/p/boats/api/Dockerfile', ...insert(18, 'USER ada\n') }],
              },
              { title: 'Sink it', safety: 'safe', edits: [replace(span(10, 21), '')] },
            ],
          }),
        ],
      },
      '/p/boats/api/Dockerfile': {
        text: dockerfile,
        findings: [finding(dockerfile, 'RUN sail', 'No wind', { severity: 'hint', rule: words('dockerfile/calm') })],
      },
      '/p/boats/balena.yml': { text: '', findings: [] },
    },
    { notices: [{ path: '/p/boats/compose.yml', level: 'note', message: 'The file is binary' }] },
  );

describe('JSON', () => {
  it('is ordered by path, position and rule, counts from zero, and gives every edit of every fix', async () => {
    const [first, second, third, ...more] = JSON.parse(formatJson(await sample()));
    expect(more).toEqual([]);
    expect(first).toEqual({
      path: 'api/Dockerfile',
      rule: 'dockerfile/calm',
      aka: [],
      severity: 'hint',
      message: 'No wind',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } },
      fixes: [],
    });
    expect(second).toEqual({
      path: 'compose.yaml',
      rule: 'compose/nameless-boat',
      aka: ['kics:b0a7'],
      severity: 'warning',
      message: 'A boat needs 100%, or: a name',
      range: { start: { line: 1, character: 1 }, end: { line: 1, character: 5 } },
      related: [
        {
          path: 'api/Dockerfile',
          range: { start: { line: 0, character: 12 }, end: { line: 0, character: 17 } },
          message: 'this stage exists',
        },
      ],
      fixes: [
        {
          title: 'Name it "Ada"',
          safety: 'suggestion',
          edits: [
            { range: { start: { line: 1, character: 1 }, end: { line: 1, character: 5 } }, newText: 'ada' },
            {
              path: 'api/Dockerfile',
              range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
              newText: 'USER ada\n',
            },
          ],
        },
        {
          title: 'Sink it',
          safety: 'safe',
          edits: [{ range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: '' }],
        },
      ],
    });
    expect(third).toMatchObject({
      path: 'compose.yaml',
      rule: 'compose/a',
      // UTF-16 units: neither bytes nor cells.
      range: { start: { line: 2, character: 8 }, end: { line: 2, character: 9 } },
    });
  });

  it('orders two findings at one place by rule, and paths by their characters', async () => {
    const text = 'x';
    const at = (rule: string) => finding(text, 'x', 'm', { rule: words(rule) });
    const json = JSON.parse(
      formatJson(
        await report({
          '/p/boats/a/b': { text, findings: [at('b/b'), at('a/a')] },
          '/p/other': { text, findings: [at('a/a')] },
          '/p/boats/a-b': { text, findings: [at('a/a')] },
        }),
      ),
    );
    expect(json.map(({ path, rule }: { path: string; rule: string }) => `${path} ${rule}`)).toEqual([
      '../other a/a',
      'a-b a/a',
      'a/b a/a',
      'a/b b/b',
    ]);
  });

  it('is an empty list when there is nothing', async () => {
    expect(formatJson(await report({}))).toBe('[]\n');
  });
});

describe('GitHub annotations', () => {
  it('count from one and escape what could end them', async () => {
    expect(formatGithub(await sample(), undefined)).toBe(
      [
        '::notice file=api/Dockerfile,line=2,endLine=2,col=1,endColumn=8,title=dockerfile/calm::No wind',
        '::warning file=compose.yaml,line=2,endLine=2,col=2,endColumn=5,title=compose/nameless-boat::A boat needs 100%25, or: a name',
        '::error file=compose.yaml,line=3,endLine=3,col=9,endColumn=9,title=compose/a::Later in the file',
        '',
      ].join('\n'),
    );
  });
  it('cannot be forged by a file name or a message', async () => {
    const text = 'a\nb';
    const evil = await report({
      '/p/boats/a,b:c\n::error': { text, findings: [finding(text, text, 'x\r\n::error::y')] },
    });
    const written = formatGithub(evil, undefined);
    expect(written).toBe(
      '::warning file=a%2Cb%3Ac%0A%3A%3Aerror,line=1,endLine=2,title=compose/nameless-boat::x%0D%0A::error::y\n',
    );
  });
  it('name files as seen from the root of the repository', async () => {
    expect(formatGithub(await sample(), '/p')).toContain('file=boats/compose.yaml,');
  });
});

describe('SARIF', () => {
  const schema: Record<string, unknown> = JSON.parse(
    readFileSync(new URL('./fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
  );
  // Draft 4 names itself by `id` and its own meta-schema, which this validator does not know; the rest it reads alike.
  const { $schema: _schema, id: _id, ...rest } = schema;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(rest);

  it('follows the schema', async () => {
    for (const log of [await sample(), await report({})]) {
      validate(JSON.parse(formatSarif(log, '0.1.0')));
      expect(validate.errors).toBeNull();
    }
  });
  it('would be told apart from what does not follow it', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });
  it('counts from one, names its base, carries fixes and the help of its rules', async () => {
    const [run] = JSON.parse(formatSarif(await sample(), '0.1.0')).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///p/boats/' } });
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'compose/a',
      'compose/nameless-boat',
      'dockerfile/calm',
    ]);
    expect(run.tool.driver.rules[1]).toMatchObject({
      helpUri: 'https://example.com/boats',
      defaultConfiguration: { enabled: true, level: 'warning' },
      help: { text: expect.stringContaining('Nobody can hail it.') },
    });
    expect(run.invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'note',
            message: { text: 'The file is binary' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'compose.yml', uriBaseId: 'SRCROOT' } } }],
          },
        ],
      },
    ]);
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual(['note', 'warning', 'error']);
    const [, boat] = run.results;
    expect(boat.ruleIndex).toBe(1);
    expect(boat.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'compose.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 2, startColumn: 2, endLine: 2, endColumn: 6 },
    });
    expect(boat.relatedLocations).toHaveLength(1);
    expect(boat.fixes[0].artifactChanges).toEqual([
      {
        artifactLocation: { uri: 'compose.yaml', uriBaseId: 'SRCROOT' },
        replacements: [
          {
            deletedRegion: { startLine: 2, startColumn: 2, endLine: 2, endColumn: 6 },
            insertedContent: { text: 'ada' },
          },
        ],
      },
      {
        artifactLocation: { uri: 'api/Dockerfile', uriBaseId: 'SRCROOT' },
        replacements: [
          {
            deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 1 },
            insertedContent: { text: 'USER ada\n' },
          },
        ],
      },
    ]);
    expect(boat.fixes[1].artifactChanges[0].replacements[0]).not.toHaveProperty('insertedContent');
  });
  it('writes addresses that are valid, also of strange names and of files outside the base', async () => {
    const text = 'x';
    const log = await report({
      '/p/boats/ä b%/#?.yml': { text, findings: [finding(text, 'x', 'm')] },
      '/p/sh p/compose.yaml': { text, findings: [finding(text, 'x', 'm')] },
    });
    const [run] = JSON.parse(formatSarif(log, '0.1.0')).runs;
    const uris = run.results.map(
      (it: { locations: [{ physicalLocation: { artifactLocation: object } }] }) =>
        it.locations[0].physicalLocation.artifactLocation,
    );
    expect(uris).toEqual([
      { uri: 'file:///p/sh%20p/compose.yaml' },
      { uri: '%C3%A4%20b%25/%23%3F.yml', uriBaseId: 'SRCROOT' },
    ]);
  });
  it('names a finding the same when lines are added above it, and two on equal lines differently', async () => {
    const names = async (text: string) => {
      const places = [text.indexOf('b'), text.lastIndexOf('b')];
      const findings = places.map(at => ({ ...finding(text, 'b', 'm'), at: span(at, at + 1) }));
      const [run] = JSON.parse(formatSarif(await report({ '/p/boats/f': { text, findings } }), '0')).runs;
      return run.results.map((it: { partialFingerprints: object }) => JSON.stringify(it.partialFingerprints));
    };
    const before = await names('b\nb\n');
    expect(before[0]).not.toBe(before[1]);
    expect(await names('a\n\nb\nb\n')).toEqual(before);
  });
});

describe('Text', () => {
  const options = { paint: noPaint, width: 60 };
  it('groups by file and points at the place, also behind tabs and wide characters', async () => {
    expect(formatText(await sample(), options)).toBe(`api/Dockerfile
  2:1  hint  No wind
             dockerfile/calm
    2 │ RUN sail
      │ ^^^^^^^^

compose.yaml
  2:2  warning  A boat needs 100%, or: a name
                compose/nameless-boat  kics:b0a7
    2 │     boat: {}
      │     ^^^^
    see api/Dockerfile:1:13: this stage exists
    fix: Name it "Ada"  (--fix=all)
    fix: Sink it

  3:9  error  Later in the file
              compose/a
    3 │   "日本": 5
      │           ^

`);
  });
  it('wraps a long message under its beginning', async () => {
    const message = 'A very long message about a boat that has lost its way in the fog, twice';
    const text = formatText(
      await report({ '/p/boats/f': { text: 'x', findings: [finding('x', 'x', message)] } }),
      options,
    );
    expect(text.split('\n').slice(1, 3)).toEqual([
      '  1:1  warning  A very long message about a boat that has',
      '                lost its way in the fog, twice',
    ]);
  });
  it('lets no file steer the terminal', async () => {
    const text = 'RUN \u001B]0;owned\u0007 \u202Eevil\n';
    const evil = await report({ '/p/boats/\u001B[31mf': { text, findings: [finding(text, 'RUN', '\u001B[2J')] } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
    expect(formatText(evil, options)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  });
  it('colours only what it is told to colour', async () => {
    expect(formatText(await sample(), { paint: ansiPaint, width: 60 })).toContain('\u001B[33mwarning\u001B[39m');
  });
  it('closes with what there was and what can be mended', async () => {
    expect(summary(await sample(), noPaint)).toBe('1 error, 1 warning, 1 hint in 2 of 3 files.\n--fix mends 1.\n');
    const clean = await report({ '/p/boats/f': { text: '', findings: [] } });
    expect(summary(clean, noPaint)).toBe('Nothing to report in 1 file.\n');
    expect(summary({ ...clean, fixed: { fixes: 2, files: 1 } }, noPaint)).toBe(
      'Applied 2 fixes in 1 file.\nNothing to report in 1 file.\n',
    );
    expect(summary(await report({}), noPaint)).toBe('');
  });
});
