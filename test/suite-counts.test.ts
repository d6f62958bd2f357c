// How `npm test` judges what its suites report.
import { describe, expect, it } from 'vitest';
import { count, judgeSkips, readAllowedSkips, runSuite, type SuiteResult } from './bed/suite.ts';

const result: SuiteResult = {
  name: 'engine',
  outcomes: [
    { name: 'A build › succeeds', outcome: 'passed' },
    { name: 'A build › on arm › runs', outcome: 'skipped' },
    { name: 'A build of old', outcome: 'skipped' },
  ],
  seconds: 1,
  budgetMinutes: 1,
};
const counted = (allowed: string, machine: 'ci' | 'personal') =>
  count(judgeSkips(result, readAllowedSkips(allowed), machine).outcomes);

describe('A skipped test', () => {
  it('is skipped on a personal machine', () => {
    expect(counted('', 'personal')).toEqual({ passed: 1, failed: 0, skipped: 2 });
  });
  it('is a failure in CI', () => {
    expect(counted('', 'ci')).toEqual({ passed: 1, failed: 2, skipped: 0 });
  });
  it('may be skipped in CI when it is named', () => {
    expect(counted('# why\nA build › on arm › runs\n', 'ci')).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });
  it('may be skipped in CI when a group around it is named, and a name is never a mere beginning', () => {
    expect(counted('A build', 'ci')).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });
});

it('A suite that crashes has failed', async () => {
  const crashed = await runSuite('doomed', 1, () => Promise.reject(new Error('struck a rock')));
  expect(count(crashed.outcomes)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
