/** One keystroke in a Dockerfile of 6,000 lines, every rule on, once the code is warm. */
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type * as analyzer from '../../server/src/analyzer.ts';
import { longDockerfile } from '../support/dockerfile-texts.ts';
import { type Benchmark, flat, type Outcome, quantile } from './benchmark.ts';
import { bundled } from './bundled.ts';
import { oneFileWorkspace } from './one-file-workspace.ts';

const lines = 6_000;
const targetMs = 20;
/** Slower than this is a gross regression, on a busy machine, too. */
const mostMs = 100;
/** As many keys as a few lines take; the compiler is done with the rules by then. */
const warmups = 160;
const rounds = 100;

const { createAnalyzer } = bundled('server/src/analyzer.ts') as typeof analyzer;

export const largeDockerfile: Benchmark = {
  name: 'A keystroke in a Dockerfile of 6,000 lines, all rules on',
  async run(): Promise<Outcome> {
    const workspace = oneFileWorkspace();
    const kept = createAnalyzer(workspace, { ...defaultConfig, allRules: 'on' });
    const text = longDockerfile(lines);
    const early: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < warmups + rounds; round++) {
      // Somewhere in the file, never twice at the same place.
      const at = text.indexOf('\n', ((round * 7919) % lines) * 20);
      workspace.text = flat(`${text.slice(0, at)} x${round}${text.slice(at)}`);
      // What somebody waits for: processor time would count the garbage collector's threads beside it.
      const start = performance.now();
      kept.changed([workspace.path], 'content');
      await kept.findings(workspace.path);
      (round < warmups ? early : times).push(performance.now() - start);
    }
    const median = quantile(times, 0.5);
    const says = `${median.toFixed(1)} ms for a file of ${lines} lines, not below`;
    return {
      rows: [
        { what: 'median', ms: median, ratio: 1 },
        { what: '95 %', ms: quantile(times, 0.95), ratio: quantile(times, 0.95) / median },
        { what: `the first ${warmups} keys, median`, ms: quantile(early, 0.5), ratio: quantile(early, 0.5) / median },
      ],
      failures: median > mostMs ? [`${says} ${mostMs} ms`] : [],
      missed: median > targetMs ? [`${says} ${targetMs} ms`] : [],
    };
  },
};
