// Exercises on a real disk: what is copied, what is never written over, what a broken note leads to. Needs no engine.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  copyStarter,
  filesBelow,
  makeLearnFolder,
  progressFile,
  readProgressFile,
  setAside,
  setProgressFileAside,
  writeProgressFile,
} from '../../client/src/learn/exercise-folder.ts';

describe('An exercise on the disk', () => {
  let home = '';
  let starter = '';
  const folder = () => ({ path: join(home, 'slipway-learn', 'k01-bowline'), name: 'k01-bowline' });
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'slipway-exercise-'));
    starter = join(home, 'starter');
    put(join(starter, 'Dockerfile'), 'FROM {{rope}}\n');
    put(join(starter, '.dockerignore'), 'Dockerfile\n');
    put(join(starter, 'bin/tie.sh'), '#!/bin/sh\necho {{unknown}}\n');
    put(join(starter, 'picture.bin'), new Uint8Array([0, 123, 123, 114, 111, 112, 101, 125, 125]));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('has the files of its starter, with images for tokens, scripts that run, and nothing of ours', async () => {
    await copyStarter(starter, folder(), { rope: 'rope:9' });
    const at = (path: string) => join(folder().path, path);
    expect(await filesBelow(folder().path)).toEqual(['.dockerignore', 'Dockerfile', 'bin/tie.sh', 'picture.bin']);
    expect(readFileSync(at('Dockerfile'), 'utf8')).toBe('FROM rope:9\n');
    expect(readFileSync(at('bin/tie.sh'), 'utf8')).toContain('{{unknown}}');
    expect(readFileSync(at('picture.bin')).length).toBe(9);
    expect(statSync(at('bin/tie.sh')).mode & 0o111).toBe(0o111);
    expect(statSync(at('Dockerfile')).mode & 0o111).toBe(0);
  });

  it('is there whole or not at all', async () => {
    rmSync(starter, { recursive: true });
    await expect(copyStarter(starter, folder(), {})).rejects.toThrow(/ENOENT/);
    expect(existsSync(folder().path)).toBe(false);
  });

  it('is never written over', async () => {
    await copyStarter(starter, folder(), {});
    put(join(folder().path, 'Dockerfile'), 'FROM mine\n');
    await expect(copyStarter(starter, folder(), {})).rejects.toThrow(/EEXIST/);
    expect(readFileSync(join(folder().path, 'Dockerfile'), 'utf8')).toBe('FROM mine\n');
  });

  it('is set aside under a name of its own, twice in a minute too', async () => {
    const now = new Date(2026, 10, 22, 16, 4);
    await copyStarter(starter, folder(), {});
    expect(await setAside(folder(), now)).toBe(`${folder().path}.2026-11-22-1604`);
    await copyStarter(starter, folder(), {});
    expect(await setAside(folder(), now)).toBe(`${folder().path}.2026-11-22-1604-2`);
    expect(existsSync(folder().path)).toBe(false);
  });

  it('stays out of commits', async () => {
    const root = join(home, 'slipway-learn');
    expect(await makeLearnFolder(root)).toBe(true);
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('*\n');
    writeFileSync(join(root, '.gitignore'), 'mine\n');
    expect(await makeLearnFolder(root)).toBe(false);
    expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('has its progress noted beside it, where no COPY takes it along', async () => {
    await copyStarter(starter, folder(), {});
    expect(await readProgressFile(folder())).toBeUndefined();
    const progress = { done: { tie: 5 }, tries: { 'k01.held': 1 }, openedAt: 3 };
    await writeProgressFile(folder(), 'knots/01', progress);
    expect(await readProgressFile(folder())).toEqual({ kind: 'read', lessons: { 'knots/01': progress } });
    expect(readdirSync(join(home, 'slipway-learn/.progress'))).toEqual(['k01-bowline.json']);
    expect(await filesBelow(folder().path)).toHaveLength(4);
  });

  it('keeps a note that cannot be read, out of the way', async () => {
    put(progressFile(folder()), '{"version": 1');
    expect(await readProgressFile(folder())).toEqual({ kind: 'corrupt', why: 'it is no JSON' });
    const kept = await setProgressFileAside(folder());
    expect(readFileSync(kept, 'utf8')).toBe('{"version": 1');
    expect(await readProgressFile(folder())).toBeUndefined();
  });

  it('with installed packages is read without them, and no further than a few hundred files', async () => {
    for (let i = 0; i < 30; i++) put(join(folder().path, 'node_modules/a', `${i}.js`), '');
    for (let i = 0; i < 12; i++) put(join(folder().path, 'src', `${i}.js`), '');
    expect((await filesBelow(folder().path)).length).toBe(12);
    expect((await filesBelow(folder().path, 5)).length).toBe(5);
  });
});
