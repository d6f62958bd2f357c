import { rootImageOf } from '../../project/base-image.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { insertInstructionAfter, insertInstructionBefore, keywordCase } from '../dockerfile-edits.ts';
import { finalUsers, needsRoot } from '../image-user.ts';
import { type FileEdit, type Finding, rule } from '../rule.ts';

export const missingUser = rule({
  id: 'dockerfile/missing-user',
  reads: 'dockerfile',
  dialect: 'docker',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:fd54f200', 'checkov:CKV_DOCKER_3', 'trivy:DS-0002'],
  summary: 'The final stage sets no USER',
  why: 'Without USER the container runs as whom the base image names, and that is root for most of them. Root in the container is root on the host as soon as somebody gets out of it.',
  bad: [
    { Dockerfile: 'FROM debian:13\nCMD ["date"]\n' },
    { Dockerfile: 'FROM debian:13 AS build\nUSER 1000\nFROM debian:13\nCOPY --from=build /srv /srv\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nUSER 1000\nCMD ["date"]\n' },
    { Dockerfile: 'FROM debian:13 AS base\nUSER 1000\nFROM base\nCMD ["date"]\n' },
    { Dockerfile: 'ARG BASE\nFROM ${BASE}\nCMD ["date"]\n' },
    { Dockerfile: 'FROM gcr.io/distroless/static:nonroot\nCOPY hello /\nCMD ["/hello"]\n' },
    {
      Dockerfile: 'FROM debian:13\nCMD ["date"]\n',
      'compose.yaml': 'services:\n  clock:\n    build: .\n    cap_add: [SYS_TIME]\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const { stage, instruction } of finalUsers(dockerfile, project)) {
      if (instruction || !stage.base) continue;
      const root = rootImageOf(stage, dockerfile, project);
      if (root.kind === 'unknown' || (root.kind === 'image' && isForNobody.test(root.text))) continue;
      if (needsRoot(stage, dockerfile, project)) continue;
      findings.push({
        at: stage.base.span,
        message:
          'No USER is set here, so the container runs as the base image’s user, mostly root; set the one the program needs',
        fixes: () => [
          { title: `Insert "USER ${nobody}"`, safety: 'suggestion', edits: [insertUser(dockerfile.file, stage)] },
        ],
      });
    }
    return findings;
  },
});

/** Names and tags of images whose user is not root. */
const isForNobody = /nonroot|non-root|rootless|unprivileged/i;

/** The number distroless images give their user “nonroot”; no distribution gives it to anybody. */
const nobody = '65532:65532';

/** In front of the start command where nothing is built behind it, else at the end of the stage. */
function insertUser(file: Dockerfile, stage: Stage): FileEdit {
  const line = `${keywordCase(file, 'USER')} ${nobody}`;
  const { instructions } = stage;
  const built = instructions.findLastIndex(it => !isStart(it));
  const first = instructions.slice(built + 1)[0];
  if (first) return insertInstructionBefore(file, first, line);
  return insertInstructionAfter(file, instructions.at(-1) ?? stage.from, line);
}

function isStart({ name }: Instruction): boolean {
  return name === 'CMD' || name === 'ENTRYPOINT';
}
