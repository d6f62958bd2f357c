/** Every rule together takes time that grows with the length of the text, not faster, whatever the text is made of. */
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

async function timeOf(text: string): Promise<number> {
  const config = { ...defaultConfig, allRules: 'on' } as const;
  const log = (message: string): void => {
    throw new Error(message);
  };
  const analyzer = createAnalyzer(memoryWorkspace({ Dockerfile: text }), config, { log });
  const start = process.cpuUsage();
  await analyzer.findings('/p/Dockerfile');
  return process.cpuUsage(start).user / 1000;
}

describe('time is linear', () => {
  it.each(shapes)('for $name', { timeout: 120_000 }, async ({ text, times }) => {
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
  });
});
