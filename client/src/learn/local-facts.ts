// What this machine tells of an exercise: its files as the editor has them, where they stand, and what answers on ports.
import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckNeeds } from '../../../server/src/lessons/check.ts';
import type { FolderFacts, Probe, ProbeAnswer } from '../../../server/src/lessons/facts.ts';
import { probeKey } from '../../../server/src/lessons/facts.ts';
import { exists, filesBelow } from './exercise-folder.ts';

/** Text in an editor that is not saved yet, by absolute path. */
export type UnsavedTexts = ReadonlyMap<string, string>;

/** Larger files are none that a check reads. */
const mostBytes = 200_000;

/** `depth`: an exercise is read whole, the folder of all exercises only by itself. */
export async function exerciseFiles(
  folder: string,
  depth: 'all' | 'own',
  unsaved: UnsavedTexts,
): Promise<Readonly<Record<string, string>>> {
  if (!(await exists(folder))) return {};
  const paths = depth === 'all' ? await filesBelow(folder) : await ownFiles(folder);
  const texts = paths.map(async path => [path, await textOf(join(folder, path), unsaved)] as const);
  return Object.fromEntries(
    (await Promise.all(texts)).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  );
}

async function ownFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(it => it.isFile()).map(({ name }) => name);
}

async function textOf(path: string, unsaved: UnsavedTexts): Promise<string | undefined> {
  const typed = unsaved.get(path);
  if (typed !== undefined) return typed;
  try {
    if ((await stat(path)).size > mostBytes) return undefined;
    const bytes = await readFile(path);
    // Windows PowerShell writes so with `>`. Docker reads no Dockerfile like that, so only plain texts are read here.
    if (path.endsWith('.txt') && bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    // Gone since, or not ours to read.
    return undefined;
  }
}

export async function changeTimes(
  folder: string,
  { changeTimes = [] }: CheckNeeds,
): Promise<Readonly<Record<string, number>>> {
  const times = changeTimes.map(async path => {
    const known = await stat(join(folder, path)).catch(() => undefined);
    return known ? [[path, known.mtimeMs] as const] : [];
  });
  return Object.fromEntries((await Promise.all(times)).flat());
}

/** `shown`: as the user would write it. */
export async function folderFacts(folder: string | undefined, shown: string): Promise<FolderFacts> {
  if (folder === undefined) return { path: shown, state: 'no-workspace' };
  const there = await exists(folder);
  const canWrite = await access(there ? folder : dirname(folder), constants.W_OK).then(
    () => true,
    () => false,
  );
  return { path: shown, absolute: folder, state: canWrite ? (there ? 'writable' : 'missing') : 'read-only' };
}

/** Windows itself takes two seconds to say that nobody listens on a port. */
const probeMs = 5000;

export async function probeAnswers({ probes = [] }: CheckNeeds): Promise<Readonly<Record<string, ProbeAnswer>>> {
  const answers = probes.map(async probe => [probeKey(probe), await ask(probe)] as const);
  return Object.fromEntries(await Promise.all(answers));
}

async function ask({ port, method, path, body, accept }: Probe): Promise<ProbeAnswer> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      signal: AbortSignal.timeout(probeMs),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'text/plain' }),
        ...(accept === undefined ? {} : { Accept: accept }),
      },
      ...(body === undefined ? {} : { body }),
    });
    return { kind: 'answered', status: answer.status, body: await answer.text() };
  } catch (error) {
    const code =
      error instanceof Error && typeof error.cause === 'object' && error.cause !== null && 'code' in error.cause
        ? error.cause.code
        : undefined;
    return code === 'ECONNREFUSED' ? { kind: 'refused' } : { kind: 'silent' };
  }
}
