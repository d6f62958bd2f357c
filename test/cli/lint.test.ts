// `slipway lint` on ordinary input: what it says in each format, which files it takes, and with which code it ends.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { bundle, findingsOf, folderWith, slipway } from './cli.ts';

/** An error with a suggestion. */
const badConfig = 'dialect: balenaa\n';
/** A warning with a suggestion. */
const systemd =
  'FROM debian:12\nRUN apt-get install -y --no-install-recommends systemd\nCMD ["/lib/systemd/systemd"]\n';
/** A hint with a safe fix. */
const redundantExpose =
  'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "127.0.0.1:8080:80"\n    expose:\n      - "80"\n';

describe('lint', () => {
  it('says nothing against clean files and ends with 0', async () => {
    const folder = folderWith({ '.slipway.yaml': 'dialect: docker\n' });
    const result = await slipway(folder, ['lint']);
    expect(result).toEqual({ code: 0, out: 'Nothing to report in 1 file.\n', err: '' });
  });

  it('shows findings with their source and ends with 1', async () => {
    const result = await slipway(folderWith({ '.slipway.yaml': badConfig }), ['lint']);
    expect(result).toEqual({
      code: 1,
      out: `.slipway.yaml
  1:10  error  "dialect" must be auto, docker or balena
               slipway/invalid-configuration
    1 │ dialect: balenaa
      │          ^^^^^^^
    fix: Change to "balena"  (--fix=all)

1 error in 1 of 1 file.
--fix=all mends 1, by suggestions to look at: they may alter what is built or deployed.
`,
      err: '',
    });
  });

  it('gives JSON with zero-based UTF-16 positions, relative paths and every edit', async () => {
    const folder = folderWith({ 'deep/.slipway.yaml': badConfig, Dockerfile: systemd });
    const result = await slipway(folder, ['lint', '--format', 'json']);
    expect(result).toMatchObject({ code: 1, err: '' });
    const [first, second] = JSON.parse(result.out);
    expect(first).toMatchObject({
      path: 'Dockerfile',
      rule: 'dockerfile/wrong-systemd-stop-signal',
      severity: 'warning',
    });
    expect(second).toEqual({
      path: 'deep/.slipway.yaml',
      rule: 'slipway/invalid-configuration',
      aka: [],
      severity: 'error',
      message: '"dialect" must be auto, docker or balena',
      range: { start: { line: 0, character: 9 }, end: { line: 0, character: 16 } },
      fixes: [
        {
          title: 'Change to "balena"',
          safety: 'suggestion',
          edits: [{ range: { start: { line: 0, character: 9 }, end: { line: 0, character: 16 } }, newText: 'balena' }],
        },
      ],
    });
    expect(findingsOf(await slipway(join(folder, 'deep'), ['lint', '-f', 'json', '..'])).map(it => it.path)).toEqual([
      '../Dockerfile',
      '.slipway.yaml',
    ]);
  });

  it('gives SARIF that follows its schema', async () => {
    const folder = folderWith({ 'a b/.slipway.yaml': badConfig, Dockerfile: systemd, 'Dockerfile.bin': 'FROM \0' });
    const result = await slipway(folder, ['lint', '--format', 'sarif']);
    const log = JSON.parse(result.out);
    const {
      $schema: _schema,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(new URL('../format/fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0].results).toHaveLength(2);
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toHaveLength(1);
    expect(result.code).toBe(1);
  });

  it('gives GitHub annotations as seen from the root of the repository', async () => {
    const folder = folderWith({ 'sub/.slipway.yaml': badConfig });
    const result = await slipway(join(folder, 'sub'), ['lint', '-f', 'github'], {
      environment: { GITHUB_WORKSPACE: folder },
    });
    expect(result.out).toBe(
      '::error file=sub/.slipway.yaml,line=1,endLine=1,col=10,endColumn=16,title=slipway/invalid-configuration::"dialect" must be auto, docker or balena\n',
    );
  });

  it('colours when it is told to, and not into a pipe', async () => {
    const folder = folderWith({ '.slipway.yaml': badConfig });
    const csi = '\u001B[';
    expect((await slipway(folder, ['lint'])).out).not.toContain(csi);
    const forced = { environment: { FORCE_COLOR: '1' } };
    expect((await slipway(folder, ['lint'], forced)).out).toContain(`${csi}31merror${csi}39m`);
    expect((await slipway(folder, ['lint', '--no-color'], forced)).out).not.toContain(csi);
  });

  it('keeps to findings with --quiet', async () => {
    const folder = folderWith({ '.slipway.yaml': 'dialect: docker\n', 'Dockerfile.bin': '\0' });
    expect(await slipway(folder, ['lint', '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  });
});

describe('A terminal', () => {
  // `script` (util-linux) runs a command in a terminal of its own, which standard output and standard error share.
  const terminal = (folder: string, hook: string) =>
    execFileSync('script', ['-qec', `'${process.execPath}' --require '${hook}' '${bundle}' lint`, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], TERM: 'xterm' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  it.skipIf(process.platform !== 'linux')('gets colours, and a progress bar when it takes over a second', () => {
    const folder = folderWith({ '.slipway.yaml': badConfig, Dockerfile: 'FROM debian:12\n' });
    const quick = join(folder, 'quick.cjs');
    writeFileSync(quick, '');
    const slow = join(folder, 'slow.cjs');
    // Every look at the clock takes a second.
    writeFileSync(slow, 'let time = 0; performance.now = () => (time += 1000);');
    const run = (hook: string): string => {
      try {
        return terminal(folder, hook);
      } catch (error) {
        // It ends with 1, as it should.
        return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
      }
    };
    expect(run(quick)).toContain('\u001B[31merror');
    expect(run(quick)).not.toContain('█');
    const shown = run(slow);
    expect(shown).toContain('█ 2/2 ');
    // The bar is wiped away before the report.
    expect(shown.lastIndexOf('\r\u001B[K')).toBeGreaterThan(shown.lastIndexOf('█'));
    expect(shown.lastIndexOf('\r\u001B[K')).toBeLessThan(shown.indexOf('dialect:'));
  });
});

describe('The exit code', () => {
  it.each([
    ['error', 0],
    ['warning', 1],
    ['hint', 1],
    ['never', 0],
  ])('of a warning is, with --fail-on %s, %d', async (threshold, code) => {
    const result = await slipway(folderWith({ Dockerfile: systemd }), ['lint', '--fail-on', threshold]);
    expect(result.code).toBe(code);
    expect(result.out).toContain('warning');
  });
  it('of a hint alone is 0', async () => {
    const folder = folderWith({ 'compose.yaml': redundantExpose });
    const rule = 'compose/redundant-expose';
    expect(findingsOf(await slipway(folder, ['lint', '-f', 'json'])).map(it => it.rule)).toContain(rule);
    expect((await slipway(folder, ['lint'])).code).toBe(0);
    expect((await slipway(folder, ['lint', '--fail-on=hint'])).code).toBe(1);
    expect((await slipway(folder, ['lint', '--rule', `${rule}=error`])).code).toBe(1);
    const off = await slipway(folder, ['lint', '-f', 'json', '--rule', `${rule}=off`]);
    expect(findingsOf(off).map(it => it.rule)).not.toContain(rule);
  });
});

describe('In folders', () => {
  const files = {
    '.gitignore': '/ignored\n*.tmp.Dockerfile\nsub/x/*\n!sub/x/compose.yaml\n',
    'Dockerfile.a': '',
    'a.tmp.Dockerfile': '',
    'ignored/Dockerfile': '',
    'node_modules/p/Dockerfile': '',
    'sub/.gitignore': 'Dockerfile.own\n!kept.tmp.Dockerfile\n',
    'sub/Dockerfile.own': '',
    'sub/kept.tmp.Dockerfile': '',
    'sub/x/compose.yaml': '',
    'sub/x/Dockerfile': '',
    'private/Dockerfile': '',
    '.git/info/exclude': 'private\n',
    '.git/Dockerfile': '',
    'README.md': '',
  };
  /** The files that were taken: each of them has become binary, which is told by name. */
  async function taken(folder: string, args: readonly string[]): Promise<readonly string[]> {
    const { err } = await slipway(folder, ['lint', ...args]);
    return [...err.matchAll(/^(?:note|error): (.*): The file is binary/gm)].map(([, path = '']) => path).sort();
  }
  const binary = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([name, text]) => [name, text === '' ? '\0' : text]));

  it('what git ignores is left out, by nested and private lists, too', async () => {
    expect(await taken(folderWith(binary(files)), [])).toEqual([
      'Dockerfile.a',
      'sub/kept.tmp.Dockerfile',
      'sub/x/compose.yaml',
    ]);
  });
  it('lists of the folders above count, but never against the path that was named', async () => {
    const folder = folderWith(binary(files));
    expect(await taken(folder, ['sub'])).toEqual(['sub/kept.tmp.Dockerfile', 'sub/x/compose.yaml']);
    expect(await taken(folder, ['ignored'])).toEqual(['ignored/Dockerfile']);
    expect(await taken(folder, ['a.tmp.Dockerfile', 'node_modules'])).toEqual([
      'a.tmp.Dockerfile',
      'node_modules/p/Dockerfile',
    ]);
  });
  it('--exclude and the exclude of .slipway.yaml leave out more', async () => {
    const folder = folderWith(
      binary({ 'a/Dockerfile': '', 'b/Dockerfile': '', 'c/Dockerfile': '', 'c/d/Dockerfile': '' }),
    );
    expect(await taken(folder, ['--exclude', 'a', '--exclude', '/c/Dockerfile'])).toEqual([
      'b/Dockerfile',
      'c/d/Dockerfile',
    ]);
    const configured = folderWith(
      binary({ 'a/Dockerfile': '', 'b/Dockerfile': '', 'b/c/Dockerfile': '', '.slipway.yaml': 'exclude: [a, b/c]\n' }),
    );
    expect(await taken(configured, [])).toEqual(['b/Dockerfile']);
    expect(await taken(configured, ['a/Dockerfile'])).toEqual(['a/Dockerfile']);
  });
  it('symbolic links are no way round in circles, and a file is linted once', async () => {
    const folder = folderWith({ 'a/Dockerfile': '\0' });
    await symlink('..', join(folder, 'a/up'));
    expect(await taken(folder, ['a', '.', 'a/Dockerfile'])).toEqual(['a/Dockerfile']);
  });
  it('a folder named Dockerfile is a folder', async () => {
    const folder = folderWith({ 'Dockerfile/compose.yaml': '\0' });
    expect(await taken(folder, [])).toEqual(['Dockerfile/compose.yaml']);
    await mkdir(join(folder, 'x/Dockerfile'), { recursive: true });
    expect(await slipway(folder, ['lint', 'x/Dockerfile'])).toEqual({
      code: 0,
      out: '',
      err: 'note: x/Dockerfile: There is nothing to lint in this folder\n',
    });
  });
});

describe('Standard input', () => {
  it('is linted under its name, with its neighbours on disk', async () => {
    const folder = folderWith({ 'p/.slipway.yaml': 'rules:\n  dockerfile/wrong-systemd-stop-signal: error\n' });
    const result = await slipway(folder, ['lint', '-f', 'json', '--stdin-filename', 'p/Dockerfile'], {
      stdin: systemd,
    });
    expect(findingsOf(result)).toEqual([
      expect.objectContaining({
        path: 'p/Dockerfile',
        rule: 'dockerfile/wrong-systemd-stop-signal',
        severity: 'error',
      }),
    ]);
    expect(result.code).toBe(1);
  });
  it('takes the place of the file of that name', async () => {
    const folder = folderWith({ Dockerfile: systemd });
    const result = await slipway(folder, ['lint', '--stdin-filename=Dockerfile', '-'], { stdin: 'FROM debian:12\n' });
    expect(result.out).not.toContain('systemd');
  });
  it('that is mended goes to standard output and the findings to standard error', async () => {
    const folder = folderWith();
    const result = await slipway(folder, ['lint', '--fix=all', '--stdin-filename', '.slipway.yaml'], {
      stdin: `\uFEFF${badConfig}rules: 5\n`,
    });
    expect(result.out).toBe('\uFEFFdialect: balena\nrules: 5\n');
    expect(result.err).toContain('slipway/invalid-configuration');
    expect(result.code).toBe(1);
  });
});

describe('Other commands', () => {
  it('list and explain the rules', async () => {
    const folder = folderWith();
    const list = JSON.parse((await slipway(folder, ['rules', '--format=json'])).out);
    expect(list.map(({ id }: { id: string }) => id)).toContain('dockerfile/wrong-systemd-stop-signal');
    const table = await slipway(folder, ['rules']);
    expect(table.out.trimEnd().split('\n')).toHaveLength(list.length);
    const explained = await slipway(folder, ['explain', 'wrong-systemd-stop-signal']);
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toContain('STOPSIGNAL SIGRTMIN+3');
    expect(await slipway(folder, ['explain', 'dockerfile/wrong-systemd-stop-signa'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "dockerfile/wrong-systemd-stop-signal"?'),
    });
  });
  it('help, and tell their version', async () => {
    const folder = folderWith();
    expect(await slipway(folder, [])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: slipway <command>'),
    });
    expect((await slipway(folder, ['lint', '--help'])).out).toContain('--fail-on');
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await slipway(folder, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('What the files are for', () => {
  it('can be said by options', async () => {
    const folder = folderWith({ 'stack.yml': redundantExpose, 'other.yaml': badConfig });
    const asCompose = await slipway(folder, ['lint', '-f', 'json', '--kind', 'compose', 'stack.yml']);
    expect(findingsOf(asCompose).map(it => it.rule)).toContain('compose/redundant-expose');
    const asConfig = await slipway(folder, ['lint', '-f', 'json', '--kind=config', 'other.yaml']);
    expect(findingsOf(asConfig).map(it => it.rule)).toEqual(['slipway/invalid-configuration']);
  });
  it('and by a configuration file', async () => {
    const folder = folderWith({
      Dockerfile: systemd,
      'ci.yaml': 'rules:\n  dockerfile/wrong-systemd-stop-signal: off\n',
    });
    expect(findingsOf(await slipway(folder, ['lint', '-f', 'json', '--config', 'ci.yaml']))).toEqual([]);
  });
});
