/** Two stages of one name. */
import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { freeStageName, renameStage } from '../stage-names.ts';

export const duplicateStageName = rule({
  id: 'dockerfile/duplicate-stage-name',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['stage name'] },
  aka: [
    'hadolint:DL3024',
    'buildkit:DuplicateStageName',
    'dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME',
    'kics:f2daed12',
    'checkov:CKV_DOCKER_11',
    'trivy:DS-0012',
  ],
  summary: 'Two stages have the same name',
  why: 'Names are compared without case, and one of the two stages can no longer be reached by name: a COPY or a build target may silently mean the other.',
  bad: [
    { Dockerfile: 'FROM node:22 AS build\nFROM golang:1.25 AS build\n' },
    { Dockerfile: 'FROM node:22 AS build\nFROM scratch\nFROM golang:1.25 as Build\n' },
  ],
  good: [{ Dockerfile: 'FROM node:22 AS build-web\nFROM golang:1.25 AS build-api\nFROM scratch\n' }],
  references: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const earlier = new Map<string, Stage>();
    for (const stage of dockerfile.file.stages) {
      const { name } = stage;
      if (!name) continue;
      const first = earlier.get(name.value.toLowerCase());
      if (!first?.name) {
        earlier.set(name.value.toLowerCase(), stage);
        continue;
      }
      const free = freeStageName(dockerfile.file, name.value);
      const edits = renameStage(stage, free, dockerfile, project);
      findings.push({
        at: name.span,
        message: `Another stage is called "${first.name.value}" already, so that one of the two cannot be reached by name; rename one`,
        related: [{ path: dockerfile.path, at: first.name.span, message: 'the other stage of this name' }],
        fixes: edits ? [{ title: `Rename to "${free}"`, safety: 'suggestion', edits }] : [],
      });
    }
    return findings;
  },
});
