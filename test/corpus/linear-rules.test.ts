/**
 * Every rule together takes time that grows with the length of the text, not faster, whatever the text is made of; for
 * Dockerfiles and for Compose files.
 */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

interface Shape {
  readonly name: string;
  /** The text with so many of what it is made of. */
  readonly text: (times: number) => string;
  readonly times: number;
}

const repeated = (name: string, times: number, head: string, piece: string, tail = ''): Shape => ({
  name,
  times,
  text: times => head + piece.repeat(times) + tail,
});
const numbered = (name: string, times: number, head: string, piece: (n: number) => string, tail = ''): Shape => ({
  name,
  times,
  text: times => head + Array.from({ length: times }, (_, n) => piece(n)).join('') + tail,
});

const shapes: readonly Shape[] = [
  numbered('commands in one RUN', 10_000, 'FROM a\nRUN true', n => ` && echo ${n}`),
  numbered('commands in one RUN, on lines', 10_000, 'FROM a\nRUN true', n => ` \\\n && cp a${n} b`),
  numbered('installations', 5_000, 'FROM debian:12\n', n => `RUN apt-get update && apt-get install p${n} && cd /a\n`),
  numbered('packages', 20_000, 'FROM debian:12\nRUN apt-get install -y', n => ` p${n}`),
  numbered('RUN after RUN', 10_000, 'FROM a\n', n => `RUN echo ${n}\n`),
  numbered('stages', 5_000, '', n => `FROM a${n} AS b${n}\nRUN c\n`),
  numbered('stages on stages', 5_000, 'FROM a AS b0\n', n => `FROM b${n} AS b${n + 1}\nRUN c\nUSER u\n`),
  repeated('stages of one name', 5_000, 'FROM a AS b\n', 'FROM b AS b\nCOPY --from=b c d\n'),
  numbered('copies from every stage', 3_000, '', n => `FROM a AS b${n}\nCOPY --from=b${n - 1} /c /d/\n`),
  numbered('ENV pairs', 20_000, 'FROM a\nENV', n => ` k${n}=v$k${n - 1}`),
  numbered('ENV after ENV', 10_000, 'FROM a\n', n => `ENV k${n}=v$k${n - 1}\n`),
  numbered('LABEL pairs', 20_000, 'FROM a\nLABEL', n => ` k${n}="v ${n}"`),
  numbered('ARG after ARG', 10_000, 'ARG a\nFROM a\n', n => `ARG k${n}=$k${n - 1}\n`),
  numbered('ports', 20_000, 'FROM a\nEXPOSE', n => ` ${n % 65_536}/tcp`),
  numbered('sources', 20_000, 'FROM a\nCOPY', n => ` a${n}`, ' /b/\n'),
  repeated('options', 50_000, 'FROM a\nRUN curl', ' -a', ' b\n'),
  repeated('flags', 10_000, 'FROM a\nRUN ', '--mount=type=cache,target=/a ', 'b\n'),
  repeated('one line of a megabyte', 125_000, 'FROM a\nRUN echo', ' x "y"$z'),
  repeated('one word of a megabyte', 1_000_000, 'FROM a\nRUN echo ', 'x'),
  repeated('a base image of a megabyte', 250_000, 'FROM ', 'a/b:', '\n'),
  repeated('open substitutions', 20_000, 'FROM a\nRUN ', '$(a '),
  repeated('open variables', 20_000, 'FROM a\nENV a=', '${a:-'),
  repeated('variables in each other', 20_000, 'FROM a\nENV a=', '${a:-b}'),
  repeated('brackets', 50_000, 'FROM a\nCMD ', '['),
  repeated('quotes', 50_000, 'FROM a\nENV a=', '"\''),
  repeated('pipes', 10_000, 'FROM a\nRUN a', ' | b'),
  repeated('SHELL after SHELL', 5_000, 'FROM a\n', 'SHELL ["/bin/bash", "-c"]\nRUN a | b\n'),
  repeated('users and folders', 5_000, 'FROM a\n', 'USER a\nWORKDIR b\nUSER root\nWORKDIR /c\n'),
  repeated('health checks and commands', 5_000, 'FROM a\n', 'HEALTHCHECK CMD a\nCMD b\nENTRYPOINT c\nMAINTAINER d\n'),
  repeated('triggers', 5_000, 'FROM a\n', 'ONBUILD RUN cd /a && apt-get install b\n'),
  numbered('heredocs', 5_000, 'FROM a\n', n => `RUN <<E\ncd /a\npip install b${n}\nE\n`),
  repeated('comments', 20_000, 'FROM a\n', '# b\n', 'RUN c\n'),
  repeated('comments in a RUN', 20_000, 'FROM a\nRUN b \\\n', '# c\n', 'd\n'),
  repeated('comments that suppress', 5_000, 'FROM a\n', '# hadolint ignore=DL3003\nRUN cd /a && b\n'),
  repeated('blank lines in a RUN', 20_000, 'FROM a\nRUN b \\\n', '\n', 'c\n'),
  repeated('unknown instructions', 10_000, 'FROM a\n', 'RUNN a\n'),
  repeated('instructions before FROM', 10_000, '', 'RUN a\n'),
  repeated('template variables', 10_000, 'FROM %%A%%\nRUN ', '%%BALENA_ARCH%% '),
];

