/** `${x…}` with a modifier that the builder does not know, where the builder replaces variables. */
import type { Dockerfile, Instruction, VariableReference } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { writtenInstructions } from '../written-instructions.ts';

export const unsupportedVariableModifier = rule({
  id: 'dockerfile/unsupported-variable-modifier',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['variable', 'flag'] },
  aka: ['dockerfile-utils:UNSUPPORTED_MODIFIER'],
  summary: 'A variable has a modifier that the builder does not know',
  why: 'Outside `RUN`, `CMD` and `ENTRYPOINT` no shell replaces variables but the builder, which knows a default (`:-`), a replacement (`:+`), a demand (`:?`) and the cutting of patterns (`#`, `%`, `/`) and refuses all else.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nARG VERSION=1.2.3\nLABEL major="${VERSION:0:1}"\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG NAME=app\nWORKDIR /srv/${NAME^^}\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nARG VERSION=1.2.3\nLABEL major="${VERSION%%.*}" minor="${VERSION#*.}"\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG VERSION=1.2.3\nRUN echo "${VERSION:0:1}"\n' },
    { Dockerfile: "FROM alpine:3.22\nENV PS1='${USER:0:1}'\n" },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      // The variables of a script are read only when somebody asks; the shell knows them but for those in flags.
      if (isScript(instruction) && !hasVariableFlag(instruction)) continue;
      for (const reference of instruction.variables) {
        const { modifier, name, quoted } = reference;
        if (!modifier || quoted || known.has(modifier.value) || isForShell(file, instruction, reference)) continue;
        findings.push({
          at: reference.span,
          message: `The builder does not know "${modifier.value}" in \${${name.value}${modifier.value}…} and stops here; work the value out in RUN, or use one of :- :+ :? # % /`,
        });
      }
    }
    return findings;
  },
});

const known: ReadonlySet<string> = new Set([':-', '-', ':+', '+', ':?', '?', '#', '##', '%', '%%', '/', '//']);

/** Whether a shell gets to see the reference, and could know what it means. */
function isForShell(file: Dockerfile, instruction: Instruction, { operand, span }: VariableReference): boolean {
  // Flags are the builder's, whatever stands behind them.
  if (instruction.flags.some(it => it.span.start <= span.start && span.end <= it.span.end)) return false;
  if (isScript(instruction)) return true;
  if (instruction.name !== 'HEALTHCHECK') return false;
  // `${x:1}` is part of a value to bash; nothing, or a word, behind the colon means something in none but PowerShell.
  const text = operand?.value ?? '';
  const isPowerShell = /powershell|pwsh/i.test(file.text);
  return isPowerShell || (text !== '' && !/^[a-z]/i.test(text));
}

function hasVariableFlag({ flags }: Instruction): boolean {
  return flags.length > 0 && flags.some(it => it.value?.value.includes('$'));
}

function isScript({ name }: Instruction): boolean {
  return name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT' || name === undefined;
}
