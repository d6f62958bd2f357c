/** A keyword in mixed case, or in another case than most of the file. */
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { rewriteWord, writtenInstructions } from '../written-instructions.ts';

export const inconsistentInstructionCasing = rule({
  id: 'dockerfile/inconsistent-instruction-casing',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['keyword not in capitals'] },
  aka: ['buildkit:ConsistentInstructionCasing', 'dockerfile-utils:CASING_INSTRUCTION'],
  summary: 'A keyword is in mixed case, or in another case than most keywords of the file',
  why: 'The builder does not care, people do: keywords are found by their look. Upper case is the custom; a file that is lower case throughout is fine, too, unless the setting `slipway.dockerfile.instructionCasing` asks for upper case.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nWorkdir /srv\nCMD ["top"]\n' },
    { Dockerfile: 'from alpine:3.22\nworkdir /srv\nCMD ["top"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nWORKDIR /srv\nCMD ["top"]\n' },
    { Dockerfile: 'from alpine:3.22\nworkdir /srv\ncmd ["top"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/consistent-instruction-casing/',
    'https://docs.docker.com/reference/dockerfile/#format',
  ],

  check({ file }, project) {
    const findings: Finding[] = [];
    const { settings } = project;
    const wanted = settings.instructionCasing === 'upper' ? 'upper' : majorityOf(file);
    for (const { name, keyword } of writtenInstructions(file)) {
      if (!name || (wanted === 'upper' && keyword.value === name)) continue;
      const right = wanted === 'upper' ? name : name.toLowerCase();
      if (keyword.value === right) continue;
      const isMixed = caseOf(keyword.value) === 'mixed';
      const reason = isMixed ? 'is in mixed case' : `differs from the ${wanted}-case keywords of this file`;
      const edit = rewriteWord(file, keyword, right);
      findings.push({
        at: keyword.span,
        message: `"${keyword.value}" ${isMixed || settings.instructionCasing !== 'upper' ? reason : 'is not upper case'}; write ${right}`,
        fixes: edit ? [{ title: `Change to "${right}"`, safety: 'safe', edits: [edit] }] : [],
      });
    }
    return findings;
  },
});

/** Upper case wins a draw, as in BuildKit's check. Keywords in mixed case do not vote. */
function majorityOf(file: Dockerfile): 'upper' | 'lower' {
  let upper = 0;
  let lower = 0;
  for (const { name, keyword } of writtenInstructions(file)) {
    const its = name && caseOf(keyword.value, name);
    if (its === 'upper') upper++;
    else if (its === 'lower') lower++;
  }
  return lower > upper ? 'lower' : 'upper';
}

function caseOf(keyword: string, name?: string): 'upper' | 'lower' | 'mixed' {
  if (keyword === name) return 'upper';
  if (keyword === keyword.toUpperCase()) return 'upper';
  return keyword === keyword.toLowerCase() ? 'lower' : 'mixed';
}
