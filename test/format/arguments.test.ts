// Whatever the arguments are, the answer is a command or a sentence that helps.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../server/src/cli/arguments.ts';
import { toCorePath, toNativePath } from '../../server/src/cli/native-path.ts';
import { type Rule, rule } from '../../server/src/rules/rule.ts';

const ruleCalled = (id: string, aka: readonly string[] = []): Rule =>
  rule({
    id,
    aka,
    reads: 'dockerfile',
    dialect: 'both',
    severity: 'hint',
    fix: 'none',
    since: '0.1.0',
    summary: 's',
    why: 'w',
    bad: [],
    good: [],
    references: [],
    check: () => [],
  });
const rules = [
  ruleCalled('dockerfile/relative-workdir', ['hadolint:DL3000', 'buildkit:WorkdirRelativePath']),
  ruleCalled('compose/undefined-volume'),
];
const read = (...argv: string[]) => readArguments(argv, rules);
const lintOptions = (...argv: string[]) => {
  const command = read('lint', ...argv);
  if (command.kind !== 'lint') throw new Error(JSON.stringify(command));
  return command.options;
};
const complaint = (...argv: string[]) => {
  const command = read(...argv);
  return command.kind === 'usage-error' ? command.message : command.kind;
};

describe('lint', () => {
  it('has defaults', () => {
    expect(lintOptions()).toEqual({
      paths: ['.'],
      format: 'text',
      fix: undefined,
      diff: false,
      allRules: false,
      rules: {},
      stdinFilename: undefined,
      kind: undefined,
      device: undefined,
      dialect: undefined,
      balenaParser: undefined,
      config: undefined,
      exclude: [],
      failOn: 'warning',
      quiet: false,
      noColor: false,
      shellcheck: 'auto',
    });
  });
  it('takes a path behind --fix for a path', () => {
    expect(lintOptions('--fix', 'all')).toMatchObject({ fix: 'safe', paths: ['all'] });
    expect(lintOptions('--fix=all', 'x')).toMatchObject({ fix: 'suggestion', paths: ['x'] });
    expect(lintOptions('--fix=safe')).toMatchObject({ fix: 'safe' });
    expect(lintOptions('--', '--fix')).toMatchObject({ fix: undefined, paths: ['--fix'] });
  });
  it('fixes what is safe when a diff is asked for', () => {
    expect(lintOptions('--diff')).toMatchObject({ fix: 'safe', diff: true });
    expect(lintOptions('--diff', '--fix=all')).toMatchObject({ fix: 'suggestion', diff: true });
  });
  it('finds rules by id, by the part behind the slash and by the names of others', () => {
    const options = lintOptions(
      '--rule',
      'undefined-volume=off',
      '--rule=DL3000=error',
      '--rule',
      'undefined-volume=hint',
    );
    expect(options.rules).toEqual({ 'compose/undefined-volume': 'hint', 'dockerfile/relative-workdir': 'error' });
  });
  it('takes the rest of its options', () => {
    const options = lintOptions(
      ...['-f', 'sarif', '--all-rules', '--device=raspberrypi4-64', '--dialect', 'balena', '--balena-parser', 'cli'],
      ...['--exclude', 'a', '--exclude', 'b', '--fail-on', 'never', '-q', '--no-color', '--kind', 'compose', 'p', 'q'],
    );
    expect(options).toMatchObject({
      paths: ['p', 'q'],
      format: 'sarif',
      allRules: true,
      device: 'raspberrypi4-64',
      dialect: 'balena',
      balenaParser: 'cli',
      exclude: ['a', 'b'],
      failOn: 'never',
      quiet: true,
      noColor: true,
      kind: 'compose',
    });
  });
});

