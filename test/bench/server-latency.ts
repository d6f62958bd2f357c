/**
 * From a change to its diagnostics over stdio, for each Dockerfile of the corpus: the time somebody who types waits, on the
 * clock. Both servers get the same messages from the same client, file by file in turn.
 */
import { hasCorpus } from '../support/corpus.ts';
import { dockerfileTexts } from '../support/dockerfile-texts.ts';
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { absentServer, ourServer, startServer, theirServer } from './stdio-server.ts';

/** Files with which both servers warm up. */
const warmups = 60;
/** This many times slower than the other server is a gross regression. */
const mostTimes = 3;

export const serverLatency: Benchmark = {
  name: `From change to diagnostics over stdio, ${hasCorpus ? 'the corpus' : 'the sample and generated files'}, on the clock`,
  absent: absentServer,
  async run(): Promise<Outcome> {
    const texts = dockerfileTexts().map(({ text }) => text);
    const programs = [ourServer, theirServer];
    const servers = await Promise.all(programs.map(startServer));
    try {
      const waits: number[][] = programs.map(() => []);
      for (const [i, text] of [...texts.slice(0, warmups), ...texts].entries()) {
        for (const [which, server] of servers.entries()) {
          const uri = await server.open(`${i}/Dockerfile`, text);
          const wait = await server.change(uri, 2, `${text}\n# changed\n`);
          if (i >= warmups) waits[which]?.push(wait);
          await server.close(uri);
        }
      }
      const quantiles = [
        { part: 0.5, name: 'median' },
        { part: 0.95, name: '95 %' },
      ].map(({ part, name }) => ({ name, times: waits.map(it => quantile(it, part)) }));
      const slower = (times: number): string[] =>
        quantiles.flatMap(({ name, times: [ours = 0, theirs = 0] }) =>
          ours > theirs * times ? [`${name}: ${ours.toFixed(2)} ms, the other server ${theirs.toFixed(2)} ms`] : [],
        );
      return {
        rows: quantiles.flatMap(({ name, times }) =>
          programs.map(({ what }, i) => ({
            what: `${what}, ${name}`,
            ms: times[i] ?? 0,
            ratio: (times[i] ?? 0) / (times[0] ?? 1),
          })),
        ),
        failures: slower(mostTimes),
        missed: slower(1),
      };
    } finally {
      await Promise.all(servers.map(server => server.stop()));
    }
  },
};
