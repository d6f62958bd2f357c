/** A flag the instruction does not have. */
import { type InstructionEntry, instructionEntry } from '../../catalog/instructions.ts';
import type { Dockerfile, Flag } from '../../syntax/dockerfile/dockerfile.ts';
import { closest } from '../../text/closest.ts';
import { slice } from '../../text/span.ts';
import { removeWord } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { flaggedInstructions, isFlagBeingTyped, rewriteWord } from '../written-instructions.ts';

export const unknownFlag = rule({
  id: 'dockerfile/unknown-flag',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['flag'] },
  aka: [
    'dockerfile-utils:UNKNOWN_ADD_FLAG',
    'dockerfile-utils:UNKNOWN_COPY_FLAG',
    'dockerfile-utils:UNKNOWN_FROM_FLAG',
    'dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG',
  ],
  summary: 'An instruction does not have this flag',
  why: 'The builder refuses the file at that line. Names of flags are lower case.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY --chwon=1000 site /srv/www\n' },
    { Dockerfile: 'FROM alpine:3.22\nADD --from=base site.tar /srv\n' },
    { Dockerfile: 'FROM --arch=arm64 alpine:3.22\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --INTERVAL=1m CMD true\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY --link --parents --exclude=*.md site /srv/\n' },
    { Dockerfile: 'FROM alpine:3.22\nADD --unpack=true site.tar /srv\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN --device=vendor.com/gpu=all true\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of flaggedInstructions(file)) {
      const { name, flags } = instruction;
      if (!name) continue;
      // The builder does not look at the flags in front of NONE.
      if (name === 'HEALTHCHECK' && instruction.arguments[0]?.value.toUpperCase() === 'NONE') continue;
      const entry = instructionEntry(name);
      for (const flag of flags) {
        if (!flag.value && isFlagBeingTyped(file, instruction, flag)) continue;
        if (entry && !flag.name.value.includes('%%') && !entry.flags.some(it => it.name === flag.name.value)) {
          findings.push(finding(file, entry, flag));
        }
      }
    }
    return findings;
  },
});

function finding(file: Dockerfile, entry: InstructionEntry, flag: Flag): Finding {
  const written = flag.name.value;
  const nearest = closest(written, entry.flags, it => it.name);
  const fixes: Fix[] = [];
  // One that lacks its value would only be wrong in another way.
  const isComplete = flag.value !== undefined || nearest?.value.kind === 'boolean';
  const rename = nearest && isComplete ? rewriteWord(file, flag.name, nearest.name) : undefined;
  if (nearest && rename) fixes.push({ title: `Change to "--${nearest.name}"`, safety: 'suggestion', edits: [rename] });
  else {
    const edit = removeWord(file, flag.span);
    if (edit) fixes.push({ title: `Delete "${slice(file.text, flag.span)}"`, safety: 'suggestion', edits: [edit] });
  }
  const advice = nearest ? `did you mean --${nearest.name}?` : knownFlags(entry);
  return {
    at: { start: flag.span.start, end: flag.name.span.end },
    message: `${entry.name} has no flag --${written}, so the build stops here; ${advice}`,
    fixes,
  };
}

function knownFlags({ name, flags }: InstructionEntry): string {
  return flags.length === 0 ? `${name} has no flags` : `it has ${flags.map(it => `--${it.name}`).join(', ')}`;
}
