/** A comment above a stage or an ARG that BuildKit does not take for its description. */
import type { Comment, Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { skipSpaces } from '../../syntax/dockerfile/whitespace.ts';
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
    if (file.comments.length === 0) return findings;
    for (const instruction of file.instructions) {
      if (instruction.name === 'FROM' ? instruction.arguments.length < 3 : instruction.name !== 'ARG') continue;
      if (!isBelowComment(file.text, instruction.span.start)) continue;
      const names = namesOf(instruction);
      if (names.length === 0) continue;
      const comments = commentsAbove(file, instruction);
      const [first, last] = [comments[0], comments.at(-1)];
      if (!first || !last || comments.some(({ text }) => names.some(name => describes(text, name)))) continue;
      const [name = ''] = names;
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

const HASH = 35;
const BYTE_ORDER_MARK = 0xfeff;

/** Whether the line above may be a comment, as its first character tells. */
function isBelowComment(text: string, start: number): boolean {
  const lineStart = lineStartOf(text, start);
  if (lineStart === 0) return false;
  const first = text.charCodeAt(skipSpaces(text, lineStartOf(text, lineStart - 1), lineStart));
  return first === HASH || first === BYTE_ORDER_MARK;
}

/** The builder knows stages by their names in lower case. */
function describes(comment: string, name: string): boolean {
  return [name, name.toLowerCase()].some(it => comment === it || comment.startsWith(`${it} `));
}

const none: readonly string[] = [];

/** What the instruction defines: the name of a stage, or build arguments. */
function namesOf(instruction: Instruction): readonly string[] {
  if (instruction.name === 'ARG') return instruction.pairs.map(it => it.key.value);
  if (instruction.name !== 'FROM') return none;
  const [, as, stageName] = instruction.arguments;
  return stageName && as?.value.toLowerCase() === 'as' ? [stageName.value] : none;
}

/** The comment lines that end right above the instruction, in order; none when one of them speaks to a tool. */
function commentsAbove({ text, comments }: Dockerfile, { span: at }: Instruction): readonly Comment[] {
  const found: Comment[] = [];
  let lineStart = lineStartOf(text, at.start);
  for (let i = lastBefore(comments, lineStart); i >= 0; i--) {
    const comment = comments[i];
    // An empty one sets those in front of it apart, as a blank line does.
    if (!comment || comment.text === '' || text.slice(comment.span.end, lineStart).trim() !== '' || lineStart === 0)
      break;
    const ownStart = lineStartOf(text, comment.span.start);
    if (ownStart !== lineStartOf(text, lineStart - 1)) break;
    found.unshift(comment);
    lineStart = ownStart;
  }
  return found.some(it => /^(?:hadolint|slipway|check|syntax|escape|checkov|kics|trivy)\b.*[=:]/.test(it.text))
    ? []
    : found;
}

/** Index of the last comment that begins before the offset, or -1. */
function lastBefore(comments: readonly Comment[], offset: number): number {
  let low = 0;
  let high = comments.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < offset) {
      found = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}
