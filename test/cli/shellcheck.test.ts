// `slipway lint` and ShellCheck: which program is run, and who may say so.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bundle, findingsOf, folderWith, slipway } from './cli.ts';

const hasShellCheck = spawnSync('shellcheck', ['--version']).status === 0;
const own = 'dockerfile/shellcheck-finding';
const dockerfile = 'FROM debian:12\r\n# why\r\nRUN find . \\\r\n\t# all of them\r\n\t-name a*.c; ls "$x" $y\r\n';

async function found(folder: string, ...args: readonly string[]) {
  const findings = findingsOf(await slipway(folder, ['lint', '--format', 'json', ...args]));
  return findings
    .filter(it => it.rule === own)
    .map(({ message, aka, range }) => ({ code: message.split(':')[0], aka, start: range.start }));
}

/** A program that leaves a trace. */
function trap(folder: string, name: string): { readonly path: string; sprung(): boolean } {
  const path = join(folder, name);
  const trace = join(folder, 'sprung');
  writeFileSync(path, `#!/bin/sh\ntouch '${trace}'\necho '{"comments":[]}'\n`);
  chmodSync(path, 0o755);
  return { path, sprung: () => existsSync(trace) };
}

describe.skipIf(!hasShellCheck)('lint with ShellCheck (needs ShellCheck)', () => {
  it('runs the program on the PATH and shows its findings where they stand', async () => {
    const temporary = () => readdirSync(tmpdir()).filter(name => name.startsWith('slipway-shellcheck-'));
    const before = temporary();
    const findings = await found(folderWith({ Dockerfile: dockerfile }));
    expect(findings.map(it => it.code)).toEqual(['SC2061', 'SC2154', 'SC2086', 'SC2154']);
    expect(findings[0]?.start).toEqual({ line: 4, character: 7 });
    expect(findings[0]?.aka).toEqual(['hadolint:SC2061']);
    expect(temporary().filter(name => !before.includes(name))).toEqual([]);
  });

  it('applies its fixes as suggestions', async () => {
    const folder = folderWith({ Dockerfile: dockerfile });
    const safe = await slipway(folder, ['lint', '--fix', '--diff']);
    expect(safe.out).not.toContain('"$y"');
    const all = await slipway(folder, ['lint', '--fix=all', '--diff']);
    expect(all.out).toContain('+\t-name a*.c; ls "$x" "$y"');
  });

  it('is silent with --shellcheck off', async () => {
    expect(await found(folderWith({ Dockerfile: dockerfile }), '--shellcheck', 'off')).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('lint that is interrupted (needs Linux)', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves neither a process nor a folder', async signal => {
    const folder = folderWith({ Dockerfile: dockerfile });
    const trace = join(folder, 'trace');
    const path = join(folder, 'slow');
    writeFileSync(path, `#!/bin/sh\necho "$$ $(pwd)" > '${trace}'\nexec sleep 60\n`);
    chmodSync(path, 0o755);
    const child = spawn(process.execPath, [bundle, 'lint', '--shellcheck', path], { cwd: folder, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!existsSync(trace) || readFileSync(trace, 'utf8') === '') await sleep(20);
    const [pid, made = ''] = readFileSync(trace, 'utf8').trim().split(' ');
    expect(existsSync(made)).toBe(true);
    child.kill(signal);
    expect((await ended)[1]).toBe(signal);
    expect(existsSync(made)).toBe(false);
    for (let i = 0; i < 1000 && runs(pid); i++) await sleep(20);
    expect(runs(pid)).toBe(false);
  });

  /** One that has ended and that its parent has not asked for yet runs no more; some parents take their time. */
  function runs(pid = ''): boolean {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  }
});

describe('lint and the program', () => {
  it('runs the one that is named', async () => {
    const folder = folderWith({ Dockerfile: dockerfile });
    const named = trap(folder, 'my-shellcheck');
    const { code, err } = await slipway(folder, ['lint', '--fail-on', 'never', '--shellcheck', './my-shellcheck']);
    expect({ code, err, sprung: named.sprung() }).toEqual({ code: 0, err: '', sprung: true });
  });

  it('says when there is none at the path that is named', async () => {
    const { code, err } = await slipway(folderWith({ Dockerfile: dockerfile }), [
      'lint',
      '--shellcheck',
      '/nowhere/sc',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('/nowhere/sc');
  });

  it('says nothing where there is none on the PATH', async () => {
    const environment = { PATH: folderWith() };
    const { code, err } = await slipway(folderWith({ Dockerfile: dockerfile }), ['lint', '--fail-on', 'never'], {
      environment,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('never runs one that a project names or brings along', async () => {
    const config = ['shellcheck: { path: ./shellcheck, enable: auto }', 'slipway.shellcheck.path: ./shellcheck', ''];
    const folder = folderWith({ Dockerfile: dockerfile, '.slipway.yaml': config.join('\n') });
    const bait = trap(folder, 'shellcheck');
    const { out } = await slipway(folder, ['lint'], { environment: { PATH: '.:./:' } });
    expect(out).toContain('"shellcheck" is no setting');
    expect(bait.sprung()).toBe(false);
  });
});
