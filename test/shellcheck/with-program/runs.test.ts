/** How the program is run: whatever it does, the run ends, and neither a process nor a folder is left. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ShellCheckProgramOptions, shellCheckProgram } from '../../../server/src/cli/shellcheck-program.ts';
import { hasShellCheck } from './program.ts';

const script = { name: '0.sh', text: '#!/bin/sh\necho $x\n' };

/** A folder of this test's own: the stand-in for the program, and the system's temporary folder of its runs. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'slipway-runs-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The system's temporary folder until the test is over: other tests use the real one at the same time. */
function temporaryFolder(): string {
  const made = folder();
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = made;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  return made;
}

/** A stand-in for the program that does what `lines` say; `$OUT` is its folder. */
function standIn(...lines: readonly string[]) {
  const at = folder();
  const path = join(at, 'shellcheck');
  writeFileSync(
    path,
    ['#!/bin/sh', `OUT='${at}'`, 'echo $$ >> "$OUT/pids"', 'pwd >> "$OUT/folders"', ...lines, ''].join('\n'),
  );
  chmodSync(path, 0o755);
  const read = (name: string) =>
    existsSync(join(at, name)) ? readFileSync(join(at, name), 'utf8').trim().split('\n') : [];
  return {
    at,
    path,
    read,
    /** Waits until so many processes have begun. */
    async started(count = 1): Promise<void> {
      for (let i = 0; i < 1000 && read('folders').length < count; i++) await sleep(20);
      expect(read('folders')).toHaveLength(count);
    },
    leftProcesses: () => read('pids').filter(isLeft),
    leftFolders: () => read('folders').filter(existsSync),
  };
}

function isLeft(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // It has ended, perhaps just now.
    return false;
  }
}

function programOf(options: Partial<ShellCheckProgramOptions>) {
  const told: string[] = [];
  const log = (message: string) => void told.push(message);
  const program = shellCheckProgram({ path: undefined, environment: process.env, log, onMissing: log, ...options });
  return { program, told };
}

