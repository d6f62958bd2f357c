// Runs a suite with Vitest in a process of its own and reads what became of each test from its report.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { projectRoot } from './project-paths.ts';
import type { TestOutcome } from './suite.ts';

export interface VitestSuiteOptions {
  /** Arguments after `vitest run`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Folder for the report. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

export async function vitestSuite({ args, env, scratch, signal }: VitestSuiteOptions): Promise<readonly TestOutcome[]> {
  const report = join(scratch, `vitest-${performance.now()}.json`);
  const result = await run(
    process.execPath,
    [
      join(projectRoot, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    { cwd: projectRoot, env: { ...env, NO_COLOR: '1' }, signal },
  );
  const output = `${result.stdout}\n${result.stderr}`.trim();
  if (signal.aborted) throw new Error(`${String(signal.reason)}\n${output}`);
  if (!existsSync(report)) throw new Error(`Vitest ended with ${result.code} and without a report\n${output}`);
  const outcomes = readReport(readFileSync(report, 'utf8'));
  const isTold = outcomes.some(test => test.outcome === 'failed');
  if (result.code !== 0 && !isTold) throw new Error(`Vitest ended with ${result.code}\n${output}`);
  return outcomes;
}

/** The part of Vitest's JSON report (Jest's format) that we read. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

function readReport(text: string): readonly TestOutcome[] {
  const report = JSON.parse(text) as Report;
  return report.testResults.flatMap(file => {
    const outcomes = file.assertionResults.map((test): TestOutcome => {
      const name = [...test.ancestorTitles, test.title].filter(part => part !== '').join(' › ');
      if (test.status === 'passed') return { name, outcome: 'passed' };
      if (test.status !== 'failed') return { name, outcome: 'skipped' };
      return { name, outcome: 'failed', message: (test.failureMessages ?? []).join('\n') };
    });
    // A file that could not be loaded has no tests to fail.
    const isTold = file.status !== 'failed' || outcomes.some(test => test.outcome === 'failed');
    return isTold
      ? outcomes
      : [...outcomes, { name: file.name, outcome: 'failed' as const, message: file.message ?? '' }];
  });
}
