/** An instruction with fewer arguments than it needs. */
import type { Dockerfile, Instruction, InstructionName } from '../../syntax/dockerfile/dockerfile.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';
import { hasLoneCarriageReturn, isCutOff, writtenInstructions } from '../written-instructions.ts';

export const missingArgument = rule({
  id: 'dockerfile/missing-argument',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['odd FROM', 'few arguments'] },
  aka: [
    'dockerfile-utils:ARGUMENT_MISSING',
    'dockerfile-utils:ARGUMENT_REQUIRES_ONE',
    'dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_ONE',
    'dockerfile-utils:ARGUMENT_REQUIRES_TWO',
    'dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_TWO',
    'dockerfile-utils:ARGUMENT_REQUIRES_ONE_OR_THREE',
    'dockerfile-utils:HEALTHCHECK_CMD_ARGUMENT_MISSING',
  ],
  summary: 'An instruction has fewer arguments than it needs',
  why: 'The builder refuses the file at that line.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY app.conf\n' },
    { Dockerfile: 'FROM alpine:3.22\nWORKDIR\n' },
    { Dockerfile: 'FROM alpine:3.22\nENV LANG\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=5m\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK CMD\n' },
    { Dockerfile: 'FROM alpine:3.22 AS\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22 AS base\nCOPY app.conf /etc/\nARG MODE\nHEALTHCHECK NONE\n' },
    { Dockerfile: 'FROM alpine:3.22\nCMD\n' },
    { Dockerfile: 'FROM alpine:3.22\nENTRYPOINT []\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],

  check({ file }) {
    const findings: Finding[] = [];
    // Only where one stands by itself can an instruction be cut off.
    const hasCarriageReturn = file.text.includes('\r');
    for (const instruction of writtenInstructions(file)) {
      if (!hasCarriageReturn && hasEnough(instruction)) continue;
      const lack = lackOf(file, instruction);
      if (lack) findings.push({ at: lack.at, message: `${lack.what}; ${lack.effect ?? 'the build stops here'}` });
    }
    return findings;
  },
});

/** What is so for nearly every instruction, at a glance; false says nothing. */
function hasEnough(instruction: Instruction): boolean {
  const { name } = instruction;
  // Nothing is wanted behind CMD and RUN, and their words are read only when somebody asks.
  if (name === 'RUN' || name === 'CMD' || name === undefined) return true;
  const count = instruction.arguments.length;
  if (count !== 1) return count > (name === 'FROM' ? 2 : 1);
  switch (name) {
    case 'ADD':
    case 'COPY':
    case 'HEALTHCHECK':
      return false;
    case 'ENV':
    case 'LABEL':
      return instruction.pairs[0]?.value !== undefined;
    default:
      return true;
  }
}

interface Lack {
  readonly at: Span;
  readonly what: string;
  /** What comes of it, when the builder does not stop. */
  readonly effect?: string;
}

/** What each of them wants behind it. CMD and RUN are not here: the builder takes them without anything. */
const wants: Readonly<Partial<Record<InstructionName, string>>> = {
  ADD: 'what to add and where to',
  ARG: 'the name of a build argument',
  COPY: 'what to copy and where to',
  ENTRYPOINT: 'a program',
  ENV: 'a name and a value',
  EXPOSE: 'a port',
  FROM: 'an image',
  HEALTHCHECK: 'CMD with a command, or NONE',
  LABEL: 'a key and a value',
  MAINTAINER: 'a name',
  ONBUILD: 'an instruction',
  SHELL: 'a program in a JSON array',
  STOPSIGNAL: 'a signal',
  USER: 'a user',
  VOLUME: 'a path',
  WORKDIR: 'a path',
};

function lackOf(file: Dockerfile, instruction: Instruction): Lack | undefined {
  const { name, keyword, arguments: args, exec } = instruction;
  if (args.length > 2) return undefined;
  if (isCutOff(file, instruction)) {
    const written = args.length > 0 ? keyword.value : keyword.value.slice(0, -1);
    const want = Object.entries(wants).find(([it]) => it === written.toUpperCase())?.[1];
    return want === undefined ? undefined : { at: keyword.span, what: `${written} lacks ${want}` };
  }
  const want = name && wants[name];
  if (!name || want === undefined) return undefined;
  const [first, second] = args;
  if (!first) {
    // An empty array takes the inherited ENTRYPOINT away; invalid-json-array speaks about that of SHELL.
    const isMeant = exec && (name === 'ENTRYPOINT' || name === 'SHELL');
    if (isMeant) return undefined;
    const lack: Lack = { at: keyword.span, what: `${keyword.value} lacks ${want}` };
    return name === 'ENTRYPOINT' ? { ...lack, effect: 'write [] if the inherited one is to go' } : lack;
  }
  switch (name) {
    case 'ADD':
    case 'COPY':
      return second ? undefined : { at: first.span, what: `${keyword.value} lacks a destination behind ${first.raw}` };
    case 'ENV':
    case 'LABEL':
      return second || instruction.pairs[0]?.value
        ? undefined
        : { at: first.span, what: `${keyword.value} lacks a value for ${first.raw}; write ${first.raw}=value` };
    case 'HEALTHCHECK':
      return second || first.value.toUpperCase() !== 'CMD'
        ? undefined
        : { at: first.span, what: 'HEALTHCHECK CMD lacks a command' };
    case 'FROM': {
      if (!second || hasLoneCarriageReturn(file, instruction.span)) return undefined;
      const isAs = second.value.toUpperCase() === 'AS';
      const what = isAs
        ? `The name of the stage is missing behind ${second.raw}`
        : `AS is missing before "${second.raw}": FROM takes an image, or an image, AS and a name`;
      return { at: second.span, what };
    }
    default:
      return undefined;
  }
}
