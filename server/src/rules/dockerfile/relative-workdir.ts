import type { Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isAbsolutePath, unquotedSpan, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const relativeWorkdir = rule({
  id: 'dockerfile/relative-workdir',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['WORKDIR'] },
  aka: [
    'hadolint:DL3000',
    'buildkit:WorkdirRelativePath',
    'dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE',
    'kics:6b376af8',
    'checkov:CKV_DOCKER_10',
    'trivy:DS-0009',
  ],
  summary: 'The first WORKDIR of a stage is relative',
  why: 'A relative path starts at the working directory of the base image, which may change with its next version. Then everything that follows ends up somewhere else.',
  bad: [
    { Dockerfile: 'FROM node:22\nWORKDIR app\nCOPY . .\n' },
    { Dockerfile: 'FROM node:22 AS base\nRUN node --version\nFROM base\nWORKDIR "srv/app"\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nWORKDIR /srv\nWORKDIR app\n' },
    { Dockerfile: 'FROM node:22 AS base\nWORKDIR /srv\nFROM base\nWORKDIR app\n' },
    { Dockerfile: 'FROM node:22\nARG HOME_DIR=/home/node\nWORKDIR ${HOME_DIR}/app\n' },
    { Dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\\\app\n' },
    { Dockerfile: 'FROM node:22\nWORKDIR "/srv/my app"\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    const setting = new Set<Stage>();
    for (const stage of file.stages) {
      const first = firstWorkdir(stage);
      const inherits = stage.parent !== undefined && setting.has(stage.parent);
      if (inherits || first) setting.add(stage);
      const [word] = first?.arguments ?? [];
      if (inherits || !word) continue;
      const path = withoutQuotes(word.raw);
      if (path === '' || isAbsolutePath(path) || isAbsolutePath(word.value)) continue;
      if (/^(?:(?:[A-Za-z]:?)?\$|%%|\{\{)/.test(path)) continue;
      const absolute = `/${path.replace(/^(?:\.{1,2}(?:\/|$))+/, '')}`;
      const at = unquotedSpan(file.text, word);
      const canPrefix = slice(file.text, at) === path && !/^~|:|\\/.test(path);
      const fix: Fix = {
        title: `Change to "${absolute}"`,
        safety: 'suggestion',
        edits: [replace(at, absolute)],
      };
      findings.push({
        at: word.span,
        message: `"${path}" is relative and no WORKDIR stands before it, so the base image decides where it lies; write an absolute path`,
        fixes: canPrefix ? [fix] : undefined,
      });
    }
    return findings;
  },
});

/** Later ones start from it, so that it alone decides. */
function firstWorkdir(stage: Stage): Instruction | undefined {
  return stage.lifted.find(({ instruction }) => instruction.name === 'WORKDIR')?.instruction;
}
