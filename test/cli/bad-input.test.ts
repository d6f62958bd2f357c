// Input that cannot be linted is told in one clear line; nothing crashes, hangs or is written.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, findingsOf, folderWith, slipway } from './cli.ts';

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
/** Root may read everything, so that a closed file needs another user. */
const canBeRefused = !isRoot || canRunAsNobody();

function canRunAsNobody(): boolean {
  try {
    execFileSync(process.execPath, ['--version'], { uid: nobody, gid: nobody, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function error(folder: string, args: readonly string[]): Promise<string> {
  const before = readdirSync(folder, { recursive: true });
  const { code, out, err } = await slipway(folder, ['lint', '--fix=all', ...args]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  return err;
}

describe('A path', () => {
  it('that does not exist', async () => {
    expect(await error(folderWith(), ['a/Dockerfile'])).toBe('error: a/Dockerfile: There is no such file or folder\n');
    expect(await error(folderWith({ a: '' }), ['a/Dockerfile'])).toBe(
      'error: a/Dockerfile: There is no such file or folder\n',
    );
  });
  it('that is empty', async () => {
    expect(await error(folderWith(), [''])).toBe('error: An empty path was given\n');
  });
  it('of a file that is none of ours', async () => {
    expect(await error(folderWith({ 'notes.txt': 'x' }), ['notes.txt'])).toMatch(
      /^error: notes\.txt: This is neither a Dockerfile, .* by its name; say what it is with --kind\n$/,
    );
  });
  it('among good ones does not stop those', async () => {
    const folder = folderWith({ '.slipway.yaml': 'x: 1\n' });
    const result = await slipway(folder, ['lint', '-f', 'json', 'nope', '.slipway.yaml']);
    expect(result.code).toBe(2);
    expect(findingsOf(result)).toHaveLength(1);
  });
});

describe('A file', () => {
  it('that is empty is linted', async () => {
    const folder = folderWith({
      Dockerfile: '',
      'compose.yaml': '',
      'balena.yml': '',
      '.slipway.yaml': '',
      '.dockerignore': '',
    });
    const result = await slipway(folder, ['lint', '--fail-on=never']);
    expect(result).toMatchObject({ code: 0, err: '' });
  });
  it('that is binary', async () => {
    const folder = folderWith({ Dockerfile: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 0]) });
    const message = 'Dockerfile: The file is binary or not UTF-8, so it is not linted\n';
    expect(await error(folder, ['Dockerfile'])).toBe(`error: ${message}`);
    expect(await slipway(folder, ['lint'])).toEqual({ code: 0, out: '', err: `note: ${message}` });
  });
  it('of 10 MB, at once', async () => {
    const folder = folderWith({ Dockerfile: Buffer.alloc(10_000_000, 'RUN true\n') });
    const message = 'Dockerfile: The file is larger than 2 million characters (10.0 MB), so it is not linted\n';
    expect(await error(folder, ['Dockerfile'])).toBe(`error: ${message}`);
    expect(await slipway(folder, ['lint'])).toEqual({ code: 0, out: '', err: `note: ${message}` });
  });
  it.skipIf(!canBeRefused)('that is closed to us', async () => {
    const folder = folderWith({ 'p/Dockerfile': 'FROM a\n', 'p/data/Dockerfile': '' });
    const program = join(folder, 'cli.cjs');
    copyFileSync(bundle, program);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'p/Dockerfile'), 0);
    chmodSync(join(folder, 'p/data'), 0);
    const options = { program, ...(isRoot ? { user: nobody } : {}) };
    const denied = 'error: Dockerfile: The file cannot be read: permission denied\n';
    expect(await slipway(join(folder, 'p'), ['lint', 'Dockerfile'], options)).toEqual({
      code: 2,
      out: '',
      err: denied,
    });
    expect(await slipway(join(folder, 'p'), ['lint'], options)).toEqual({
      code: 2,
      out: '',
      err: `note: data: The folder cannot be read: permission denied\n${denied}`,
    });
    chmodSync(join(folder, 'p/data'), 0o755);
  });
  it.skipIf(!isLinux)('whose disk fails, or which is a device or a pipe', async () => {
    const folder = folderWith();
    symlinkSync('/proc/self/mem', join(folder, 'Dockerfile.a'));
    symlinkSync('/dev/zero', join(folder, 'Dockerfile.b'));
    execFileSync('mkfifo', [join(folder, 'Dockerfile.c')]);
    expect(await error(folder, ['.'])).toBe(
      'error: Dockerfile.a: The file cannot be read: the disk reports an error\n' +
        'error: Dockerfile.b: This is not a regular file\n' +
        'error: Dockerfile.c: This is not a regular file\n',
    );
  });
  it('that is a symbolic link to nowhere or to itself', async () => {
    const folder = folderWith();
    symlinkSync('gone', join(folder, 'Dockerfile'));
    symlinkSync('Dockerfile.self', join(folder, 'Dockerfile.self'));
    const nowhere = 'Dockerfile: This symbolic link leads nowhere: no such file or folder\n';
    const circle = 'Dockerfile.self: This symbolic link leads nowhere: its symbolic links lead in a circle\n';
    expect(await error(folder, ['Dockerfile', 'Dockerfile.self'])).toBe(`error: ${nowhere}error: ${circle}`);
    expect(await slipway(folder, ['lint'])).toEqual({ code: 0, out: '', err: `note: ${nowhere}note: ${circle}` });
  });
  it('that is deleted while it is linted', async () => {
    const folder = folderWith({ Dockerfile: 'FROM a\n', 'compose.yaml': 'services: {}\n' });
    const hook = join(folderWith(), 'hook.cjs');
    // Runs in the program: the file vanishes between looking at it and opening it.
    writeFileSync(
      hook,
      `const fs = require('node:fs/promises'); const { open } = fs;
       fs.open = async (path, ...rest) => {
         if (String(path).endsWith('Dockerfile')) require('node:fs').rmSync(path, { force: true });
         return open(path, ...rest);
       };`,
    );
    const result = await slipway(folder, ['lint', '--fail-on=never'], { node: ['--require', hook] });
    expect(result).toMatchObject({ code: 0, err: 'note: Dockerfile: The file does not exist\n' });
  });
  it('with invalid YAML has a finding that says so', async () => {
    const folder = folderWith({ 'compose.yaml': 'services:\n  a: [1,\n  b: "\n' });
    const result = await slipway(folder, ['lint', '-f', 'json']);
    expect(result).toMatchObject({ code: 1, err: '' });
    expect(findingsOf(result)[0]).toMatchObject({ path: 'compose.yaml', severity: 'error' });
  });
});

describe('Configuration', () => {
  it('of the project that is invalid is a finding, and the other files are linted', async () => {
    const folder = folderWith({
      '.slipway.yaml': 'rules:\n  dockerfile/wrong-systemd-stop-signal: loud\n',
      Dockerfile: 'FROM debian:12\nCMD ["/lib/systemd/systemd"]\n',
    });
    const result = await slipway(folder, ['lint', '-f', 'json']);
    expect(findingsOf(result).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      '.slipway.yaml slipway/invalid-configuration',
      'Dockerfile dockerfile/wrong-systemd-stop-signal',
    ]);
  });
  it('of --config that is invalid stops the run', async () => {
    const folder = folderWith({ 'ci.yaml': 'dialect: docker\nruls: {}\n', Dockerfile: '' });
    expect(await error(folder, ['--config', 'ci.yaml'])).toBe(
      'error: ci.yaml:2:1: "ruls" is no setting; did you mean "rules"?\n',
    );
    expect(await error(folder, ['--config', 'gone.yaml'])).toBe(
      'error: gone.yaml: There is no such configuration file\n',
    );
  });
});

