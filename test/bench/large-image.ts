/** The file tree of an image of 2 GB with 200,000 files: how long it takes, and above all how much memory. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { typescriptLoader } from '../bed/keep.ts';
import { projectRoot } from '../bed/project-paths.ts';
import type { Benchmark, Outcome } from './benchmark.ts';
import type { ReaderReport } from './large-image-reader.ts';

const mostMegabytes = 150;
const mostReadingMs = 15_000;

export const largeImageTree: Benchmark = {
  name: 'The file tree of an image of 2 GB',
  async run(): Promise<Outcome> {
    const reader = fork(join(projectRoot, 'test/bench/large-image-reader.ts'), [], { execArgv: typescriptLoader });
    const [report] = (await once(reader, 'message')) as [ReaderReport];
    reader.disconnect();
    const { making, reading, stacking, firstRows, firstFilter, nextFilter, peak, kept, entries, bytes } = report;
    console.log(
      `  ${(bytes / 1e9).toFixed(2)} GB in ${entries} files and folders; memory ${peak.toFixed(0)} MB at its peak, ${kept.toFixed(0)} MB kept`,
    );
    const rows = [
      { what: 'making the archive, which nobody reads', ms: making },
      { what: 'making and reading it', ms: reading },
      { what: 'putting its layers on top of each other', ms: stacking },
      { what: 'the first rows', ms: firstRows },
      { what: 'the first letter of a filter', ms: firstFilter },
      { what: 'the next filter', ms: nextFilter },
    ].map(row => ({ ...row, ratio: row.ms / making }));
    const failures = peak > mostMegabytes ? [`${peak.toFixed(0)} MB at the peak, not ${mostMegabytes}`] : [];
    const missed = reading > mostReadingMs ? [`reading took ${reading.toFixed(0)} ms, not ${mostReadingMs}`] : [];
    return { rows, failures, missed };
  },
};
