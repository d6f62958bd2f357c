import { pinningFixes, stageImages } from '../base-images.ts';
import { type Finding, rule } from '../rule.ts';

export const untaggedBaseImage = rule({
  id: 'dockerfile/untagged-base-image',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:DL3006', 'kics:9efb0b2d', 'checkov:CKV_DOCKER_7', 'trivy:DS-0001'],
  summary: 'FROM names an image without tag and digest',
  why: 'Without a tag the builder takes `latest`, which is another image after each release of its maintainers, so that today’s build cannot be repeated tomorrow.',
  bad: [
    { Dockerfile: 'FROM debian\nCMD ["date"]\n' },
    { Dockerfile: 'FROM node:22 AS build\nFROM build AS test\nFROM node\nCOPY --from=build /srv /srv\n' },
    { Dockerfile: 'ARG BASE=debian\nFROM ${BASE}\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nCMD ["date"]\n' },
    { Dockerfile: 'FROM scratch\nCOPY hello /\nCMD ["/hello"]\n' },
    { Dockerfile: 'FROM debian:13 AS base\nFROM BASE\n' },
    { Dockerfile: 'ARG BASE\nFROM ${BASE}\n' },
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_MACHINE_NAME%%-debian\n' },
    { Dockerfile: `FROM debian@sha256:${'0123456789abcdef'.repeat(4)}\n` },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.docker.com/reference/dockerfile/#from',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const image of stageImages(dockerfile, project)) {
      const { base, reference, text } = image;
      if (reference.tag || reference.digest || base.raw.includes('%%')) continue;
      findings.push({
        at: base.span,
        message: `"${text}" has no tag, so whatever is "latest" on the day of the build is taken; name the version you mean`,
        fixes: pinningFixes(image, dockerfile, project),
      });
    }
    return findings;
  },
});
