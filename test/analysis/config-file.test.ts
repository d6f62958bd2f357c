import { describe, expect, it } from 'vitest';
import { defaultConfig, mergeConfig } from '../../server/src/analysis/config.ts';
import { checkConfigFile, readConfigFile } from '../../server/src/analysis/config-file.ts';
import { setRuleOff } from '../../server/src/analysis/rule-switch.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { slice } from '../../server/src/text/span.ts';

const [rule] = rules;
const id = rule?.id ?? '';

it('reads every setting', () => {
  const text = `dialect: balena
device: raspberrypi4-64
balena:
  parser: cli
dockerfile:
  trustedRegistries: [docker.io, "*.example.com"]
  labels:
    org.example.version: semver
  strictLabels: true
  instructionCasing: upper
  healthcheckForm: exec
compose:
  portQuotes: single
  imageBesideBuild: never
  floatingTags: [latest, preview]
  serviceKeyOrder: [image, ports]
  topLevelKeyOrder: [x-*, services]
rules:
  ${id}: off
exclude:
  - vendor/**
  - "*.old"
`;
  expect(readConfigFile(text)).toEqual({
    layer: {
      dialect: 'balena',
      device: 'raspberrypi4-64',
      balenaParser: 'cli',
      trustedRegistries: ['docker.io', '*.example.com'],
      labels: { 'org.example.version': 'semver' },
      strictLabels: true,
      instructionCasing: 'upper',
      healthcheckForm: 'exec',
      portQuotes: 'single',
      imageBesideBuild: 'never',
      floatingTags: ['latest', 'preview'],
      serviceKeyOrder: ['image', 'ports'],
      topLevelKeyOrder: ['x-*', 'services'],
      rules: { [id]: 'off' },
      exclude: ['vendor/**', '*.old'],
    },
    mistakes: [],
  });
});

it('takes an alias of a device type for the type, and the editor’s spelling of the parser', () => {
  expect(readConfigFile('device: raspberrypi4\nbalena.parser: builder\n')).toMatchObject({
    layer: { balenaParser: 'builder' },
  });
});

it.each(['', '# nothing yet\n', '---\n', 'rules:\n', 'exclude: []\nrules: {}\n', 'device:\n', '\uFEFF'])(
  'is content with %j',
  text => {
    expect(readConfigFile(text).mistakes).toEqual([]);
  },
);

describe('a mistake is told at its place, with what was probably meant', () => {
  it.each<[string, string, string, string | undefined]>([
    ['dialekt: docker\n', 'dialekt', '"dialekt" is no setting; did you mean "dialect"?', 'dialect'],
    [
      'colour: red\n',
      'colour',
      '"colour" is no setting; known here: dialect, device, balena, dockerfile, compose, rules and exclude',
      undefined,
    ],
    [
      'compose:\n  portQoutes: any\n',
      'portQoutes',
      '"portQoutes" is no setting; did you mean "portQuotes"?',
      'portQuotes',
    ],
    ['dialect: blena\n', 'blena', '"dialect" must be auto, docker or balena', 'balena'],
    ['dialect: [docker]\n', '[docker]', '"dialect" must be auto, docker or balena', undefined],
    [
      'device: raspberypi4-64\n',
      'raspberypi4-64',
      '"raspberypi4-64" is no device type; did you mean "raspberrypi4-64"?',
      'raspberrypi4-64',
    ],
    [
      'device: toaster\n',
      'toaster',
      '"toaster" is no device type; a slug such as raspberrypi4-64 is wanted',
      undefined,
    ],
    ['device: [a]\n', '[a]', 'The device must be the slug of a device type, such as raspberrypi4-64', undefined],
    ['balena: cli\n', 'cli', 'This takes the key parser, as "key: value"', undefined],
    ['balena:\n  parse: cli\n', 'parse', '"parse" is no setting; did you mean "parser"?', 'parser'],
    ['balena:\n  parser: old\n', 'old', '"parser" must be both, cli or builder', undefined],
    ['rules:\n  zzz/zzz: off\n', 'zzz/zzz', 'No rule is called "zzz/zzz"', undefined],
    [`rules:\n  ${id}x: off\n`, `${id}x`, `No rule is called "${id}x"; did you mean "${id}"?`, id],
    [`rules:\n  ${id}: eror\n`, 'eror', `"${id}" must be error, warning, hint or off`, 'error'],
    [`rules: [${id}]\n`, `[${id}]`, 'This must map rule ids to severities, as "key: value"', undefined],
    ['exclude:\n  - {a: b}\n', '{a: b}', 'A pattern as in a .gitignore is wanted, such as "vendor/**"', undefined],
    ['exclude: 7\n', '7', 'A pattern as in a .gitignore is wanted, such as "vendor/**"', undefined],
    [
      '- a\n',
      '- a',
      'This must hold dialect, device, balena, dockerfile, compose, rules and exclude, as "key: value"',
      undefined,
    ],
  ])('%j', (text, at, message, meant) => {
    const [finding, ...others] = checkConfigFile(text);
    expect(others).toEqual([]);
    expect(finding?.message).toBe(message);
    expect(finding && slice(text, finding.at)).toBe(at);
    expect(finding?.severity).toBe('error');
    expect(finding?.fixes?.map(fix => fix.title)).toEqual(meant && [`Change to "${meant}"`]);
    if (meant) expect(checkConfigFile(applyEdits(text, finding?.fixes?.[0]?.edits ?? []))).toEqual([]);
  });

  it('and the rest of the file counts', () => {
    expect(readConfigFile('dialekt: docker\nexclude: a\nrules:\n  x: off\n')).toMatchObject({
      layer: { exclude: ['a'], rules: { x: 'off' } },
    });
    expect(readConfigFile('dialect: docker\nrules: {').layer.dialect).toBe('docker');
    expect(readConfigFile('dialect: docker\nrules: {').mistakes).not.toEqual([]);
  });
});

