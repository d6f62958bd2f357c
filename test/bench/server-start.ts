/** From the start of the process to the answer to `initialize`, on the clock: the median of many, both servers in turn. */
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { absentServer, ourServer, startServer, theirServer } from './stdio-server.ts';

const rounds = 25;
/** Which part of the other server's time ours may take. */
const target = 0.5;
/** More than this is a gross regression. */
const mostPart = 1;

export const serverStart: Benchmark = {
  name: 'From starting a server to its answer to initialize, on the clock',
  absent: absentServer,
  async run(): Promise<Outcome> {
    const programs = [ourServer, theirServer];
    const times: number[][] = programs.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [which, program] of programs.entries()) {
        const server = await startServer(program);
        times[which]?.push(server.startedAfterMs);
        await server.stop();
      }
    }
    const medians = times.map(it => quantile(it, 0.5));
    const [ours = 0, theirs = 0] = medians;
    const says = `${((ours / theirs) * 100).toFixed(0)} % of the other server's time, not at most`;
    return {
      rows: programs.map(({ what }, i) => ({ what, ms: medians[i] ?? 0, ratio: (medians[i] ?? 0) / ours })),
      failures: ours > theirs * mostPart ? [`${says} ${mostPart * 100} %`] : [],
      missed: ours > theirs * target ? [`${says} ${target * 100} %`] : [],
    };
  },
};
