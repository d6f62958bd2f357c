/** A flag without its value, or with one it cannot have. */
import { type FlagEntry, instructionEntry } from '../../catalog/instructions.ts';
import type { Flag } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { flaggedInstructions, isFlagBeingTyped } from '../written-instructions.ts';

export const invalidFlagValue = rule({
  id: 'dockerfile/invalid-flag-value',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['flag'] },
  aka: [
    'dockerfile-utils:FLAG_MISSING_VALUE',
    'dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE',
    'dockerfile-utils:FLAG_INVALID_LINK_VALUE',
    'dockerfile-utils:FLAG_INVALID_FROM_VALUE',
  ],
  summary: 'A flag lacks its value or has one it cannot have',
  why: 'The builder refuses the file at that line. A value belongs to its flag with `=`, without a blank.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY --chown 1000 site /srv/www\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY --link=yes site /srv/www\n' },
    { Dockerfile: 'FROM alpine:3.22\nADD --keep-git-dir=1 https://example.com/site.git /srv/www\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY --from=./site site /srv/www\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY --link --parents=False --chown=1000 site /srv/www\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG SOURCE=site\nCOPY --from=${SOURCE} site /srv/www\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of flaggedInstructions(file)) {
      const { name, flags } = instruction;
      if (!name) continue;
      if (name === 'HEALTHCHECK' && instruction.arguments[0]?.value.toUpperCase() === 'NONE') continue;
      const entry = instructionEntry(name);
      for (const flag of flags) {
        const known = entry?.flags.find(it => it.name === flag.name.value);
        const finding = known && findingOf(flag, known);
        if (finding && !isFlagBeingTyped(file, instruction, flag)) findings.push(finding);
      }
    }
    return findings;
  },
});

function findingOf(flag: Flag, known: FlagEntry): Finding | undefined {
  const written = flag.value?.value;
  if (written?.includes('$') || written?.includes('%%')) return undefined;
  const name = `--${known.name}`;
  if (known.value.kind === 'boolean') {
    if (written === undefined || /^(?:true|false)$/i.test(written)) return undefined;
    return written === ''
      ? {
          at: flag.span,
          message: `${name}= has no value, so the build stops here; write ${name} alone, or true or false`,
        }
      : {
          at: flag.value?.span ?? flag.span,
          message: `${name} is either true or false, not "${written}"; the build stops here`,
        };
  }
  if (written === undefined) {
    return {
      at: flag.span,
      message: `${name} lacks its value, so the build stops here; write ${name}=value without a blank`,
    };
  }
  // Stages, images and named contexts begin with a letter or a digit.
  if (known.value.kind !== 'stage' || /^[a-z0-9]/i.test(written)) return undefined;
  const at = written === '' ? flag.span : (flag.value?.span ?? flag.span);
  return {
    at,
    message: `"${written}" cannot be a stage, an image or a named context, so there is nothing to copy from`,
  };
}
