/** An ENTRYPOINT that a later one of its stage replaces. */
import { ineffectiveInstructions } from '../ineffective-instruction.ts';
import { rule } from '../rule.ts';

export const duplicateEntrypoint = rule({
  id: 'dockerfile/duplicate-entrypoint',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['ENTRYPOINT'] },
  aka: [
    'hadolint:DL4004',
    'buildkit:MultipleInstructionsDisallowed',
    'dockerfile-utils:MULTIPLE_INSTRUCTIONS',
    'kics:6938958b',
    'trivy:DS-0007',
  ],
  summary: 'A stage has more than one ENTRYPOINT',
  why: 'A stage has one entry point, and the last ENTRYPOINT sets it. An earlier one, with all the preparation it was written for, never runs.',
  bad: [
    { Dockerfile: 'FROM postgres:17\nENTRYPOINT ["/prepare.sh"]\nENTRYPOINT ["docker-entrypoint.sh"]\n' },
    { Dockerfile: 'FROM debian:12\nENTRYPOINT exec tini --\nCMD ["sleep", "60"]\nENTRYPOINT ["tini", "--"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM postgres:17\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["postgres"]\n' },
    { Dockerfile: 'FROM alpine:3.22 AS tool\nENTRYPOINT ["/tool"]\nFROM tool\nENTRYPOINT ["/tool", "--quiet"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#entrypoint',
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
  ],

  check: dockerfile => ineffectiveInstructions(dockerfile, 'ENTRYPOINT'),
});
