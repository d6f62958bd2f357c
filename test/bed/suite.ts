// What a suite is to the test bed: named outcomes of single tests, counted for real, and a budget of time.

export interface TestOutcome {
  /** Groups and title joined by " › ". */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What went wrong; absent when the suite has shown it itself. */
  readonly message?: string;
}

export interface SuiteResult {
  readonly name: string;
  readonly outcomes: readonly TestOutcome[];
  readonly seconds: number;
  readonly budgetMinutes: number;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Times `body`. An exception in it is a failed test named after the suite: a suite that crashes has failed. */
export async function runSuite(
  name: string,
  budgetMinutes: number,
  body: () => Promise<readonly TestOutcome[]>,
): Promise<SuiteResult> {
  console.log(`\n▶ ${name}`);
  const start = performance.now();
  let outcomes: readonly TestOutcome[];
  try {
    outcomes = await body();
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    outcomes = [{ name: `${name} suite`, outcome: 'failed', message }];
  }
  for (const test of outcomes) {
    if (test.outcome === 'failed') console.log(`✗ ${test.name}\n${indent(test.message ?? '')}`);
    if (test.outcome === 'skipped') console.log(`- skipped: ${test.name}${test.message ? ` (${test.message})` : ''}`);
  }
  return { name, outcomes, seconds: (performance.now() - start) / 1000, budgetMinutes };
}

/** The one outcome of a suite that could not run at all. */
export function skippedSuite(name: string, reason: string): readonly TestOutcome[] {
  return [{ name: `${name} suite`, outcome: 'skipped', message: reason }];
}

/**
 * In CI a skip is a failure unless its name, or the name of a group around it, is in `allowed`. Elsewhere nothing
 * changes.
 */
export function judgeSkips(result: SuiteResult, allowed: ReadonlySet<string>, machine: 'ci' | 'personal'): SuiteResult {
  if (machine === 'personal') return result;
  const outcomes = result.outcomes.map((test): TestOutcome => {
    if (test.outcome !== 'skipped' || isAllowed(test.name, allowed)) return test;
    console.log(`✗ ${test.name}\n  was skipped, and test/allowed-skips does not name it`);
    return { ...test, outcome: 'failed' };
  });
  return { ...result, outcomes };
}

function isAllowed(name: string, allowed: ReadonlySet<string>): boolean {
  const groups = name.split(' › ');
  return groups.some((_, index) => allowed.has(groups.slice(0, index + 1).join(' › ')));
}

/** One name a line; empty lines and lines starting with # say nothing. */
export function readAllowedSkips(text: string): ReadonlySet<string> {
  const lines = text.split('\n').map(line => line.trim());
  return new Set(lines.filter(line => line !== '' && !line.startsWith('#')));
}

export function count(outcomes: readonly TestOutcome[]): Counts {
  const of = (outcome: TestOutcome['outcome']) => outcomes.filter(test => test.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

export function budgetLine({ name, outcomes, seconds, budgetMinutes }: SuiteResult): string {
  const { passed, failed, skipped } = count(outcomes);
  const over = seconds > budgetMinutes * 60 ? '  OVER BUDGET' : '';
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`.padEnd(38);
  return `${name.padEnd(10)}${counts}${seconds.toFixed(1).padStart(7)} s of ${String(budgetMinutes * 60).padStart(4)} s${over}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
