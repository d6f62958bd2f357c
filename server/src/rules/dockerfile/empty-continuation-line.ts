/** A blank line inside a continued instruction. */
import type { Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { remove } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const emptyContinuationLine = rule({
  id: 'dockerfile/empty-continuation-line',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['problem'] },
  aka: ['buildkit:NoEmptyContinuation', 'dockerfile-utils:EMPTY_CONTINUATION_LINE'],
  summary: 'A blank line stands inside a continued instruction',
  why: 'The instruction seems to end there, but goes on below. The builder still joins the lines, warns, and has announced that it will refuse them.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nRUN echo one && \\\n\n    echo two\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN echo one && \\\n    # and then\n    echo two\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN <<EOF\necho one\n\necho two\nEOF\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],

  check({ file }) {
    const findings: Finding[] = [];
    if (!file.problems.some(it => it.code === 'empty-continuation-line')) return findings;
    for (const instruction of file.instructions) {
      for (const at of gaps(file.text, instruction)) {
        findings.push({
          at,
          message:
            'A blank line inside a continued instruction hides that it goes on below; delete it, or put a # on it',
          fixes: [{ title: 'Delete the blank lines', safety: 'safe', edits: [remove(at)] }],
        });
      }
    }
    return findings;
  },
});

/** Runs of blank lines, each with its line breaks. The last line of the file is left out: it may be about to be typed. */
function gaps(text: string, { emptyContinuationLines: lines }: Instruction): readonly Span[] {
  const found: Span[] = [];
  for (const line of lines) {
    if (text.charAt(line.end - 1) !== '\n') continue;
    const last = found.at(-1);
    if (last?.end === line.start) found[found.length - 1] = span(last.start, line.end);
    else found.push(line);
  }
  return found;
}
