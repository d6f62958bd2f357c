/** Runs the benchmarks and prints their ratios; exits with 1 only when one of them reports a gross regression. */
import type { Benchmark } from './benchmark.ts';
import { dockerfileParser } from './dockerfile-parser.ts';

const benchmarks: readonly Benchmark[] = [dockerfileParser];

let failed = false;
for (const benchmark of benchmarks) {
  console.log(`\n${benchmark.name}`);
  if (benchmark.absent) {
    console.log(`  skipped: ${benchmark.absent}`);
    continue;
  }
  const { rows, failures } = benchmark.run();
  const width = Math.max(...rows.map(row => row.what.length));
  for (const { what, ms, ratio } of rows) {
    console.log(`  ${what.padEnd(width)}  ${ms.toFixed(1).padStart(9)} ms  ${`${ratio.toFixed(1)} ×`.padStart(9)}`);
  }
  for (const failure of failures) console.log(`  FAILED: ${failure}`);
  if (failures.length > 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