describe.skipIf(process.platform !== 'linux')('A run of the program (needs Linux)', () => {
  it('has the scripts as files and its arguments as they are, without a shell in between', async () => {
    const fake = standIn('printf "%s\\n" "$@" > "$OUT/arguments"', 'cat 0.sh "1.sh"');
    const { program } = programOf({ path: fake.path });
    const run = await program.run([script, { name: '1.sh', text: '$(touch /tmp/never) ; "' }]);
    expect(run).toEqual({ kind: 'output', text: `${script.text}$(touch /tmp/never) ; "` });
    expect(fake.read('arguments')).toEqual(['--norc', '--format=json1', '--severity=style', '0.sh', '1.sh']);
    expect([fake.leftProcesses(), fake.leftFolders()]).toEqual([[], []]);
  });

  it('is ended when it is cancelled, and the folder goes', async () => {
    const fake = standIn('exec sleep 60');
    const { program, told } = programOf({ path: fake.path });
    const controller = new AbortController();
    const run = program.run([script], controller.signal);
    await fake.started();
    expect(fake.leftFolders()).toHaveLength(1);
    controller.abort(new Error('stale'));
    await expect(run).rejects.toThrow('stale');
    // Nobody is told: it happens with every key that is pressed.
    expect([fake.leftProcesses(), fake.leftFolders(), told]).toEqual([[], [], []]);
  });

  it('is not begun when it is cancelled before', async () => {
    const fake = standIn();
    const { program } = programOf({ path: fake.path });
    await expect(program.run([script], AbortSignal.abort(new Error('stale')))).rejects.toThrow('stale');
    expect(fake.read('pids')).toEqual([]);
  });

  it('is ended when it takes too long, and that is told', async () => {
    const fake = standIn('exec sleep 60');
    const { program, told } = programOf({ path: fake.path, timeoutMs: 200 });
    expect(await program.run([script])).toEqual({ kind: 'failed' });
    expect(told.join()).toContain('longer than 200 ms');
    expect([fake.leftProcesses(), fake.leftFolders()]).toEqual([[], []]);
  });

  it('is ended when it writes without end', async () => {
    const fake = standIn('exec yes');
    const { program, told } = programOf({ path: fake.path });
    expect(await program.run([script])).toEqual({ kind: 'failed' });
    expect(told.join()).toContain('bytes');
    expect([fake.leftProcesses(), fake.leftFolders()]).toEqual([[], []]);
  });

  it('that fails has no output', async () => {
    const fake = standIn('echo "unknown option"; exit 3');
    const { program, told } = programOf({ path: fake.path });
    expect(await program.run([script])).toEqual({ kind: 'failed' });
    expect(told.join()).toContain('ended with 3');
  });

  it('waits while two others go on', async () => {
    const fake = standIn('while [ ! -e "$OUT/go" ]; do sleep 0.02; done');
    const { program } = programOf({ path: fake.path });
    const runs = [1, 2, 3, 4].map(() => program.run([script]));
    await fake.started(2);
    await sleep(150);
    expect(fake.read('pids')).toHaveLength(2);
    writeFileSync(join(fake.at, 'go'), '');
    expect((await Promise.all(runs)).map(run => run.kind)).toEqual(['output', 'output', 'output', 'output']);
    expect(fake.read('pids')).toHaveLength(4);
  });

  it('removes what a killed process left long ago, and nothing else', async () => {
    const temporary = temporaryFolder();
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of ['slipway-shellcheck-old', 'slipway-shellcheck-new', 'someone-else']) {
      mkdirSync(join(temporary, name));
      if (name !== 'slipway-shellcheck-new') utimesSync(join(temporary, name), hourAgo, hourAgo);
    }
    expect((await programOf({ path: standIn('echo {}').path }).program.run([script])).kind).toBe('output');
    expect(
      readdirSync(temporary)
        .filter(name => !name.startsWith('slipway-runs-'))
        .sort(),
    ).toEqual(['slipway-shellcheck-new', 'someone-else']);
  });

  it('is not influenced by options of the environment', async () => {
    const fake = standIn('printf "[%s]" "$SHELLCHECK_OPTS"');
    const { program } = programOf({ path: fake.path, environment: { ...process.env, SHELLCHECK_OPTS: '-f gcc' } });
    expect(await program.run([script])).toEqual({ kind: 'output', text: '[]' });
  });
});

describe('The program', () => {
  it('is looked for on the PATH once, and its absence told once', async () => {
    const { program, told } = programOf({ environment: { PATH: folder() } });
    expect(await program.run([script])).toEqual({ kind: 'unavailable' });
    expect(await program.run([script])).toEqual({ kind: 'unavailable' });
    expect(told).toEqual([expect.stringContaining('not found on the PATH')]);
  });

  it('is never one of a relative folder of the PATH, nor one named by a relative path', async () => {
    const fake = standIn();
    const before = process.cwd();
    process.chdir(fake.at);
    try {
      for (const options of [{ environment: { PATH: '.::./x' } }, { path: './shellcheck' }, { path: 'shellcheck' }]) {
        expect(await programOf(options).program.run([script])).toEqual({ kind: 'unavailable' });
      }
    } finally {
      process.chdir(before);
    }
    expect(fake.read('pids')).toEqual([]);
  });

  it('that is no program is said to be none', async () => {
    const at = folder();
    writeFileSync(join(at, 'shellcheck'), 'text');
    const { program, told } = programOf({ path: join(at, 'shellcheck') });
    expect(await program.run([script])).toEqual({ kind: 'unavailable' });
    expect(told).toHaveLength(1);
  });
});

describe.skipIf(!hasShellCheck)('The real program (needs ShellCheck)', () => {
  it('answers about several scripts in one run, and leaves no folder', async () => {
    const temporary = temporaryFolder();
    const { program } = programOf({});
    const run = await program.run([script, { name: '1.sh', text: '#!/bin/sh\ncd /x\n' }]);
    const { comments } = JSON.parse(run.kind === 'output' ? run.text : '{}');
    expect(comments.map((it: { file: string; code: number }) => `${it.file} ${it.code}`)).toEqual(
      expect.arrayContaining(['0.sh 2086', '1.sh 2164']),
    );
    expect(readdirSync(temporary)).toEqual([]);
  });
});
