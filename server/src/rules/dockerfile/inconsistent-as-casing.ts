/** `AS` in another case than its FROM. */
import { type Finding, rule } from '../rule.ts';
import { rewriteWord } from '../written-instructions.ts';

export const inconsistentAsCasing = rule({
  id: 'dockerfile/inconsistent-as-casing',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['stage name'] },
  aka: ['buildkit:FromAsCasing'],
  summary: 'AS is written in another case than its FROM',
  why: 'The two are one instruction. A lower-case `as` between upper-case keywords hides where a stage gets its name.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22 as base\nCMD ["top"]\n' },
    { Dockerfile: 'from alpine:3.22 AS base\ncmd ["top"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22 AS base\nCMD ["top"]\n' },
    { Dockerfile: 'from alpine:3.22 as base\ncmd ["top"]\n' },
    { Dockerfile: 'From alpine:3.22 as base\nCMD ["top"]\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/from-as-casing/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { from, name } of file.stages) {
      const as = from.arguments[1];
      if (!name || !as) continue;
      const keyword = from.keyword.value;
      const right = keyword === 'FROM' ? 'AS' : keyword === 'from' ? 'as' : undefined;
      // inconsistent-instruction-casing speaks about a FROM in mixed case.
      if (right === undefined || as.raw === right) continue;
      const edit = rewriteWord(file, as, right);
      findings.push({
        at: as.span,
        message: `"${as.raw}" is not in the case of its ${keyword}; write ${right}`,
        fixes: edit ? [{ title: `Change to "${right}"`, safety: 'safe', edits: [edit] }] : [],
      });
    }
    return findings;
  },
});
