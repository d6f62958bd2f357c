/** What the builder is given, who set it, and what nobody sets. */
import { expect, test } from 'vitest';
import { type Asked, buildOf, type Files, planOf } from './planned.ts';

const compose = (args: string): Files => ({
  'compose.yaml': `services:\n  a:\n    build: { context: ., args: ${args} }\n`,
  Dockerfile: 'FROM scratch\nARG A\nARG B=2\n',
});
const argumentsOf = async (files: Files, asked: Asked = {}) =>
  (await buildOf(files, asked)).arguments.map(({ name, value, from }) => `${name}=${value} ${from}`);

test.each<[args: string, files: Files, asked: Asked, expected: readonly string[]]>([
  ['{ A: 1, B: true, C: x }', {}, {}, ['A=1 compose', 'B=true compose', 'C=x compose']],
  ['["A=b=c", "B="]', {}, {}, ['A=b=c compose', 'B= compose']],
  ['[A, B]', {}, { environment: { A: 'out' } }, ['A=out environment']],
  ['{ A: }', { '.env': 'A=file\n' }, {}, ['A=file environment']],
  ['{ A: "${X}" }', { '.env': 'X=file\n' }, { environment: { X: 'out' } }, ['A=out compose']],
  ['{ A: "${X}-${Y:-y}" }', { '.env': 'X=1${Z:-2}\n' }, {}, ['A=12-y compose']],
  ['{ A: "${X:-}", B: "${X-d}", C: "${X:-d}" }', { '.env': 'X=\n' }, {}, ['A= compose', 'B= compose', 'C=d compose']],
  ['{ A: "${X:+set}", B: "${Y:+set}" }', { '.env': 'X=1\n' }, {}, ['A=set compose', 'B= compose']],
  ['{ A: "$$HOME $${X}" }', {}, {}, ['A=$HOME ${X} compose']],
  ['{ A: "${COMPOSE_PROJECT_NAME}" }', {}, { name: 'My Shop' }, ['A=myshop compose']],
  ['{ A: 1 }', {}, { arguments: { A: 'mine', B: 'new' } }, ['A=mine asked-for', 'B=new asked-for']],
])('%s with %j, %j', async (args, files, asked, expected) => {
  expect(await argumentsOf({ ...compose(args), ...files }, asked)).toEqual(expected);
});

test('a variable that nobody sets is empty, and said to be', async () => {
  expect((await buildOf(compose('{ A: "${X}", B: "${Y}" }'))).warnings).toEqual([
    '${X}, ${Y} are set nowhere and empty therefore',
  ]);
  expect((await buildOf(compose('{ A: "${X}" }'), { environment: { X: '' } })).warnings).toEqual([]);
});

test('an argument with a demand that nobody meets is not given', async () => {
  expect(await argumentsOf(compose('{ A: "${X:?say}" }'))).toEqual([]);
});

test('balena’s CLI reads no .env, and its build variables win over what is asked for', async () => {
  const files = {
    'docker-compose.yml': 'services:\n  a:\n    build: { context: ., args: { A: "${X:-none}", B: c, C: c } }\n',
    ...{ '.env': 'X=file\n', Dockerfile: 'FROM scratch\nARG A\n' },
    '.balena/balena.yml': 'build-variables:\n  global: { B: all }\n  services: { a: { C: own } }\n',
  };
  const asked: Asked = { platforms: ['raspberrypi3'], arguments: { B: 'mine', C: 'mine', D: 'mine' } };
  expect(await argumentsOf(files, asked)).toEqual([
    'A=none compose',
    'B=all balena-global',
    'C=own balena-service',
    'D=mine asked-for',
  ]);
});

test('what the Dockerfile declares is told from what it does not', async () => {
  const files = {
    'compose.yaml':
      'services:\n  a:\n    build: { context: ., target: run, args: { HEAD: 1, IN: 1, OTHER: 1, HTTP_PROXY: x } }\n',
    Dockerfile: 'ARG HEAD\nFROM scratch AS run\nARG IN\nFROM scratch AS other\nARG OTHER\n',
  };
  const build = await buildOf(files);
  expect(build.arguments.filter(it => !it.isDeclared).map(it => it.name)).toEqual(['OTHER']);
});

test('those without a default that nobody sets are open', async () => {
  const dockerfile = `ARG BASE
ARG TAG=1
ARG HEAD=h
FROM scratch AS used
ARG OPEN
ARG HEAD
ARG TARGETARCH
ARG no_proxy
ARG WITH=default
FROM scratch AS unused
ARG ELSEWHERE
FROM used
ARG SET
ARG TAG
`;
  expect((await buildOf({ Dockerfile: dockerfile }, { arguments: { SET: '' } })).openArguments).toEqual([
    'BASE',
    'OPEN',
  ]);
});

test('several settings of balena are told, for its builder stops there', async () => {
  const files = { Dockerfile: 'FROM scratch', '.balena/balena.yml': '', '.resin/resin.yml': '' };
  expect((await planOf(files, { platforms: ['raspberrypi3'], dialect: 'balena' })).warnings).toEqual([
    'balena’s builder stops at several files with build settings: .balena/balena.yml, .resin/resin.yml',
  ]);
});
