/** No FROM in the file, or something else than ARG in front of the first one. */

import { span } from '../../text/span.ts';
import { lineEndOf } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { isBeingTyped } from '../written-instructions.ts';

export const missingFrom = rule({
  id: 'dockerfile/missing-from',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  aka: ['hadolint:DL3061', 'dockerfile-utils:NO_SOURCE_IMAGE'],
  summary: 'The file has no FROM, or another instruction than ARG stands before it',
  why: 'Every instruction but `ARG` belongs to a stage, and a stage begins with the image it is built on. Without one the build stops before its first step.',
  bad: [{ Dockerfile: 'COPY site /srv/www\nFROM nginx:1.29\n' }, { Dockerfile: '# syntax=docker/dockerfile:1\n' }],
  good: [
    { Dockerfile: '# The web server.\nARG VERSION=1.29\nFROM nginx:${VERSION}\nCOPY site /srv/www\n' },
    { Dockerfile: 'FROM scratch\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],

  check({ file }) {
    const findings: Finding[] = [];
    if (file.problems.some(it => it.code === 'binary-file')) return findings;
    const first = file.instructions.find(it => it.name !== 'ARG');
    if (first?.name === 'FROM') return findings;
    // Other rules speak about a keyword that is not finished.
    const open = first ?? file.instructions.at(-1);
    if (open && open.name !== 'RUN' && open.name !== 'CMD' && isBeingTyped(file, open)) return findings;
    if (!first) {
      findings.push({
        at: span(0, lineEndOf(file.text, 0)),
        message: 'There is no FROM, so nothing can be built; begin a stage with FROM and an image',
      });
      return findings;
    }
    findings.push({
      at: first.keyword.span,
      message: `${first.keyword.value} stands before the first FROM, where only ARG may; put it behind the FROM of its stage`,
    });
    return findings;
  },
});
