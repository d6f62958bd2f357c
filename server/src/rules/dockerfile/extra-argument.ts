/** Words behind the last argument an instruction takes. */
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';
import { hasLoneCarriageReturn, removeStretch, stretch, writtenInstructions } from '../written-instructions.ts';

export const extraArgument = rule({
  id: 'dockerfile/extra-argument',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['odd FROM'], or: { instructions: ['HEALTHCHECK', 'STOPSIGNAL'] } },
  aka: ['dockerfile-utils:ARGUMENT_EXTRA', 'dockerfile-utils:ARGUMENT_UNNECESSARY'],
  summary: 'An instruction has arguments behind the last one it takes',
  why: 'The builder refuses the file at that line.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nSTOPSIGNAL SIGINT SIGTERM\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK NONE /check.sh\n' },
    { Dockerfile: 'FROM alpine:3.22 AS base stage\nCMD ["top"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22 AS base\nSTOPSIGNAL SIGINT\nHEALTHCHECK NONE\n' },
    { Dockerfile: 'FROM alpine:3.22\nMAINTAINER Ada Lovelace\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      const extra = extraOf(file, instruction);
      if (!extra) continue;
      const { at, after, takes } = extra;
      const edit = removeStretch(file, span(after, at.end));
      const rest = file.text.slice(at.start, at.end);
      const what = rest.length > 40 || rest.includes('\n') ? 'The rest' : `"${rest}"`;
      findings.push({
        at,
        message: `${what} is too much here: ${takes}; the build stops at this line`,
        fixes: edit
          ? [{ title: `Delete ${what === 'The rest' ? 'the rest' : what}`, safety: 'suggestion', edits: [edit] }]
          : [],
      });
    }
    return findings;
  },
});

interface Extra {
  readonly at: Span;
  /** Where the last argument that may stand ends. */
  readonly after: number;
  /** What the instruction takes. */
  readonly takes: string;
}

function extraOf(file: Dockerfile, instruction: Instruction): Extra | undefined {
  switch (instruction.name) {
    case 'FROM': {
      const args = instruction.arguments;
      if (args.length < 2 || args.length === 3 || hasLoneCarriageReturn(file, instruction.span)) return undefined;
      const isNamed = args[1]?.value.toUpperCase() === 'AS';
      // Somebody who types a name will get to AS yet; missing-argument speaks.
      const isLast = instruction.index === file.instructions.length - 1;
      if (args.length === 2 && (isNamed || isLast)) return undefined;
      return behind(instruction, isNamed ? 3 : 1, 'FROM takes an image, or an image, AS and a name');
    }
    case 'HEALTHCHECK':
      return instruction.arguments[0]?.value.toUpperCase() === 'NONE'
        ? behind(instruction, 1, 'HEALTHCHECK NONE takes nothing')
        : undefined;
    case 'STOPSIGNAL': {
      const [first = ''] = /^[^\s"']+/.exec(instruction.logical.text) ?? [];
      const rest = instruction.logical.text.slice(first.length).trimStart();
      if (first === '' || rest === '' || hasLoneCarriageReturn(file, instruction.span)) return undefined;
      const start = instruction.logical.text.length - rest.length;
      const { logical } = instruction;
      return {
        at: logical.spanInFile(span(start, logical.text.length)),
        after: logical.spanInFile(span(0, first.length)).end,
        takes: 'STOPSIGNAL takes one signal',
      };
    }
    default:
      return undefined;
  }
}

/** What stands behind the first `count` arguments. */
function behind({ arguments: args }: Instruction, count: number, takes: string): Extra | undefined {
  const at = stretch(args.slice(count));
  const last = args[count - 1];
  return at && last && { at, after: last.span.end, takes };
}
