/** A plan is made while somebody waits. Times are of the processor, so that a busy machine fails nothing. */
import { expect, test } from 'vitest';
import { walkContext } from '../../server/src/build/context-walk.ts';
import { planBuilds } from '../../server/src/build/plan-builds.ts';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';
import { processorTime } from '../support/processor-time.ts';
import { listerOf } from './memory-lister.ts';
import { hostOf } from './planned.ts';

test('twenty services are planned in under 100 ms', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  const files = Object.fromEntries([
    [
      'docker-compose.yml',
      `services:\n${names.map(name => `  ${name}:\n    build: { context: ${name}, args: { A: "\${A:-1}", B: two } }\n    depends_on: [s0]\n`).join('')}`,
    ],
    ...names.map(name => [
      `${name}/Dockerfile.template`,
      `FROM alpine:3.22 AS build\nARG A\n${'RUN apk add --no-cache curl\n'.repeat(40)}FROM balenalib/%%BALENA_ARCH%%-debian\nCOPY --from=build /a /b\n`,
    ]),
  ]);
  const host = hostOf(files, 'balena');
  const plan = () => planBuilds({ path: '/p', platforms: ['raspberrypi4-64'] }, host);
  const first = await plan();
  expect(first.kind === 'plan' && first.plan.builds.length).toBe(20);
  expect(await processorTime(100, plan)).toBeLessThan(100);
});

test('a context of 20,000 files is counted in a moment', async () => {
  const files: Record<string, number> = {};
  for (let d = 0; d < 200; d++) for (let f = 0; f < 100; f++) files[`d${d}/f${f}.txt`] = f;
  const ignore = parseIgnoreFile('node_modules\n**/*.log\nd1*/f9*\n!d11/f99.txt\n');
  const lister = listerOf('/c', files);
  const walk = () => walkContext({ folder: '/c', base: '/c', without: [], ignore, lister });
  expect((await walk()).files).toBe(20_000 - 111 * 11 + 1);
  // The disk needs about as long again.
  expect(await processorTime(400, walk)).toBeLessThan(400);
});

test('hostile settings and templates take linear time', async () => {
  const long = 200_000;
  const files = {
    'balena.yml': 'name: x\ntype: sw.application\n',
    '.balena/balena.yml': `build-variables:\n  global:\n    - "${'a'.repeat(long)}"\n    - "${'a='.repeat(long / 2)}"\n    - "${'= '.repeat(long / 2)}"\n`,
    'Dockerfile.template': `FROM a\nRUN ${'<%'.repeat(long / 2)}\n${'%%A'.repeat(long / 3)}\n`,
  };
  const host = hostOf(files);
  const plan = () => planBuilds({ path: '/p', platforms: ['raspberrypi3'] }, host);
  expect((await plan()).kind).toBe('plan');
  expect(await processorTime(500, plan)).toBeLessThan(500);
});
