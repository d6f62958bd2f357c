/** The name of a parser directive that is not lower case. */
import { replace } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';

export const uppercaseDirective = rule({
  id: 'dockerfile/uppercase-directive',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['directive'] },
  aka: ['dockerfile-utils:CASING_DIRECTIVE'],
  summary: 'The name of a parser directive is not lower case',
  why: 'Parser directives are written in lower case, so that nobody takes them for instructions or for plain comments.',
  bad: [{ Dockerfile: '# Syntax=docker/dockerfile:1\nFROM alpine:3.22\n' }],
  good: [
    { Dockerfile: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\n' },
    { Dockerfile: '# Made by hand.\n# Syntax=docker/dockerfile:1\nFROM alpine:3.22\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { name } of file.directives) {
      const right = name.value.toLowerCase();
      if (name.value === right) continue;
      findings.push({
        at: name.span,
        message: `The directive "${name.value}" is not lower case, as directives are by custom; write ${right}`,
        fixes: [{ title: `Change to "${right}"`, safety: 'safe', edits: [replace(name.span, right)] }],
      });
    }
    return findings;
  },
});