const service = 'services:\n  a:\n    image: b\n';
const composeShapes: readonly Shape[] = [
  numbered('services', 4_000, 'services:\n', n => `  s${n}:\n    image: a:${n}\n    ports: ["${n}:80"]\n`),
  numbered(
    'services with much to say',
    1_500,
    'services:\n',
    n =>
      `  s${n}:\n    build: ./b${n}\n    privileged: true\n    volumes: [v${n}:/a, /dev:/dev]\n    environment: {A: $B${n}}\n    depends_on: [s${n - 1}]\n    networks: [n${n}]\n`,
  ),
  numbered('services without an image tag', 5_000, 'services:\n', n => `  s${n}: {image: "a${n}"}\n`),
  numbered(
    'services with addresses',
    3_000,
    'services:\n',
    n => `  s${n}: {image: a, environment: ["U=http://s${n - 1}:80"], expose: ["81"]}\n`,
  ),
  numbered(
    'services of one build context',
    2_000,
    'services:\n',
    n => `  s${n}: {build: {context: ., target: t${n}, args: [A=1]}}\n`,
  ),
  numbered('services of one container name', 5_000, 'services:\n', n => `  s${n}: {image: a, container_name: c}\n`),
  numbered(
    'services with profiles',
    5_000,
    'services:\n',
    n => `  s${n}: {image: a, profiles: [p${n}], depends_on: [s${n - 1}]}\n`,
  ),
  numbered(
    'services that depend on the next',
    4_000,
    'services:\n',
    n => `  s${n}:\n    image: a\n    depends_on: [s${n + 1}]\n`,
  ),
  numbered(
    'services that extend the next',
    3_000,
    'services:\n',
    n => `  s${n}:\n    image: a\n    privileged: true\n    extends: {service: s${n + 1}}\n`,
  ),
  numbered(
    'services that extend one',
    3_000,
    'services:\n  base: {image: a, privileged: true}\n',
    n => `  s${n}:\n    extends: {service: base}\n    ports: ["80:80"]\n`,
  ),
  numbered('services of the first format', 5_000, '', n => `s${n}:\n  image: a\n  ports: ["80:80"]\n`),
  repeated('one service again and again', 10_000, 'services:\n', '  a:\n    image: b\n'),
  repeated('one key again and again', 20_000, service, '    image: b\n'),
  numbered('aliases', 8_000, 'x-a: &a {image: b, ports: ["80:80"]}\nservices:\n', n => `  s${n}: *a\n`),
  numbered(
    'merged aliases',
    8_000,
    'x-a: &a {image: b, privileged: true}\nservices:\n',
    n => `  s${n}:\n    <<: *a\n    hostname: h${n}\n`,
  ),
  numbered(
    'merges of merges',
    3_000,
    'x-a0: &a0 {image: b}\n',
    n => `x-a${n + 1}: &a${n + 1}\n  <<: *a${n}\n  k${n}: 1\n`,
  ),
  numbered(
    'anchors within themselves',
    5_000,
    'services:\n',
    n => `  s${n}: &s${n}\n    image: a\n    labels: *s${n}\n`,
  ),
  repeated('documents', 1_000, 'services: {a: {image: b}}\n', '---\nservices: {a: {image: b}}\n'),
  numbered('unknown keys', 20_000, service, n => `    imagee${n}: b\n`),
  numbered('unknown sections', 20_000, 'services: {}\n', n => `servicess${n}: b\n`),
  numbered('environment', 20_000, `${service}    environment:\n`, n => `      - K${n}=$V${n}\n`),
  numbered('environment as a mapping', 20_000, `${service}    environment:\n`, n => `      K${n}: "a $V${n}"\n`),
  numbered('published ports', 20_000, `${service}    ports:\n`, n => `      - "${n}:${n}"\n`),
  repeated('one port again and again', 20_000, `${service}    ports:\n`, '      - "80:80"\n'),
  repeated('ranges of ports', 5_000, `${service}    ports:\n`, '      - "1-65535:1-65535"\n'),
  numbered('mounts', 20_000, `${service}    volumes:\n`, n => `      - v${n}:/a${n}\n`),
  numbered('bind mounts', 20_000, `${service}    volumes:\n`, n => `      - ./v${n}:/a\n`),
  numbered('volumes nobody uses', 10_000, `${service}volumes:\n`, n => `  v${n}: {}\n`),
  numbered('networks that are not there', 20_000, `${service}    networks:\n`, n => `      - n${n}\n`),
  numbered('secrets', 10_000, `${service}secrets:\n`, n => `  s${n}: {file: ./a${n}}\n`),
  numbered('labels', 10_000, `${service}    labels:\n`, n => `      - io.balena.features.x${n}=1\n`),
  numbered('capabilities', 20_000, `${service}    cap_add:\n`, n => `      - SYS_ADMI${n}\n`),
  numbered('env files', 2_000, `${service}    env_file:\n`, n => `      - ./a${n}.env\n`),
  numbered('includes', 2_000, `${service}include:\n`, n => `  - ./a${n}.yaml\n`),
  numbered('variables in keys', 4_000, 'services:\n', n => `  $s${n}:\n    image: a\n`),
  repeated('open variables in Compose', 50_000, 'services:\n  a:\n    image: ', '${a:-'),
  repeated('variables in one line', 50_000, `${service}    command: `, '$A ${B} '),
  repeated('comments that suppress in Compose', 20_000, service, '    # slipway-disable-next-line a/b\n'),
  repeated('brackets in Compose', 50_000, 'services: ', '['),
  repeated('a command of many words', 50_000, `${service}    command: [`, '"a", ', '"b"]\n'),
];

