/** How long a keystroke waits for its diagnostics while a large project is open and work from other files is due. */
import { afterEach, expect, it } from 'vitest';
import { itemsOf, pulling, type StdioClient, start } from './stdio-client.ts';

let client: StdioClient;
afterEach(() => client?.dispose());

const services = 20;
const dockerfile = [
  'FROM debian:12',
  ...Array.from({ length: 100 }, (_, i) => `RUN apt-get update && echo ${i} && rm -rf /var/lib/apt/lists/*`),
  'CMD ["/lib/systemd/systemd"]',
  '',
].join('\n');
const compose = [
  'services:',
  ...Array.from({ length: services }, (_, i) => `  s${i}:\n    build: ./s${i}\n    privileged: true`),
  '',
].join('\n');

it('answers within 100 ms for the file that is typed in', async () => {
  const files: Record<string, string> = { 'compose.yaml': compose };
  for (let i = 0; i < services; i++) files[`s${i}/Dockerfile`] = dockerfile;
  client = start(files);
  await client.initialize(pulling);
  client.connection.onRequest<null, void>('workspace/diagnostic/refresh', () => null);
  await client.open('compose.yaml', compose);
  for (let i = 0; i < services; i++) await client.open(`s${i}/Dockerfile`, dockerfile);
  await client.pull('compose.yaml');
  for (let i = 0; i < services; i++) await client.pull(`s${i}/Dockerfile`);

  let version = 1;
  /** So long 95 of 100 keystrokes wait at most, in milliseconds. */
  const typed = async (): Promise<number> => {
    const waits: number[] = [];
    for (let key = 0; key < 100; key++) {
      const at = { line: 100, character: 30 };
      const before = performance.now();
      await client.change('s0/Dockerfile', ++version, { range: { start: at, end: at }, text: 'x' });
      const report = await client.pull('s0/Dockerfile');
      waits.push(performance.now() - before);
      expect(itemsOf(report).length).toBeGreaterThan(0);
    }
    waits.sort((a, b) => a - b);
    const [median = 0, slow = 0, worst = 0] = [waits[50], waits[94], waits.at(-1)];
    console.info(
      `keystroke to diagnostics: median ${median.toFixed(1)} ms, 95 % ${slow.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
    );
    return slow;
  };
  // The clock runs for other programs, too: the best of three counts.
  let best = await typed();
  for (let attempt = 1; attempt < 3 && best >= 100; attempt++) best = Math.min(best, await typed());
  expect(best).toBeLessThan(100);
});
