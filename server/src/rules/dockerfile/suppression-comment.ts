/** A comment that silences a linter. */
import { askingComments, claimsOfCheckDirective } from '../../syntax/suppression-comments.ts';
import { remove } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { lineStartOf } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const suppressionComment = rule({
  id: 'dockerfile/suppression-comment',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['comment', 'directive'] },
  aka: ['hadolint:DL1001'],
  summary: 'A comment suppresses findings',
  why: 'For teams that want every exception in the configuration, where it can be reviewed, instead of in the files.',
  bad: [
    { Dockerfile: '# hadolint ignore=DL3018\nFROM alpine:3.22\n' },
    { Dockerfile: 'FROM alpine:3.22\n# slipway ignore=dockerfile/relative-workdir\nWORKDIR srv\n' },
    { Dockerfile: '# check=skip=JSONArgsRecommended\nFROM alpine:3.22\n' },
  ],
  good: [
    { Dockerfile: '# hadolint shell=bash\nFROM alpine:3.22\n' },
    { Dockerfile: '# check=error=true\nFROM alpine:3.22\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#check'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { name, value, span: at } of file.directives) {
      const isAsking = name.value.toLowerCase() === 'check' && claimsOfCheckDirective(value.value).length > 0;
      if (isAsking) findings.push(findingAt(at, file.text));
    }
    for (const { span: at } of askingComments(file)) findings.push(findingAt(at, file.text));
    return findings;
  },
});

function findingAt(at: Span, text: string): Finding {
  return {
    at,
    message: 'This comment suppresses findings; mend what it hides, or make the exception in the configuration',
    fixes: () => [deletion(text, at)],
  };
}

function deletion(text: string, at: Span): Fix {
  const lineBreak = text.indexOf('\n', at.end);
  const line = span(lineStartOf(text, at.start), lineBreak < 0 ? text.length : lineBreak + 1);
  return { title: 'Delete the comment', safety: 'suggestion', edits: [remove(line)] };
}
