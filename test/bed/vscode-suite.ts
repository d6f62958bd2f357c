// Runs test/vscode inside a VS Code: the headless one where it can be had, else a desktop one that
// @vscode/test-electron downloads. Both go through its `runTests` with the same arguments.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import type { VscodeTestResult } from '../vscode/run.ts';
import { run } from './command.ts';
import { environment } from './environment.ts';
import { typescriptLoader } from './keep.ts';
import { projectRoot, toolsFolder } from './project-paths.ts';
import type { TestOutcome } from './suite.ts';
import { missing, ready, type Tool } from './tool.ts';
import { quietSettings } from './vscode-settings.ts';
import { headlessVscode } from './vscode-tools.ts';

const headlessExecutable = join(import.meta.dirname, 'vscode-executable');

/** Path of a VS Code executable to hand to `runTests`. */
export async function vscodeExecutable(kind: 'headless-first' | 'desktop'): Promise<Tool<string>> {
  const headless = kind === 'desktop' ? missing('a desktop VS Code was asked for') : await headlessVscode();
  if (headless.kind === 'ready') return ready(headlessExecutable);
  const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
  if (!hasScreen) return headless;
  try {
    return ready(await downloadAndUnzipVSCode({ version: 'stable', cachePath: join(toolsFolder, 'vscode') }));
  } catch (error) {
    return missing(`${headless.reason}; and no desktop VS Code could be downloaded: ${String(error)}`);
  }
}

export interface VscodeSuiteOptions {
  readonly executable: string;
  readonly env: NodeJS.ProcessEnv;
  /** Folder for the workspace, user data and results. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** What is asked for where only those tests run that begin with it: they are in no other session. */
const folderless = 'Without a folder';

/**
 * Three sessions: in a workspace that is trusted, and, where the headless VS Code allows it, in Restricted Mode and without
 * a folder.
 */
export async function vscodeSuite(options: VscodeSuiteOptions): Promise<readonly TestOutcome[]> {
  const grep = options.env[environment.grep];
  const withoutFolder = { ...options.env, [environment.folder]: 'none' };
  if (grep?.startsWith(folderless)) return session(options, 'folderless', withoutFolder);
  const trusted = await session(options, 'trusted', options.env);
  if (options.executable !== headlessExecutable || grep !== undefined) return trusted;
  const restricted = { ...options.env, [environment.trust]: 'restricted' };
  return [
    ...trusted,
    ...(await session(options, 'restricted', restricted)),
    ...(await session(options, 'folderless', withoutFolder)),
  ];
}

async function session(
  options: VscodeSuiteOptions,
  name: 'trusted' | 'restricted' | 'folderless',
  env: NodeJS.ProcessEnv,
): Promise<readonly TestOutcome[]> {
  const { signal } = options;
  const scratch = join(options.scratch, name);
  const logFile = join(projectRoot, `out/vscode-${name}.log`);
  const workspace = join(scratch, 'workspace');
  cpSync(join(projectRoot, 'test/sample'), workspace, { recursive: true });
  const userData = join(scratch, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(quietSettings, undefined, 2));
  const home = join(scratch, 'home');
  mkdirSync(home, { recursive: true });
  const results = join(scratch, 'vscode-results');
  writeFileSync(results, '');

  const runner = join(import.meta.dirname, 'vscode-runner.ts');
  const ended = await run(
    process.execPath,
    [...typescriptLoader, runner, options.executable, workspace, userData, join(scratch, 'extensions')],
    {
      // What is written into the home folder must not be this user's.
      env: { ...env, ...(name === 'folderless' ? { HOME: home } : {}), [environment.results]: results },
      signal,
      // Passed on by runTests to its VS Code, which cleans up and ends.
      killSignal: 'SIGINT',
    },
  );
  mkdirSync(join(projectRoot, 'out'), { recursive: true });
  // The whole chatter of the run, for a look after a failure.
  writeFileSync(logFile, `${ended.stdout}\n${ended.stderr}`);
  const log = relative(projectRoot, logFile);

  const outcomes = readResults(results);
  const isTold = outcomes.some(test => test.outcome === 'failed');
  if (signal.aborted) throw new Error(`${String(signal.reason)} (see ${log})`);
  if (ended.code !== 0 && !isTold)
    return [
      ...outcomes,
      {
        name: `VS Code suite (${name})`,
        outcome: 'failed',
        message: `VS Code ended with ${ended.code} (all of it in ${log})\n${lastLines(ended.stderr)}`,
      },
    ];
  if (outcomes.length === 0) throw new Error(`VS Code ran no test (see ${log})`);
  return outcomes;
}

function readResults(path: string): readonly VscodeTestResult[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as VscodeTestResult);
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-15).join('\n');
}
