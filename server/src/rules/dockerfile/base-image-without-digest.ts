import { digestFix, stageImages } from '../base-images.ts';
import { type Finding, rule } from '../rule.ts';

export const baseImageWithoutDigest = rule({
  id: 'dockerfile/base-image-without-digest',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A base image has a tag and no digest',
  why: 'A tag can be moved to another image at any time. Only the digest makes sure that the bytes that were tested are those that are built on.',
  bad: [{ Dockerfile: 'FROM debian:13\nCMD ["date"]\n' }, { Dockerfile: 'FROM example/base:1\nCMD ["date"]\n' }],
  good: [
    { Dockerfile: `FROM debian:13@sha256:${'0123456789abcdef'.repeat(4)}\n` },
    { Dockerfile: 'FROM scratch\nCOPY hello /\n' },
    { Dockerfile: 'ARG TAG\nFROM debian:${TAG}\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const image of stageImages(dockerfile, project)) {
      const { base, reference, text } = image;
      if (!reference.tag || reference.digest) continue;
      findings.push({
        at: base.span,
        message: `"${text}" can become another image without notice; pin it with a digest`,
        fixes: () => digestFix(image, dockerfile, project),
      });
    }
    return findings;
  },
});
