/** A duration or a number of HEALTHCHECK that the builder cannot read or refuses. */
import { instructionEntry } from '../../catalog/instructions.ts';
import { insert } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';
import { isFlagBeingTyped, writtenInstructions } from '../written-instructions.ts';

export const invalidHealthcheckOption = rule({
  id: 'dockerfile/invalid-healthcheck-option',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['HEALTHCHECK'] },
  aka: [
    'dockerfile-utils:FLAG_INVALID_DURATION',
    'dockerfile-utils:FLAG_MISSING_DURATION',
    'dockerfile-utils:FLAG_UNKNOWN_UNIT',
    'dockerfile-utils:FLAG_LESS_THAN_1MS',
    'dockerfile-utils:FLAG_AT_LEAST_ONE',
    'dockerfile-utils:INVALID_SYNTAX',
  ],
  summary: 'An option of HEALTHCHECK is no duration of at least 1 ms, or no number of at least 1',
  why: 'Durations are numbers with units, as `30s` or `1m30s`; the builder refuses anything else. Zero is taken as “not given”, so that the default counts.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=30 CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --timeout=soon CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --timeout=10sec CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --start-period=10us CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --retries=0 CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --retries=1.5 CMD true\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=1m30s --timeout=.5s --retries=3 CMD true\n' },
    { Dockerfile: 'FROM alpine:3.22\nHEALTHCHECK --interval=30 NONE\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck', 'https://pkg.go.dev/time#ParseDuration'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      const { name, flags } = instruction;
      if (name !== 'HEALTHCHECK' || instruction.arguments[0]?.value.toUpperCase() === 'NONE') continue;
      for (const flag of flags) {
        if (isFlagBeingTyped(file, instruction, flag)) continue;
        const kind = instructionEntry(name)?.flags.find(it => it.name === flag.name.value)?.value.kind;
        const { value } = flag;
        // Without `=` invalid-flag-value speaks; an empty value is taken as “not given”.
        if (!value || value.value === '' || value.value.includes('%%')) continue;
        const wrong =
          kind === 'duration' ? wrongDuration(value.value) : kind === 'number' ? wrongNumber(value.value) : undefined;
        if (!wrong) continue;
        findings.push({
          at: value.span,
          message: `--${flag.name.value}=${value.value} ${wrong.what}`,
          fixes: wrong.lacksUnit
            ? [{ title: 'Add "s" for seconds', safety: 'suggestion', edits: [insert(value.span.end, 's')] }]
            : [],
        });
      }
    }
    return findings;
  },
});

interface Wrong {
  readonly what: string;
  readonly lacksUnit?: boolean;
}

/** Milliseconds in each unit of a Go duration; micro is written with `u`, the micro sign or the Greek letter. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Reads a duration as Go does: a sign, then pieces of a number and a unit. */
function wrongDuration(written: string): Wrong | undefined {
  const text = written.replace(/^[-+]/, '');
  if (!/^[\d.]*\d/.test(text)) {
    return { what: 'is no duration, so the build stops here; write a number with a unit, as 30s' };
  }
  let total = 0;
  const piece = /([\d.]+)([^\d.]*)/y;
  for (let match = piece.exec(text); match; match = piece.exec(text)) {
    const [, number = '', unit = ''] = match;
    if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(number)) {
      return { what: `holds "${number}", which is no number, so the build stops here` };
    }
    if (unit === '') {
      // Zero needs no unit.
      if (text === '0') break;
      const lacksUnit = number === written && Number(number) > 0;
      return { what: 'has no unit, so the build stops here; 30s is 30 seconds', lacksUnit };
    }
    const milliseconds = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (milliseconds === undefined) {
      return { what: `has the unit "${unit}", which does not exist, so the build stops here; use h, m, s or ms` };
    }
    total += Number(number) * milliseconds;
  }
  if (written.startsWith('-')) return { what: 'is less than nothing; write at least 1ms' };
  if (total === 0) return { what: 'does not switch it off: zero counts as not given; write at least 1ms' };
  return total < 1 ? { what: 'is below 1ms, so the build stops here' } : undefined;
}

function wrongNumber(written: string): Wrong | undefined {
  if (!/^[-+]?\d+$/.test(written)) return { what: 'is no whole number, so the build stops here' };
  const number = Number(written);
  if (number < 0) return { what: 'is less than nothing, so the build stops here; write at least 1' };
  if (number > 0) return undefined;
  return { what: 'does not mean “at once”: zero counts as not given; write at least 1' };
}
