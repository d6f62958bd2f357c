/**
 * From a change to its diagnostics over stdio in a Compose file of 1,000 services, on the clock: of one change after the
 * other, and of the last of many keys that were pressed at once, where the work for the others is to stop.
 */
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { absentServer, ourServer, startServer } from './stdio-server.ts';

const services = 1_000;
const targetMs = 400;
/** Slower than this is a gross regression. */
const mostMs = 2_000;
const warmups = 3;
const rounds = 9;
/** Keys pressed at once; analysing the text after each would take as many times as long. */
const keys = 'wrong-0-key'.length;
/** Times one change that all keys together may take: most of them must have been dropped. */
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
        // Ends in a key that no Compose file has, so that the answer to the last text is known from the others.
        await server.change(uri, ++version, `: 1\n${text}`);
        together.push(await server.type(uri, version + 1, 0, `wrong-${i}-key`));
        version += keys;
      }
      const median = quantile(single, 0.5);
      const worst = quantile(single, 0.95);
      const last = quantile(together, 0.5);
      return {
        rows: [
          { what: 'one change, median', ms: median, ratio: 1 },
          { what: 'one change, 95 %', ms: worst, ratio: worst / median },
          { what: `the last of ${keys} keys pressed at once, median`, ms: last, ratio: last / median },
        ],
        failures: median > mostMs ? [`${median.toFixed(0)} ms, not below ${mostMs} ms`] : [],
        missed: [
          ...(worst > targetMs ? [`${worst.toFixed(0)} ms, not below ${targetMs} ms`] : []),
          ...(last > median * mostTimes
            ? [`${keys} keys at once take ${(last / median).toFixed(1)} times one change`]
            : []),
        ],
      };
    } finally {
      await server.stop();
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
