/** The same parser directive twice. */
import { remove } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import { lineStartOf } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const duplicateDirective = rule({
  id: 'dockerfile/duplicate-directive',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['directive'] },
  aka: ['dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE'],
  summary: 'A parser directive is given twice',
  why: 'Each directive may stand once; the builder refuses a file that repeats one, even with the same value.',
  bad: [{ Dockerfile: '# escape=`\n# escape=\\\nFROM alpine:3.22\n' }],
  good: [
    { Dockerfile: '# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine:3.22\n' },
    { Dockerfile: '# escape=`\n\n# escape=\\\nFROM alpine:3.22\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],

  check({ file, path }) {
    const findings: Finding[] = [];
    const first = new Map<string, (typeof file.directives)[number]>();
    for (const it of file.directives) {
      const name = it.name.value.toLowerCase();
      const earlier = first.get(name);
      if (!earlier) {
        first.set(name, it);
        continue;
      }
      const lineBreak = file.text.indexOf('\n', it.span.end);
      const line = span(lineStartOf(file.text, it.span.start), lineBreak < 0 ? file.text.length : lineBreak + 1);
      findings.push({
        at: it.span,
        message: `The directive "${name}" is given above already, so the file is refused; keep one of the two`,
        related: [{ path, at: earlier.span, message: 'it is given here first' }],
        fixes: [{ title: 'Delete this directive', safety: 'suggestion', edits: [remove(line)] }],
      });
    }
    return findings;
  },
});
