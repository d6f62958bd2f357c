/**
 * The picture of a Compose file with 20 services as the server makes it: read, checked, laid out and drawn. The first one
 * of a file, and the next one after a key was pressed, by what the key changes.
 */
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type * as analyzers from '../../server/src/analyzer.ts';
import type * as topologies from '../../server/src/pictures/topology/topology-of.ts';
import type * as pictures from '../../server/src/pictures/topology/topology-picture.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';
import { manyServices } from '../topology/many-services.ts';
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { bundled } from './bundled.ts';

/** Milliseconds; the panel adds what a browser needs to show it. */
const targets = { first: 200, key: 50 };
/** This many times more is a gross regression. */
const mostTimes = 4;
const rounds = 15;

const log = (message: string): void => {
  throw new Error(message);
};

export const topologyPicture: Benchmark = {
  name: 'The topology of 20 services, median',
  async run(): Promise<Outcome> {
    const { createAnalyzer } = bundled('server/src/analyzer.ts') as typeof analyzers;
    const { topologyOf } = bundled('server/src/pictures/topology/topology-of.ts') as typeof topologies;
    const { topologyPicture } = bundled('server/src/pictures/topology/topology-picture.ts') as typeof pictures;
    const path = `${root}/compose.yaml`;
    const begin = (text: string) => {
      const workspace = memoryWorkspace({ 'compose.yaml': text });
      const analyzer = createAnalyzer(workspace, defaultConfig, { log });
      const picture = async (): Promise<number> => {
        const start = process.cpuUsage();
        const answer = await topologyOf(path, {
          workspace,
          project: analyzer.project,
          async findings(of) {
            const { findings } = await analyzer.findings(of);
            return findings.map(({ rule, severity, message, at }) => {
              return { rule: rule.id, severity, message, place: { path: of, span: at } };
            });
          },
        });
        if (answer.kind === 'nothing') throw new Error(answer.because);
        topologyPicture(answer.topology, { for: 'panel' });
        return process.cpuUsage(start).user / 1000;
      };
      return { workspace, analyzer, picture };
    };
    const text = manyServices(20);
    const firsts: number[] = [];
    // Each has services of its own, so that no area is known from before.
    for (let round = 0; round < rounds; round++)
      firsts.push(await begin(text.replaceAll(/\bs(?=\d)/g, `s${String.fromCharCode(97 + round)}`)).picture());
    const keys = async (change: (round: number) => string): Promise<readonly number[]> => {
      const { workspace, analyzer, picture } = begin(text);
      await picture();
      const times: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        analyzer.changed([workspace.write('compose.yaml', change(round))], 'content');
        times.push(await picture());
      }
      return times;
    };
    const inText = await keys(round => text.replace('example/s7:1', `example/s7:${round}`));
    // One row more each time: a shape that was never seen.
    const rowsOf = (count: number): string => Array.from({ length: count }, (_, at) => `/t${at}`).join(', ');
    const inShape = await keys(round => text.replace('s7:1', `s7:1\n    tmpfs: [${rowsOf(round)}]`));
    const inWidth = await keys(round => text.replace('example/s7:1', `example/s7:1${'0'.repeat(round)}`));
    const rows = [
      { what: 'the first picture', ms: quantile(firsts, 0.5), most: targets.first },
      { what: 'a key in the name of an image', ms: quantile(inText, 0.5), most: targets.key },
      { what: 'a key that makes a card larger', ms: quantile(inShape, 0.5), most: targets.key },
      { what: 'a key in the longest name', ms: quantile(inWidth, 0.5), most: targets.key },
    ];
    const slow = (times: number): string[] =>
      rows.flatMap(({ what, ms, most }) => (ms > most * times ? [`${what}: ${ms.toFixed(0)} ms, not ${most}`] : []));
    return {
      rows: rows.map(({ what, ms }) => ({ what, ms, ratio: ms / (rows[0]?.ms ?? 1) })),
      failures: slow(mostTimes),
      missed: slow(1),
    };
  },
};
