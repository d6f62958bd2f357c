/** The same flag twice in one instruction. */
import { instructionEntry } from '../../catalog/instructions.ts';
import type { Flag } from '../../syntax/dockerfile/dockerfile.ts';
import { removeWord } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { flaggedInstructions } from '../written-instructions.ts';

export const duplicateFlag = rule({
  id: 'dockerfile/duplicate-flag',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['flag'] },
  aka: ['dockerfile-utils:FLAG_DUPLICATE'],
  summary: 'A flag is given twice',
  why: 'The builder refuses an instruction that repeats a flag which has only one value.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nCOPY --chown=1000 --chown=1000:1000 site /srv/www\n' }],
  good: [
    {
      Dockerfile:
        'FROM alpine:3.22\nRUN --mount=type=cache,target=/root/.cache --mount=type=tmpfs,target=/tmp true\nCOPY --exclude=*.md --exclude=*.txt site /srv/\n',
    },
    { Dockerfile: 'FROM alpine:3.22\nCOPY --chown=1000 site /srv/www\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],

  check({ file, path }) {
    const findings: Finding[] = [];
    for (const instruction of flaggedInstructions(file)) {
      const { name, flags } = instruction;
      if (!name || flags.length < 2) continue;
      if (name === 'HEALTHCHECK' && instruction.arguments[0]?.value.toUpperCase() === 'NONE') continue;
      const entry = instructionEntry(name);
      const last = new Map<string, Flag>();
      for (const flag of flags) {
        const known = entry?.flags.find(it => it.name === flag.name.value);
        if (!known || known.isRepeatable || known.name === 'security') continue;
        const earlier = last.get(known.name);
        last.set(known.name, flag);
        if (!earlier) continue;
        const edit = removeWord(file, earlier.span);
        findings.push({
          at: flag.span,
          message: `--${known.name} is given twice, which the builder refuses; keep one of the two`,
          related: [{ path, at: earlier.span, message: 'it is given here, too' }],
          fixes: edit ? [{ title: `Delete the earlier "--${known.name}"`, safety: 'suggestion', edits: [edit] }] : [],
        });
      }
    }
    return findings;
  },
});
