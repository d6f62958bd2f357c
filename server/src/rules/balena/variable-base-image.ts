import { isBuiltByBalena } from '../../project/built-by-balena.ts';
import { type Finding, rule } from '../rule.ts';

export const variableBaseImage = rule({
  id: 'balena/variable-base-image',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['variable in FROM'] },
  summary: 'FROM names its image by a build argument',
  why: 'Before it builds, balena asks the registry for each image that FROM names, as it is written. Where one cannot be found so, the builder no longer says for which platform it builds, and a multi-platform image may come for the builder’s own.',
  bad: [
    { 'Dockerfile.template': 'ARG NODE=22\nFROM node:${NODE}-slim\n' },
    {
      'Dockerfile.template':
        'ARG BASE=debian:13\nFROM $BASE AS build\nRUN make\nFROM scratch\nCOPY --from=build /a /a\n',
    },
  ],
  good: [
    { 'Dockerfile.template': 'FROM node:22-slim\n' },
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-debian:bookworm\n' },
    {
      'balena.yml': 'type: sw.application\n',
      'Dockerfile.template': 'FROM node:22-slim\n',
      'tools/Dockerfile': 'ARG NODE=22\nFROM node:${NODE}-slim\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/dockerfile/',
    'https://github.com/balena-io-modules/balena-compose',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    for (const { base } of file.stages) {
      if (!base?.raw.includes('$') || !isBuiltByBalena(path, project)) continue;
      findings.push({
        at: base.span,
        message: `balena asks the registry for "${base.raw}" as it is written, finds nothing, and then builds without naming the platform; write the image out`,
      });
    }
    return findings;
  },
});
