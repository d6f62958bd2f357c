import { scopeAt } from '../../syntax/dockerfile/variables.ts';
import { slice, span } from '../../text/span.ts';
import { finalUsers, isRoot, userOf } from '../image-user.ts';
import { type Finding, rule } from '../rule.ts';

export const nonNumericUser = rule({
  id: 'dockerfile/non-numeric-user',
  reads: 'dockerfile',
  dialect: 'docker',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['USER'] },
  aka: ['hadolint:DL3066'],
  summary: 'USER names the user of the image instead of giving its number',
  why: 'A cluster that demands containers without root (`runAsNonRoot`) looks at the number only and refuses to start an image whose user it would have to look up inside.',
  bad: [
    { Dockerfile: 'FROM node:22\nUSER node\nCMD ["node"]\n' },
    { Dockerfile: 'FROM node:22\nENV RUN_AS=node\nUSER $RUN_AS:node\nCMD ["node"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nUSER 1000\nCMD ["node"]\n' },
    { Dockerfile: 'FROM node:22\nUSER 1000:node\nCMD ["node"]\n' },
    { Dockerfile: 'FROM node:22\nARG RUN_AS=node\nUSER $RUN_AS\nCMD ["node"]\n' },
    { Dockerfile: 'FROM node:22\nUSER node\nRUN npm --version\nUSER 1000\nCMD ["node"]\n' },
  ],
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    for (const { instruction } of finalUsers(dockerfile, project)) {
      if (!instruction) continue;
      const named = userOf(instruction, file);
      // About root, root-user speaks: its number would be refused as well.
      if (named?.user === undefined || isRoot(named.user) || /^\d+$/.test(named.user)) continue;
      const scope = scopeAt(file, instruction.span.start);
      if (instruction.variables.some(it => scope.find(it.name.value)?.kind === 'ARG')) continue;
      const { start, end } = named.word.span;
      const userOnly = span(start, start + named.user.length);
      findings.push({
        at: slice(file.text, userOnly) === named.user ? userOnly : span(start, end),
        message: `Kubernetes cannot tell that "${named.user}" is not root and refuses it under runAsNonRoot; give the user's number`,
      });
    }
    return findings;
  },
});
