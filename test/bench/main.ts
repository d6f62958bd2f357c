/**
 * Runs the benchmarks and prints their ratios, all in one run, so that both sides of each have the same machine. Exits
 * with 1 when one of them reports a gross regression, with `--assert` also when one misses its target. Words given are
 * parts of names: only those run.
 */
import type { Benchmark } from './benchmark.ts';
import { composeAnalysis } from './compose-analysis.ts';
import { deviceBuild } from './device-build.ts';
import { dockerfileAnalysis } from './dockerfile-analysis.ts';
import { dockerfileParser } from './dockerfile-parser.ts';
import { engineStoreAtSize } from './engine-store.ts';
import { engineViews } from './engine-views.ts';
import { largeCompose } from './large-compose.ts';
import { largeDockerfile } from './large-dockerfile.ts';
import { largeImageTree } from './large-image.ts';
import { projectIndex } from './project-index.ts';
import { serverLatency } from './server-latency.ts';
import { serverStart } from './server-start.ts';
import { topologyPicture } from './topology.ts';

const benchmarks: readonly Benchmark[] = [
  // First: what the others leave in this process makes starting another one slower, for both sides.
  serverStart,
  composeAnalysis,
  dockerfileParser,
  dockerfileAnalysis,
  largeDockerfile,
  largeCompose,
  projectIndex,
  engineStoreAtSize,
  engineViews,
  deviceBuild,
  largeImageTree,
  topologyPicture,
  serverLatency,
];

const words = process.argv.slice(2).filter(it => !it.startsWith('--'));
const asserts = process.argv.includes('--assert');

async function main(): Promise<void> {
  let failed = false;
  for (const benchmark of benchmarks) {
    if (words.length > 0 && !words.some(word => benchmark.name.includes(word))) continue;
    console.log(`\n${benchmark.name}`);
    if (benchmark.absent) {
      console.log(`  skipped: ${benchmark.absent}`);
      continue;
    }
    const { rows, failures, missed = [], passedOver = [] } = await benchmark.run();
    const width = Math.max(...rows.map(row => row.what.length));
    for (const { what, ms, ratio } of rows) {
      console.log(`  ${what.padEnd(width)}  ${ms.toFixed(2).padStart(9)} ms  ${`${ratio.toFixed(1)} ×`.padStart(9)}`);
    }
    for (const absent of passedOver) console.log(`  passed over: ${absent}`);
    for (const failure of failures) console.log(`  FAILED: ${failure}`);
    for (const target of missed) console.log(`  missed: ${target}`);
    if (failures.length > 0 || (asserts && missed.length > 0)) failed = true;
  }
  process.exitCode = failed ? 1 : 0;
}

void main();
