/** A CMD that a later one of its stage replaces. */
import { ineffectiveInstructions } from '../ineffective-instruction.ts';
import { rule } from '../rule.ts';

export const duplicateCmd = rule({
  id: 'dockerfile/duplicate-cmd',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['CMD'] },
  aka: [
    'hadolint:DL4003',
    'buildkit:MultipleInstructionsDisallowed',
    'dockerfile-utils:MULTIPLE_INSTRUCTIONS',
    'kics:41c195f4',
    'trivy:DS-0016',
  ],
  summary: 'A stage has more than one CMD',
  why: 'A stage has one command, and the last CMD sets it. Whoever reads an earlier one believes in a program that is never started.',
  bad: [
    { Dockerfile: 'FROM nginx:1.29\nCMD ["nginx", "-t"]\nCMD ["nginx", "-g", "daemon off;"]\n' },
    { Dockerfile: 'FROM redis:8\nUSER redis\nCMD redis-server\nEXPOSE 6379\nCMD redis-server --save ""\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.29\nHEALTHCHECK CMD curl -f http://localhost/\nCMD ["nginx", "-g", "daemon off;"]\n' },
    { Dockerfile: 'FROM golang:1.25 AS test\nCMD ["go", "test"]\nFROM scratch\nCMD ["/app"]\n' },
    { Dockerfile: 'FROM node:22\nONBUILD CMD ["node", "index.js"]\nCMD ["node"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#cmd',
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
  ],

  check: dockerfile => ineffectiveInstructions(dockerfile, 'CMD'),
});
