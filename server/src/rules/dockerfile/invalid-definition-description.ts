/** A comment above a stage or an ARG that BuildKit does not take for its description. */
import type { Comment, Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { insert } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { span } from '../../text/span.ts';
import { lineStartOf } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidDefinitionDescription = rule({
  id: 'dockerfile/invalid-definition-description',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['comment'] },
  aka: ['buildkit:InvalidDefinitionDescription'],
  summary: 'The comment above a stage or an ARG does not begin with its name',
  why: '`docker build --call=outline` and `--call=targets` show such a comment as a description only when it begins with the name of the stage or argument.',
  bad: [
    { Dockerfile: '# compiles the tool\nFROM golang:1.25 AS build\n' },
    { Dockerfile: '# which Go to use\nARG GO_VERSION=1.25\nFROM golang:${GO_VERSION}\n' },
  ],
  good: [
    { Dockerfile: '# build compiles the tool\nFROM golang:1.25 AS build\n' },
    { Dockerfile: '# compiles the tool\n\nFROM golang:1.25 AS build\n' },
    { Dockerfile: '# compiles the tool\nFROM golang:1.25\n# hadolint ignore=DL3006\nFROM debian AS run\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],

  check({ file }) {
    const findings: Finding[] = [];
    let behind = 0;
    for (const instruction of file.instructions) {
      if (instruction.name === 'FROM' ? instruction.arguments.length < 3 : instruction.name !== 'ARG') continue;
      while ((file.comments[behind]?.span.start ?? Number.POSITIVE_INFINITY) < instruction.span.start) behind++;
      const comments = commentsAbove(file, instruction, behind);
      const [last, first] = [comments[0], comments.at(-1)];
      if (!first || !last) continue;
      const names = namesOf(instruction);
      const [name] = names;
      if (name === undefined || comments.some(({ text }) => names.some(it => describes(text, it)))) continue;
      findings.push({
        at: span(first.span.start, last.span.end),
        message: `This is shown nowhere as the description of "${name}"; begin it with "${name} ", or set it apart by a blank line`,
        fixes: () => [
          {
            title: 'Insert a blank line below the comment',
            safety: 'safe',
            edits: [insert(lineStartOf(file.text, instruction.span.start), lineBreakOf(file.text))],
          },
        ],
      });
    }
    return findings;
  },
});

/** The builder knows stages by their names in lower case. */
function describes(comment: string, name: string): boolean {
  return beginsWith(comment, name) || beginsWith(comment, name.toLowerCase());
}

function beginsWith(comment: string, name: string): boolean {
  return comment.startsWith(name) && (comment.length === name.length || comment.charAt(name.length) === ' ');
}

const none: readonly string[] = [];

/** What the instruction defines: the name of a stage, or build arguments. */
function namesOf(instruction: Instruction): readonly string[] {
  if (instruction.name === 'ARG') return instruction.pairs.map(it => it.key.value);
  if (instruction.name !== 'FROM') return none;
  const [, as, stageName] = instruction.arguments;
  return stageName && as?.value.toLowerCase() === 'as' ? [stageName.value] : none;
}

const noComments: readonly Comment[] = [];
const forTools = /^(?:hadolint|slipway|check|syntax|escape|checkov|kics|trivy)\b.*[=:]/;

/**
 * The comment lines that end right above the instruction, the lowest first; none when one of them speaks to a tool.
 * `behind` is the index of the first comment that does not stand in front of it.
 */
function commentsAbove({ text, comments }: Dockerfile, { span: at }: Instruction, behind: number): readonly Comment[] {
  let found: Comment[] | undefined;
  let lineStart = lineStartOf(text, at.start);
  for (let i = behind - 1; i >= 0; i--) {
    const comment = comments[i];
    if (!comment || !endsAbove(text, comment.span.end, lineStart)) break;
    // An empty one sets those in front of it apart, as a blank line does.
    const { text: words } = comment;
    if (words === '') break;
    if (forTools.test(words)) return noComments;
    found ??= [];
    found.push(comment);
    lineStart = lineStartOf(text, comment.span.start);
  }
  return found ?? noComments;
}

/** Whether what ends at `end` is the last but blanks in the line above the one that starts at `lineStart`. */
function endsAbove(text: string, end: number, lineStart: number): boolean {
  return lineStart > 0 && text.indexOf('\n', end) === lineStart - 1 && text.slice(end, lineStart).trim() === '';
}
