/** A stage name the builder refuses. */
import { type Finding, rule } from '../rule.ts';

export const invalidStageName = rule({
  id: 'dockerfile/invalid-stage-name',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['stage name'] },
  aka: ['dockerfile-utils:INVALID_BUILD_STAGE_NAME'],
  summary: 'A stage has a name that the builder refuses',
  why: 'A stage name begins with a letter and goes on with letters, digits, `-`, `_` and `.`; variables are not filled in there. The build stops at any other.',
  bad: [
    { Dockerfile: 'FROM debian:12 AS 2nd\n' },
    { Dockerfile: 'FROM debian:12 AS build/tools\n' },
    { Dockerfile: 'ARG NAME=build\nFROM debian:$NAME AS ${NAME}\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12 AS build-1.2_x\n' },
    { Dockerfile: 'FROM debian:12\nCOPY --from=0 /etc/hosts /\n' },
    { 'Dockerfile.template': 'FROM debian:12 AS on-%%BALENA_ARCH%%\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { name } of file.stages) {
      if (!name || name.raw.includes('%%') || /^[a-z][a-z0-9._-]*$/i.test(name.raw)) continue;
      const reason = name.raw.includes('$')
        ? 'variables are not filled in there'
        : 'it begins with a letter and holds letters, digits, "-", "_" and "."';
      findings.push({ at: name.span, message: `"${name.raw}" is no stage name, so the build stops here: ${reason}` });
    }
    return findings;
  },
});
