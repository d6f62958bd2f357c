// What a download leaves on this machine, whatever the engine sends.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { containerFilesOf } from '../../../client/src/engine/dockerode/container-files.ts';
import type { Sessions } from '../../../client/src/engine/sessions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-download-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function filesSending(archive: NodeJS.ReadableStream) {
  const docker = { getContainer: () => ({ getArchive: async () => archive }) };
  return containerFilesOf(docker as unknown as Dockerode, {} as Sessions);
}

const quiet = { onProgress: () => undefined, signal: new AbortController().signal };

it('replaces a file by a whole one, and nothing beside it', async () => {
  const target = join(folder, 'hosts');
  await writeFile(target, 'old');
  await writeFile(`${target}.part`, 'somebody’s');
  const archive = pack();
  archive.entry({ name: 'hosts', mode: 0o644 }, 'new');
  archive.finalize();
  await filesSending(archive).download('c', '/etc/hosts', target, quiet);
  expect(await readFile(target, 'utf8')).toBe('new');
  expect(await readFile(`${target}.part`, 'utf8')).toBe('somebody’s');
  expect(await readdir(folder)).toHaveLength(2);
});

it.each(['etc/../../out', 'etc/..'])('does not leave its folder by %s', async name => {
  const archive = pack();
  archive.entry({ name: 'etc', type: 'directory' });
  archive.entry({ name }, 'out');
  archive.finalize();
  await expect(filesSending(archive).download('c', '/etc', join(folder, 'etc'), quiet)).rejects.toThrow('leaves');
  expect(await readdir(folder)).toEqual([]);
});

it('leaves nothing and says why when it is given up', async () => {
  const abort = new AbortController();
  const reason = new Error('The user has thought better of it');
  const archive = pack();
  archive.entry({ name: 'big', size: 1_000_000 }).write(Buffer.alloc(1000));
  const options = { onProgress: () => abort.abort(reason), signal: abort.signal };
  await expect(filesSending(archive).download('c', '/big', join(folder, 'big'), options)).rejects.toBe(reason);
  expect(existsSync(join(folder, 'big'))).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});