describe('A mistake', () => {
  it.each([
    [['lint', '--fromat=json'], 'there is no option --fromat; did you mean "--format"?'],
    [['lint', '--stdin', 'x'], 'there is no option --stdin; did you mean "--stdin-filename"?'],
    [['lint', '-x'], 'there is no option -x'],
    [['lint', '--format'], '--format needs a value'],
    [['lint', '--format', 'xml'], '--format must be one of text, json, sarif, github, not "xml"'],
    [['lint', '--quiet=1'], '--quiet takes no value'],
    [['lint', '--fix=some'], '--fix must be one of safe, all, not "some"'],
    [['lint', '--fail-on', 'errors'], '--fail-on must be one of error, warning, hint, never, not "errors"'],
    [['lint', '--device', 'raspberrypi4-65'], '"raspberrypi4-65" is no device type; did you mean "raspberrypi4-64"?'],
    [['lint', '--rule', 'x'], '--rule must be written id=severity, not "x"'],
    [
      ['lint', '--rule', 'compose/undefined-volum=off'],
      'there is no rule "compose/undefined-volum"; did you mean "compose/undefined-volume"?; "slipway rules" lists them all',
    ],
    [['lint', '--diff', '-f', 'json'], '--diff prints a diff, so --format cannot be given with it'],
    [
      ['lint', '--stdin-filename', 'f', 'g'],
      '--stdin-filename lints standard input, so no path can be given beside it',
    ],
    [['lint', '-'], '"-" stands for standard input; say what it is with --stdin-filename NAME'],
    [['lnt'], 'there is no command "lnt"; did you mean "lint"?'],
    [['Dockerfile'], 'there is no command "Dockerfile"; did you mean "lint Dockerfile"?'],
    [['help', 'lnt'], 'there is no command "lnt"; did you mean "lint"?'],
    [['rules', 'x'], '"rules" takes no argument such as "x"'],
    [['explain'], '"explain" takes the id of one rule'],
  ])('%j', (argv, message) => {
    expect(complaint(...argv)).toBe(message);
  });
});

describe('Other commands', () => {
  it('are read', () => {
    expect(read()).toEqual({ kind: 'help', topic: 'slipway' });
    expect(read('--help')).toEqual({ kind: 'help', topic: 'slipway' });
    expect(read('lint', '-h')).toEqual({ kind: 'help', topic: 'lint' });
    expect(read('help', 'rules')).toEqual({ kind: 'help', topic: 'rules' });
    expect(read('-V')).toEqual({ kind: 'version' });
    expect(read('rules', '--format', 'json')).toEqual({ kind: 'rules', format: 'json', noColor: false });
    expect(read('explain', 'WorkdirRelativePath')).toMatchObject({ kind: 'explain', rule: rules[0] });
    expect(read('explain', 'invalid-configuration')).toMatchObject({ rule: { id: 'slipway/invalid-configuration' } });
  });
});

it('No arguments make it throw', () => {
  const word = fc.oneof(
    fc.constantFrom('lint', '--fix', '--rule', '--', '-', '-fq', '--no-', '--__proto__', '--constructor', '=', '--=x'),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(word), argv => void readArguments(argv, rules)));
});

describe('Paths', () => {
  it.each([
    ['posix', 'a/../b', '/x', '/x/b', '/x/b'],
    ['posix', '/', '/x', '/', '/'],
    ['posix', 'a\\b', '/x', '/x/a\\b', '/x/a\\b'],
    ['windows', 'a\\b', 'C:\\x', 'c:/x/a/b', 'c:\\x\\a\\b'],
    ['windows', 'D:/y/', 'C:\\x', 'd:/y', 'd:\\y'],
    ['windows', '..\\..\\..', 'C:\\x', 'c:/', 'c:\\'],
    ['windows', '\\\\nas\\share\\a', 'C:\\x', 'file://nas/share/a', '\\\\nas\\share\\a'],
  ] as const)('%s: %s seen from %s is %s', (style, native, folder, core, back) => {
    expect(toCorePath(native, folder, style)).toBe(core);
    expect(toNativePath(core, style)).toBe(back);
  });
});