it('lies over what editor and command line say', () => {
  const given = { ...defaultConfig, dialect: 'docker', rules: { a: 'off', b: 'hint' }, exclude: ['x'] } as const;
  const merged = mergeConfig(given, { dialect: 'balena', rules: { b: 'error' }, exclude: ['y'] });
  expect(merged).toEqual({ ...given, dialect: 'balena', rules: { a: 'off', b: 'error' }, exclude: ['x', 'y'] });
  expect(mergeConfig(given, {})).toEqual(given);
});

describe('switching a rule off', () => {
  it.each<[string, string | undefined, string]>([
    ['creates the file', undefined, 'rules:\n  a/b: off\n'],
    ['fills an empty one', '# ours\n', '# ours\nrules:\n  a/b: off\n'],
    ['adds the section', 'dialect: docker', 'dialect: docker\nrules:\n  a/b: off'],
    ['keeps CRLF', 'dialect: docker\r\n', 'dialect: docker\r\nrules:\r\n  a/b: off\r\n'],
    [
      'adds to the section',
      'rules:\n    x/y: off # why\n    # last\ndevice: z\n',
      'rules:\n    x/y: off # why\n    a/b: off\n    # last\ndevice: z\n',
    ],
    ['adds to an empty section', 'rules: # ours\ndevice: z\n', 'rules: # ours\n  a/b: off\ndevice: z\n'],
    ['adds to a flow mapping', 'rules: { x/y: off }\n', 'rules: { x/y: off, a/b: off }\n'],
    ['adds to an empty flow mapping', 'rules: {}\n', 'rules:\n  a/b: off\n'],
    ['replaces another severity', 'rules:\n  a/b: error # keep\n', 'rules:\n  a/b: off # keep\n'],
    ['fills a missing severity', 'rules:\n  a/b:\n  x/y: off\n', 'rules:\n  a/b: off\n  x/y: off\n'],
  ])('%s', (_, before, after) => {
    const edits = setRuleOff(before, 'a/b');
    expect(edits && applyEdits(before ?? '', edits)).toBe(after);
    expect(readConfigFile(after).layer.rules?.['a/b']).toBe('off');
  });

  it.each(['- a\n', 'rules: [a]\n', 'x: &r {}\nrules: *r\n', 'rules: {\n', 'a: 1\n---\nb: 1\n'])(
    'leaves %j alone',
    text => {
      expect(setRuleOff(text, 'a/b')).toBeUndefined();
    },
  );
});
