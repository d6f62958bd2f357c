// What VS Code loads as `--extensionTestsPath`: runs every *.test.js beside it with Mocha, inside the extension host.
// A new suite is a new file test/vscode/<name>.test.ts with `describe` and `it`; nothing else has to know it. For the
// workbench's mouse, keyboard and pictures see support/workbench.ts, for documents and events support/workspace.ts.
//
// before-reload/ runs last and leaves its window as it is. Then the window is reloaded, VS Code calls `run` once more, in
// a new extension host, and after-reload/ sees what came back.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { environment } from '../bed/environment.ts';

/** One test as the test bed counts it; `name` is its groups and its title joined by " › ". */
export interface VscodeTestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What went wrong, with its stack. */
  readonly message?: string;
}

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env[environment.grep];
  const isRestricted = process.env[environment.trust] === 'restricted';
  const isFolderless = process.env[environment.folder] === 'none';
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: true,
    timeout: 60_000,
    forbidOnly: process.env['CI'] === 'true',
    // What is only true without trust runs in a session of its own, and nothing else runs there.
    ...(grep === undefined ? { fgrep: 'In Restricted Mode', invert: !isRestricted } : { fgrep: grep }),
  });
  const resultsFile = process.env[environment.results];
  const reloadNote = `${resultsFile}.reload`;
  const isReloaded = existsSync(reloadNote);
  const isWanted = (path: string) =>
    path.endsWith('.test.js') &&
    (dirname(path) === 'after-reload') === isReloaded &&
    // The other suites need a folder before their first test.
    (path === 'without-folder.test.js') === isFolderless;
  const isLast = (path: string) => dirname(path) === 'before-reload';
  const files = readdirSync(__dirname, { recursive: true }).map(String).filter(isWanted).sort();
  for (const file of [...files.filter(path => !isLast(path)), ...files.filter(isLast)])
    mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();
  let leavesItsWindow = false;
  // Written test by test: when the extension host crashes, what ran before is still told.
  const note = (outcome: VscodeTestResult['outcome']) => (test: Mocha.Runnable, error?: unknown) => {
    leavesItsWindow ||= outcome === 'passed' && dirname(test.file ?? '') === join(__dirname, 'before-reload');
    if (resultsFile === undefined) return;
    const result: VscodeTestResult = {
      name: test.titlePath().join(' › '),
      outcome,
      ...(error === undefined
        ? {}
        : { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    };
    appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  };
  let failures = await new Promise<number>(resolve => {
    mocha.run(resolve).on('pass', note('passed')).on('fail', note('failed')).on('pending', note('skipped'));
  });
  if (isReloaded) failures += Number(readFileSync(reloadNote, 'utf8'));
  else if (leavesItsWindow && resultsFile !== undefined) {
    writeFileSync(reloadNote, String(failures));
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
    // This extension host ends with its window; the next one says how all of it went.
    await new Promise(() => undefined);
  }
  if (failures > 0) throw new Error(`${failures} failed`);
}
