/** ONBUILD with an instruction that it may not keep. */
import { type Finding, rule } from '../rule.ts';

export const invalidOnbuildTrigger = rule({
  id: 'dockerfile/invalid-onbuild-trigger',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['ONBUILD'] },
  aka: [
    'hadolint:DL3043',
    'dockerfile-utils:ONBUILD_CHAINING_DISALLOWED',
    'dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED',
  ],
  summary: 'ONBUILD keeps ONBUILD, FROM or MAINTAINER',
  why: 'A trigger is carried out inside a stage of another file. It cannot begin a stage, name an author or leave triggers of its own, and the builder refuses it.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nONBUILD ONBUILD COPY . /srv\n' },
    { Dockerfile: 'FROM alpine:3.22\nONBUILD FROM alpine:3.21\n' },
  ],
  good: [{ Dockerfile: 'FROM alpine:3.22\nONBUILD COPY . /srv\n' }],
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild-limitations'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { trigger } of file.instructions) {
      if (!trigger) continue;
      const { name, keyword } = trigger;
      if (name !== 'ONBUILD' && name !== 'FROM' && name !== 'MAINTAINER') continue;
      const what =
        name === 'ONBUILD' ? 'ONBUILD cannot be repeated behind ONBUILD' : `${name} cannot stand behind ONBUILD`;
      findings.push({
        at: keyword.span,
        message: `${what}: a trigger runs inside a stage of another file; the build stops here`,
      });
    }
    return findings;
  },
});
