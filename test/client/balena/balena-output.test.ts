// What balena's CLI writes, read as the builds of services. The forms are those of CLI 25; the words are ours.
import { expect, it } from 'vitest';
import { type BalenaTold, balenaOutput, lineCutter } from '../../../client/src/builds/balena/balena-output.ts';
import { processorTime } from '../../support/processor-time.ts';

const blue = (text: string) => `\u001b[34m${text}\u001b[39m`;

function read(lines: readonly string[], from: 'stdout' | 'stderr' = 'stdout'): readonly BalenaTold[] {
  const output = balenaOutput(['api', 'web'], () => 5);
  return lines.flatMap(line => output.line(line, from));
}

/** In short: `api 1/2 running`, `api > text`, `api built`, `info text`. */
function inShort(it: BalenaTold): string {
  switch (it.kind) {
    case 'note':
      return `${it.level} ${it.text}`;
    case 'built':
      return `${it.service} built`;
    case 'summary':
      return `${it.service} is ${it.size}`;
    case 'failed':
      return `${it.service} failed ${it.exitCode ?? '?'}: ${it.message}`;
    case 'progress': {
      const { progress } = it;
      if (progress.kind === 'step') return `${it.service} ${progress.step.name} ${progress.step.state}`;
      return progress.kind === 'output' ? `${it.service} > ${progress.text.trimEnd()}` : progress.kind;
    }
  }
}
const short = (all: readonly BalenaTold[]): readonly string[] => all.map(inShort);

it('a push to a fleet is read: steps by service, cached marks, sizes, the release', () => {
  const lines = [
    `${blue('[Info]')}     Starting build for shop, user somebody`,
    `${blue('[Info]')}     Pulling previous images for caching purposes...`,
    '[===>                                               ] 6%',
    `${blue('[Success]')}  Successfully pulled cache images`,
    `${blue('[api]')}      Step 1/2 : FROM debian`,
    `${blue('[api]')}       ---> 76aea0766768`,
    `${blue('[web]')}      Step 1/1 : FROM alpine`,
    `${blue('[api]')}      Step 2/2 : RUN make`,
    `${blue('[api]')}       ---> Using cache`,
    `${blue('[web]')}      Successfully built 889ccb6afc7c`,
    `${blue('[api]')}      Successfully built 889ccb6afc7d`,
    `${blue('[Info]')}     ┌─────────┬────────────┬────────────┐`,
    `${blue('[Info]')}     │ Service │ Image Size │ Build Time │`,
    `${blue('[Info]')}     │ api     │ 1.32 MB    │ 11 seconds │`,
    `${blue('[Success]')}  Release successfully created!`,
    '\t\t\t    \\',
    '\t\t\t     \\_   \\\\',
  ];
  expect(short(read(lines))).toEqual([
    'info Starting build for shop, user somebody',
    'info Pulling previous images for caching purposes...',
    'success Successfully pulled cache images',
    'api Step 1/2 : FROM debian running',
    'web Step 1/1 : FROM alpine running',
    'api Step 1/2 : FROM debian done',
    'api Step 2/2 : RUN make running',
    'web Step 1/1 : FROM alpine done',
    'web built',
    'api Step 2/2 : RUN make cached',
    'api built',
    'api is 1.32 MB',
    'success Release successfully created!',
  ]);
});

it('builds on a device and on this machine are told behind [Build]', () => {
  const device = ['[Build]   [api] Step 1/1 : RUN make', '[Build]   [api] hello', '[Live]    Waiting…', '[Logs]    x'];
  expect(short(read(device))).toEqual(['api Step 1/1 : RUN make running', 'api > hello']);
  const local = [
    '[Build]   Building services...',
    '[Build]   api  Preparing...',
    '[Build]   api  Step 1/1 : RUN make',
    '[Build]   api  Image size: 12.50 MB',
    '[Build]   Built 1 service in 0:12',
    '[Success] Build succeeded!',
  ];
  expect(short(read(local))).toEqual([
    'info Building services...',
    'api > Preparing...',
    'api Step 1/1 : RUN make running',
    'api > Image size: 12.50 MB',
    'api is 12.50 MB',
    'info Built 1 service in 0:12',
    'success Build succeeded!',
  ]);
});

it.each<[string, readonly string[], 'stdout' | 'stderr', string]>([
  [
    'by the end of its step',
    ['[api]   Step 1/1 : RUN false', "[api]   The command '/bin/sh -c false' returned a non-zero code: 7"],
    'stdout',
    "api failed 7: The command '/bin/sh -c false' returned a non-zero code: 7",
  ],
  [
    'by the list of balena’s servers',
    ['[Error]    Some services failed to build:', '[Error]      Service: api', '[Error]        Error: no such file'],
    'stdout',
    'api failed ?: no such file',
  ],
  [
    'by the list of a push to a device',
    ['Some services failed to build:', '\tapi: no such file'],
    'stderr',
    'api failed ?: no such file',
  ],
])('a service that failed is known %s', (_how, lines, from, expected) => {
  expect(short(read(lines, from))).toContain(expected);
});

it('a step that failed is told as failed', () => {
  const lines = ['[api] Step 1/1 : RUN false', '[api] The command returned a non-zero code: 7'];
  expect(short(read(lines))).toContain('api Step 1/1 : RUN false failed');
});

it('names nobody knows, and what a program writes in brackets, are no services', () => {
  expect(short(read(['[other] Step 1/1 : RUN x', '[api]   [web] Step 1/1 : RUN x', '[constructor] a b']))).toEqual([
    'info [other] Step 1/1 : RUN x',
    'api > [web] Step 1/1 : RUN x',
    'info [constructor] a b',
  ]);
});

it('commands to a terminal do not get through', () => {
  const [told] = read(['[Info]   \u001b]0;title\u0007\u001b[2Jclean \u001b[31mred\u001b[0m\u0007']);
  expect(told).toEqual({ kind: 'note', level: 'info', text: 'clean red␇' });
});

it('hostile lines are cut and take no time', async () => {
  const lines: string[] = [];
  const cutter = lineCutter(line => lines.push(line));
  for (let i = 0; i < 200; i++) cutter.add('a['.repeat(50_000));
  cutter.add('\n');
  expect(lines.map(({ length }) => length)).toEqual([10_000]);
  const readAll = () => {
    for (const hostile of ['[', '[a', ' ', '│', '[Info] │', '[Error] Error: ', '[=', 'Image size: ', '\u001b['])
      read([hostile.repeat(10_000 / hostile.length), `[api] ${hostile.repeat(10_000 / hostile.length)}`]);
  };
  expect(await processorTime(1000, readAll)).toBeLessThan(1000);
  const [note] = read([`[Info] ${'x'.repeat(9000)}`]);
  expect(note?.kind === 'note' && note.text.length).toBe(500);
});

it.each([
  [
    ['ab', 'c\nd', 'ef\n'],
    ['abc', 'def'],
  ],
  [['one\r', 'two\r', 'three\n'], ['three']],
  [
    ['windows\r\n', 'line\r\n'],
    ['windows', 'line'],
  ],
  [['no end'], ['no end']],
  [['\n\n'], ['', '']],
])('output in pieces %j is lines %j', (pieces, expected) => {
  const lines: string[] = [];
  const cutter = lineCutter(line => lines.push(line));
  for (const piece of pieces) cutter.add(piece);
  cutter.end();
  expect(lines).toEqual(expected);
});