async function timeOf(text: string, name: string, beside: Readonly<Record<string, string>> = {}): Promise<number> {
  const config = { ...defaultConfig, allRules: 'on' } as const;
  const log = (message: string): void => {
    throw new Error(message);
  };
  const analyzer = createAnalyzer(memoryWorkspace({ ...beside, [name]: text }), config, { log });
  const start = process.cpuUsage();
  await analyzer.findings(`/p/${name}`);
  return process.cpuUsage(start).user / 1000;
}

async function expectLinear({ text, times }: Shape, timeOf: (text: string) => Promise<number>): Promise<void> {
  await timeOf(text(Math.min(500, times)));
  const ratio = async (): Promise<number> => {
    const small = await timeOf(text(times / 4));
    const all = await timeOf(text(times));
    // Four times the text: quadratic time would be sixteen times. What is over in a moment cannot be measured.
    return all < 100 ? 0 : all / small;
  };
  const ratios: number[] = [];
  // Code is compiled and memory collected meanwhile: one measurement out of three must be clean.
  while (ratios.length < 3 && !ratios.some(it => it < 10)) ratios.push(await ratio());
  expect(Math.min(...ratios)).toBeLessThan(10);
}

describe('time is linear', () => {
  it.each(shapes)('for $name', { timeout: 120_000 }, shape => expectLinear(shape, text => timeOf(text, 'Dockerfile')));

  it.each(composeShapes)('for $name', { timeout: 120_000 }, shape =>
    expectLinear(shape, text => timeOf(text, 'docker-compose.yml')),
  );

  it.each(composeShapes)('for $name, on balena', { timeout: 120_000 }, shape =>
    expectLinear(shape, text =>
      timeOf(text, 'docker-compose.yml', { 'balena.yml': 'type: sw.application\nname: a\n' }),
    ),
  );
});
