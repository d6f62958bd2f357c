/** A HEALTHCHECK that a later one of its stage replaces. */
import { ineffectiveInstructions } from '../ineffective-instruction.ts';
import { rule } from '../rule.ts';

export const duplicateHealthcheck = rule({
  id: 'dockerfile/duplicate-healthcheck',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['HEALTHCHECK'] },
  aka: [
    'hadolint:DL3012',
    'buildkit:MultipleInstructionsDisallowed',
    'dockerfile-utils:MULTIPLE_INSTRUCTIONS',
    'trivy:DS-0023',
  ],
  summary: 'A stage has more than one HEALTHCHECK',
  why: 'A container has one health check, and the last HEALTHCHECK sets it. What an earlier one would find out nobody hears of.',
  bad: [
    { Dockerfile: 'FROM nginx:1.29\nHEALTHCHECK CMD pgrep nginx\nHEALTHCHECK CMD curl -f http://localhost/\n' },
    { Dockerfile: 'FROM nginx:1.29\nHEALTHCHECK --interval=1m CMD pgrep nginx\nHEALTHCHECK NONE\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.29\nHEALTHCHECK CMD pgrep nginx && curl -f http://localhost/\n' },
    { Dockerfile: 'FROM nginx:1.29 AS web\nHEALTHCHECK CMD pgrep nginx\nFROM web\nHEALTHCHECK NONE\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
  ],

  check: dockerfile => ineffectiveInstructions(dockerfile, 'HEALTHCHECK'),
});
