/** FROM with another word than AS between image and name. */
import { type Finding, rule } from '../rule.ts';
import { hasLoneCarriageReturn, rewriteWord, writtenInstructions } from '../written-instructions.ts';

export const invalidFromSyntax = rule({
  id: 'dockerfile/invalid-from-syntax',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['odd FROM'] },
  aka: ['dockerfile-utils:INVALID_AS'],
  summary: 'The word between the image and the name of the stage is not AS',
  why: 'The builder refuses the file at that line: a stage gets its name with `AS` only.',
  bad: [{ Dockerfile: 'FROM alpine:3.22 IS base\n' }, { Dockerfile: 'FROM alpine:3.22 --as base\n' }],
  good: [{ Dockerfile: 'FROM alpine:3.22 AS base\n' }, { Dockerfile: 'FROM --platform=$BUILDPLATFORM alpine:3.22\n' }],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      if (instruction.name !== 'FROM') continue;
      const { arguments: args, keyword } = instruction;
      const [, as, stage] = args;
      if (args.length !== 3 || !as || !stage || /^as$/i.test(as.value)) continue;
      if (as.raw.includes('%%') || hasLoneCarriageReturn(file, instruction.span)) continue;
      const right = keyword.value === 'from' ? 'as' : 'AS';
      const edit = rewriteWord(file, { span: as.span, value: as.raw }, right);
      findings.push({
        at: as.span,
        message: `"${as.raw}" stands where AS has to, so the build stops here; write FROM image ${right} ${stage.raw}`,
        fixes: edit ? [{ title: `Change to "${right}"`, safety: 'suggestion', edits: [edit] }] : [],
      });
    }
    return findings;
  },
});
