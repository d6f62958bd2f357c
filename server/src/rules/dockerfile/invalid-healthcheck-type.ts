/** HEALTHCHECK with something else than CMD or NONE. */
import { insert, replace } from '../../text/edit.ts';
import { keywordCase } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { isCutOff, writtenInstructions } from '../written-instructions.ts';

export const invalidHealthcheckType = rule({
  id: 'dockerfile/invalid-healthcheck-type',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['HEALTHCHECK'] },
  aka: ['dockerfile-utils:UNKNOWN_TYPE'],
  summary: 'HEALTHCHECK has neither CMD nor NONE behind its options',
  why: 'The builder refuses the file at that line. The command of a check stands behind `CMD`; `NONE` switches off the one of the base image.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=5m wget -q localhost\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=5m CMD wget -q localhost\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK none\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      if (instruction.name !== 'HEALTHCHECK') continue;
      const [type] = instruction.arguments;
      const isType = type !== undefined && /^(?:CMD|NONE)$/i.test(type.value);
      if (!type || (isType && !/["']/.test(type.raw))) continue;
      if (type.raw.includes('%%') || isCutOff(file, instruction)) continue;
      if (isType) {
        findings.push({
          at: type.span,
          message: `HEALTHCHECK takes no quotes around ${type.value}, so the build stops here`,
          fixes: [{ title: 'Delete the quotes', safety: 'suggestion', edits: [replace(type.span, type.value)] }],
        });
        continue;
      }
      const cmd = keywordCase(file, 'CMD');
      findings.push({
        at: type.span,
        message: `HEALTHCHECK wants CMD or NONE before "${type.raw.slice(0, 40)}", so the build stops here`,
        fixes: [{ title: `Insert "${cmd}"`, safety: 'suggestion', edits: [insert(type.span.start, `${cmd} `)] }],
      });
    }
    return findings;
  },
});
