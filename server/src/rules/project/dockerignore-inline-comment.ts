/** What looks like a comment behind a pattern of an ignore file is a part of the pattern. */
import type { IgnorePattern } from '../../syntax/ignore-file.ts';
import { insert, remove } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { basename } from '../../text/path.ts';
import { span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const dockerignoreInlineComment = rule({
  id: 'project/dockerignore-inline-comment',
  reads: 'ignore-file',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A comment stands behind a pattern of .dockerignore',
  why: 'Only a line that begins with “#” is a comment there. Behind a pattern the “#” and all that follows belong to the pattern, which then matches no file: what it names is sent to the builder and copied.',
  bad: [
    { '.dockerignore': '.git\nnode_modules # installed in the image\n' },
    { 'Dockerfile.dockerignore': '*\n!src  # all that is needed\n' },
  ],
  good: [
    { '.dockerignore': '# installed in the image\nnode_modules\n' },
    { '.dockerignore': 'c#\nnotes\\ \\#1\n#a # b\n' },
  ],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],

  check({ path, file }) {
    const findings: Finding[] = [];
    if (!file.text.includes('#')) return findings;
    const name = basename(path);
    for (const pattern of file.patterns) {
      const hash = commentIn(pattern.text);
      if (hash === undefined) continue;
      const { start, end } = pattern.span;
      const meant = pattern.text.slice(0, hash).trimEnd();
      findings.push({
        at: span(start + hash, end),
        message: `${name} has no comments behind a pattern: "${shortened(pattern.text)}" is matched as a whole, so "${shortened(meant)}" does nothing; put the comment on a line of its own`,
        fixes: () => [moveUp(file.text, pattern, hash)],
      });
    }
    return findings;
  },
});

/** Where the comment begins: at the first `#` behind a blank and something else than `!`. */
function commentIn(text: string): number | undefined {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (!isBlank(text.charAt(at - 1))) continue;
    const before = text.slice(0, at).trim();
    return before === '' || before === '!' ? undefined : at;
  }
  return undefined;
}

/** Onto the line above, from its first column: only there it is a comment. */
function moveUp(text: string, { span: at, text: written }: IgnorePattern, hash: number): Fix {
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1;
  const top = lineStart === 0 && text.startsWith('\uFEFF') ? 1 : lineStart;
  const kept = at.start + written.slice(0, hash).trimEnd().length;
  return {
    title: 'Move the comment to a line of its own',
    safety: 'safe',
    edits: [insert(top, written.slice(hash) + lineBreakOf(text)), remove(span(kept, at.end))],
  };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}
