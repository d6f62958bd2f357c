import { finalUsers, isRoot, needsRoot, userOf } from '../image-user.ts';
import { type Finding, rule } from '../rule.ts';

export const rootUser = rule({
  id: 'dockerfile/root-user',
  reads: 'dockerfile',
  dialect: 'docker',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['USER'] },
  aka: ['hadolint:DL3002', 'kics:67fd0c4a', 'checkov:CKV_DOCKER_8', 'trivy:DS-0002'],
  summary: 'The last USER of the image is root',
  why: 'Root in the container is root on the host as soon as somebody gets out of it, and owns every file that is mounted. Few programs need it once the image is built.',
  bad: [
    { Dockerfile: 'FROM debian:13\nUSER root\nCMD ["date"]\n' },
    { Dockerfile: 'FROM debian:13\nUSER 0:0\nCMD ["date"]\n' },
    { Dockerfile: 'FROM debian:13 AS base\nUSER root\nFROM base\nCMD ["date"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nUSER root\nRUN touch /ready\nUSER 1000\nCMD ["date"]\n' },
    { Dockerfile: 'FROM debian:13 AS build\nUSER root\nFROM debian:13\nCOPY --from=build /srv /srv\n' },
    {
      Dockerfile: 'FROM debian:13\nUSER root\nCMD ["date"]\n',
      'compose.yaml': 'services:\n  clock:\n    build: .\n    cap_add: [SYS_TIME]\n',
    },
    { Dockerfile: 'FROM debian:13\nUSER root\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/lib/systemd/systemd"]\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const { stage, instruction } of finalUsers(dockerfile, project)) {
      const named = instruction && userOf(instruction, dockerfile.file);
      if (named?.user === undefined || !isRoot(named.user) || needsRoot(stage, dockerfile, project)) continue;
      findings.push({
        at: named.word.span,
        message:
          'The container runs as root, and whoever breaks into it has all its rights; end with the USER the program needs',
      });
    }
    return findings;
  },
});
