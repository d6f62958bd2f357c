import { removeWord } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const redundantTargetPlatform = rule({
  id: 'dockerfile/redundant-target-platform',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['platform'] },
  aka: ['hadolint:DL3065', 'buildkit:RedundantTargetPlatform'],
  summary: 'FROM asks for `$TARGETPLATFORM`, which is what it gets anyway',
  why: 'Each stage is built for the target platform unless it says otherwise. The flag only makes readers look for a difference.',
  bad: [
    { Dockerfile: 'FROM --platform=$TARGETPLATFORM debian:13\n' },
    { Dockerfile: 'FROM --platform=${TARGETPLATFORM} debian:13 AS base\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\n' },
    { Dockerfile: 'FROM --platform=$BUILDPLATFORM debian:13\n' },
    { Dockerfile: 'FROM --platform=$TARGETOS/$TARGETARCH debian:13\n' },
    { Dockerfile: 'ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM debian:13\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { platform } of file.stages) {
      const value = platform?.value?.value;
      if (!platform || value === undefined || !/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM(?::?[-?][^{}]*)?\})$/.test(value))
        continue;
      const hasOwnValue = file.globalArguments.some(it =>
        it.pairs.some(({ key, value: given }) => key.value === 'TARGETPLATFORM' && given),
      );
      if (hasOwnValue) continue;
      const edit = removeWord(file, platform.span);
      // A builder without BuildKit has no such variable and takes the default.
      const safety = /[-?]/.test(value) ? 'suggestion' : 'safe';
      findings.push({
        at: platform.span,
        message: 'A stage is built for the target platform anyway; leave the flag out',
        fixes: edit && [{ title: `Delete "--platform=${value}"`, safety, edits: [edit] }],
      });
    }
    return findings;
  },
});
