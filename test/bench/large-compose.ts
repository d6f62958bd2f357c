/**
 * From a change to its diagnostics over stdio in a Compose file of 1,000 services, on the clock: of one change after the
 * other, and of the last of many that came at once, where the work for the others is to stop.
 */
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { absentServer, ourServer, startServer } from './stdio-server.ts';

const services = 1_000;
const targetMs = 400;
/** Slower than this is a gross regression. */
const mostMs = 2_000;
const warmups = 3;
const rounds = 9;
/** Changes that come at once in front of the last one; analysing each would take as many times as long. */
const burst = 9;
/** Times one change that all changes of a burst may take: most of them must have been dropped. */
const mostTimes = 4;

export const largeCompose: Benchmark = {
  name: `From change to diagnostics over stdio in a Compose file of ${services} services, on the clock`,
  absent: absentServer,
  async run(): Promise<Outcome> {
    const text = largeText();
    const server = await startServer(ourServer);
    try {
      const uri = await server.open('compose.yaml', text, 'dockercompose');
      let version = 1;
      const change = (): Promise<number> => server.change(uri, ++version, `${text}# change ${version}\n`);
      for (let i = 0; i < warmups; i++) await change();
      const single: number[] = [];
      for (let i = 0; i < rounds; i++) single.push(await change());
      const together: number[] = [];
      for (let i = 0; i < rounds; i++) {
        const texts = Array.from({ length: burst }, (_, k) => `${text}# burst ${i} ${k}\n`);
        texts.push(`${text}nonsense${i}: 1\n`);
        together.push(await server.changeOften(uri, version + 1, texts, `nonsense${i}`));
        version += texts.length;
      }
      const median = quantile(single, 0.5);
      const worst = quantile(single, 0.95);
      const last = quantile(together, 0.5);
      return {
        rows: [
          { what: 'one change, median', ms: median, ratio: 1 },
          { what: 'one change, 95 %', ms: worst, ratio: worst / median },
          { what: `the last of ${burst + 1} at once, median`, ms: last, ratio: last / median },
        ],
        failures: median > mostMs ? [`${median.toFixed(0)} ms, not below ${mostMs} ms`] : [],
        missed: [
          ...(worst > targetMs ? [`${worst.toFixed(0)} ms, not below ${targetMs} ms`] : []),
          ...(last > median * mostTimes
            ? [`${burst + 1} changes at once take ${(last / median).toFixed(1)} times one`]
            : []),
        ],
      };
    } finally {
      server.stop();
    }
  },
};

/** As a generator writes them: each service has what services usually have, and depends on the one before. */
function largeText(): string {
  const all = Array.from({ length: services }, (_, i) =>
    [
      `  app${i}:`,
      `    image: example/app:${i}`,
      '    restart: unless-stopped',
      '    ports:',
      `      - "127.0.0.1:${10_000 + i}:80"`,
      '    environment:',
      `      NUMBER: ${i}`,
      `      UPSTREAM: http://app${(i * 7 + 1) % services}:80/`,
      '    volumes:',
      `      - data${i % 50}:/data`,
      ...(i > 0 ? ['    depends_on:', `      - app${i - 1}`] : []),
      '    networks: [back]',
    ].join('\n'),
  );
  const volumes = Array.from({ length: 50 }, (_, i) => `  data${i}: {}`);
  return ['services:', ...all, 'networks:', '  back: {}', 'volumes:', ...volumes, ''].join('\n');
}
