// `slipway lint --fix` on the disk: what it writes, and above all what it does not.
import {
  chmodSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, slipway } from './cli.ts';

const bad = 'dialect: balenaa\n';
const mended = 'dialect: balena\n';
const read = (folder: string, name = '.slipway.yaml') => readFileSync(join(folder, name), 'utf8');

describe('--fix', () => {
  it('leaves suggestions alone; --fix=all applies them and tells what is left', async () => {
    const folder = folderWith({ '.slipway.yaml': bad });
    expect((await slipway(folder, ['lint', '--fix'])).code).toBe(1);
    expect(read(folder)).toBe(bad);
    expect(await slipway(folder, ['lint', '--fix=all'])).toEqual({
      code: 0,
      out: 'Applied 1 fix in 1 file.\nNothing to report in 1 file.\n',
      err: '',
    });
    expect(read(folder)).toBe(mended);
    expect(readdirSync(folder)).toEqual(['.slipway.yaml']);
  });

  it('applies safe fixes', async () => {
    const compose =
      'services:\n  web:\n    image: nginx:1.29\n    ports: ["127.0.0.1:80:80"]\n    expose:\n      - "80"\n      - "81"\n';
    const folder = folderWith({ 'compose.yaml': compose });
    const result = await slipway(folder, ['lint', '--fix']);
    expect(read(folder, 'compose.yaml')).toBe(compose.replace('      - "80"\n', ''));
    expect(result.out).toContain('Applied 1 fix in 1 file.');
  });

  it('keeps mode, byte order mark and carriage returns', async () => {
    const folder = folderWith({ '.slipway.yaml': `\uFEFF# é\r\n${bad.replace('\n', '\r\n')}` });
    chmodSync(join(folder, '.slipway.yaml'), 0o640);
    await slipway(folder, ['lint', '--fix=all']);
    expect(read(folder)).toBe(`\uFEFF# é\r\n${mended.replace('\n', '\r\n')}`);
    expect(statSync(join(folder, '.slipway.yaml')).mode & 0o777).toBe(0o640);
  });

  it('does not touch a file that needs nothing', async () => {
    const folder = folderWith({ '.slipway.yaml': bad, 'a/.slipway.yaml': mended });
    const before = statSync(join(folder, 'a/.slipway.yaml'), { bigint: true });
    await slipway(folder, ['lint', '--fix=all']);
    const after = statSync(join(folder, 'a/.slipway.yaml'), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it('writes through a link that stays in the project and keeps it a link', async () => {
    const folder = folderWith({ real: bad });
    symlinkSync('real', join(folder, '.slipway.yaml'));
    await slipway(folder, ['lint', '--fix=all']);
    expect(read(folder, 'real')).toBe(mended);
    expect(lstatSync(join(folder, '.slipway.yaml')).isSymbolicLink()).toBe(true);
  });

  it('writes nothing through a link that leads out of the project', async () => {
    const outside = folderWith({ secret: bad });
    const folder = folderWith();
    symlinkSync(join(outside, 'secret'), join(folder, '.slipway.yaml'));
    const result = await slipway(folder, ['lint', '--fix=all']);
    expect(read(outside, 'secret')).toBe(bad);
    expect(result).toMatchObject({ code: 2, err: expect.stringContaining('outside the project') });
    expect(result.out).toContain('1 error in 1 of 1 file.');
    expect(result.out).not.toContain('Applied');
  });

  it('writes nothing to a file that is not valid UTF-8', async () => {
    const content = Buffer.concat([Buffer.from('# \xE9\n', 'latin1'), Buffer.from(bad)]);
    const folder = folderWith({ '.slipway.yaml': content });
    const result = await slipway(folder, ['lint', '--fix=all']);
    expect(readFileSync(join(folder, '.slipway.yaml')).equals(content)).toBe(true);
    expect(result).toMatchObject({ code: 2, err: expect.stringContaining('not valid UTF-8') });
  });

  it('writes nothing over a change made meanwhile', async () => {
    const folder = folderWith({ '.slipway.yaml': bad });
    const hook = join(folderWith(), 'hook.cjs');
    // Runs in the program: another one changes the file just before it is written.
    writeFileSync(
      hook,
      `const fs = require('node:fs/promises'); const { realpath } = fs;
       fs.realpath = path => { require('node:fs').appendFileSync(${JSON.stringify(join(folder, '.slipway.yaml'))}, '#'); return realpath(path); };`,
    );
    const result = await slipway(folder, ['lint', '--fix=all'], { node: ['--require', hook] });
    expect(read(folder)).toContain('balenaa');
    expect(result).toMatchObject({ code: 2, err: expect.stringContaining('has changed while it was linted') });
  });

  it('still writes where no file can be made beside it', async () => {
    const folder = folderWith({
      '.slipway.yaml': `${bad}# a comment that makes the old text longer than the new one\n`,
    });
    const hook = join(folderWith(), 'hook.cjs');
    writeFileSync(
      hook,
      `const fs = require('node:fs/promises');
       fs.rename = async () => { throw Object.assign(new Error('busy'), { code: 'EBUSY' }); };`,
    );
    linkSync(join(folder, '.slipway.yaml'), join(folder, 'same'));
    expect(await slipway(folder, ['lint', '--fix=all'], { node: ['--require', hook] })).toMatchObject({ code: 0 });
    expect(read(folder, 'same')).toBe(`${mended}# a comment that makes the old text longer than the new one\n`);
    expect(readdirSync(folder)).toEqual(['.slipway.yaml', 'same']);
  });
});

describe('--diff', () => {
  it('prints what would change, writes nothing, and ends with 1', async () => {
    const folder = folderWith({ 'a/.slipway.yaml': bad });
    expect(await slipway(folder, ['lint', '--diff', '--fix=all'])).toEqual({
      code: 1,
      out: '--- a/a/.slipway.yaml\n+++ b/a/.slipway.yaml\n@@ -1 +1 @@\n-dialect: balenaa\n+dialect: balena\n',
      err: '',
    });
    expect(read(folder, 'a/.slipway.yaml')).toBe(bad);
  });
  it('ends with 0 when nothing would change', async () => {
    expect(await slipway(folderWith({ '.slipway.yaml': bad }), ['lint', '--diff'])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });
});