describe('Standard input', () => {
  it('of a kind that is none of ours, binary, or too large', async () => {
    const folder = folderWith();
    const run = (name: string, stdin: string | Buffer) =>
      slipway(folder, ['lint', '--stdin-filename', name], { stdin });
    expect(await run('notes.txt', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--kind') });
    expect(await run('Dockerfile', '\0')).toMatchObject({ code: 2, err: expect.stringContaining('binary') });
    expect(await run('Dockerfile', Buffer.alloc(10_000_000, 'a'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('too large'),
    });
  });
  it('that is not UTF-8 is not mended, for its bytes would be lost', async () => {
    const args = ['lint', '--fix', '--stdin-filename', 'Dockerfile'];
    const result = await slipway(folderWith(), args, { stdin: Buffer.from([0x46, 0xe9]) });
    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringContaining('not valid UTF-8') });
  });
});

describe('Wrong usage', () => {
  it('is told with what may have been meant', async () => {
    expect(await slipway(folderWith(), ['lint', '--fromat', 'json'])).toEqual({
      code: 2,
      out: '',
      err: 'slipway: there is no option --fromat; did you mean "--format"?\nSee "slipway lint --help".\n',
    });
  });
});

describe('Output', () => {
  it('that nobody reads to its end is no failure', async () => {
    const keys = Array.from({ length: 900 }, (_, i) => `key${i}: 1\n`).join('');
    const folder = folderWith({ '.slipway.yaml': keys });
    const whole = await slipway(folder, ['lint', '-f', 'json']);
    expect(whole.out.length).toBeGreaterThan(200_000);
    const { code, err } = await slipway(folder, ['lint', '-f', 'json'], { readsOnlyBeginning: true });
    expect({ code, err }).toEqual({ code: 1, err: '' });
  });
});
