import { partlyKnownImages, pinningFixes, stageImages } from '../base-images.ts';
import { type Finding, rule } from '../rule.ts';

export const latestBaseImage = rule({
  id: 'dockerfile/latest-base-image',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:DL3007', 'kics:f45ea400', 'checkov:CKV_DOCKER_7', 'trivy:DS-0001'],
  summary: 'FROM names the tag `latest`',
  why: '`latest` is another image after each release of its maintainers: a build can break or change without a change of yours, and nobody can tell later what went in.',
  bad: [
    { Dockerfile: 'FROM debian:latest\nCMD ["date"]\n' },
    { Dockerfile: 'ARG TAG=latest\nFROM node:${TAG}\n' },
    { Dockerfile: 'FROM debian:13 AS build\nFROM debian:latest\nCOPY --from=build /srv /srv\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nCMD ["date"]\n' },
    { Dockerfile: `FROM debian:latest@sha256:${'0123456789abcdef'.repeat(4)}\n` },
    { Dockerfile: 'ARG TAG\nFROM node:${TAG}\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.docker.com/reference/dockerfile/#from',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const image of stageImages(dockerfile, project)) {
      const { base, reference, text } = image;
      if (reference.tag?.value !== 'latest' || reference.digest) continue;
      findings.push({
        at: base.span,
        message: `"${text}" is another image after each release, so this build cannot be repeated; name the version you mean`,
        fixes: pinningFixes(image, dockerfile, project),
      });
    }
    for (const { base } of partlyKnownImages(dockerfile, project)) {
      // Whatever image it is, it is the latest one.
      if (!base.raw.endsWith(':latest') || base.raw.includes('@')) continue;
      findings.push({
        at: base.span,
        message: `"${base.raw}" is another image after each release, so this build cannot be repeated; name the version you mean`,
      });
    }
    return findings;
  },
});
