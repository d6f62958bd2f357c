/** A line begins with a word that is no instruction. */
import { instructions } from '../../catalog/instructions.ts';
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { instructionNameOf } from '../../syntax/dockerfile/instruction.ts';
import { closest } from '../../text/closest.ts';
import { keywordCase } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { isCutOff, rewriteWord, writtenInstructions } from '../written-instructions.ts';

export const unknownInstruction = rule({
  id: 'dockerfile/unknown-instruction',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['unknown instruction'] },
  aka: ['dockerfile-utils:UNKNOWN_INSTRUCTION'],
  summary: 'A keyword is not an instruction',
  why: 'The builder stops at the first word it does not know. Often it is a slip of the finger, or the line above lacks the character that continues it.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nENTRYPIONT ["top"]\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nENTRYPOINT ["top"]\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN <<EOF\nENTRYPIONT\nEOF\n' },
    { 'Dockerfile.template': 'FROM alpine:3.22\n%%BALENA_MACHINE_NAME%%\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#overview'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const it of writtenInstructions(file))
      if (it.name === undefined && !isExempt(file, it)) findings.push(finding(file, it));
    return findings;
  },
});

/** A template variable may come to any text. */
function isExempt(file: Dockerfile, instruction: Instruction): boolean {
  return instruction.keyword.value.includes('%%') || isCutOff(file, instruction);
}

function finding(file: Dockerfile, { keyword }: Instruction): Finding {
  const nearest = instructionNameOf(closest(keyword.value, instructions, it => it.name)?.name ?? '');
  const name = nearest && keywordCase(file, nearest);
  const edit = name && rewriteWord(file, keyword, name);
  const advice = name ? `did you mean ${name}?` : `if it belongs to the line above, end that one with ${file.escape}`;
  return {
    at: keyword.span,
    message: `"${shortened(keyword.value)}" is no instruction, so the build stops here; ${advice}`,
    fixes: edit ? [{ title: `Change to "${name}"`, safety: 'suggestion', edits: [edit] }] : [],
  };
}

function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
