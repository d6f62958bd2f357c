/** Two RUN in a row that could be one layer. */
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import { replace } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { rememberLast } from '../../text/remember.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const consecutiveRun = rule({
  id: 'dockerfile/consecutive-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:DL3059', 'kics:0008c003'],
  summary: 'Two RUN with one command each stand in a row',
  why: 'Each RUN is a layer of its own. Joined they make a smaller image when one cleans up after the other; apart they are cached apart, which is why this is off unless asked for.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nRUN touch /data/ready\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && touch /data/ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nWORKDIR /data\nRUN touch ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && chmod 700 /data\nRUN touch /data/ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nRUN --network=none touch /data/ready\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],

  check({ file }) {
    const findings: Finding[] = [];
    let earlier: Instruction | undefined;
    for (const instruction of file.instructions) {
      const previous = earlier;
      earlier = instruction;
      if (instruction.name !== 'RUN' || previous?.name !== 'RUN') continue;
      if (!isOneCommand(previous) || !isOneCommand(instruction) || flagsOf(previous) !== flagsOf(instruction)) continue;
      findings.push({
        at: instruction.keyword.span,
        message:
          'This RUN and the one above make two layers for one command each; join them with && unless they shall be cached apart',
        fixes: () => (otherShells(file).has(instruction) ? [] : fixesFor(file, previous, instruction)),
      });
    }
    return findings;
  },
});

/** In shell form, and at most one pipeline outside heredocs. */
function isOneCommand(instruction: Instruction): boolean {
  if (instruction.exec || instruction.heredocs.length > 0) return false;
  const commands = commandsOf(instruction);
  const [first] = commands;
  return (
    first !== undefined && commands.every(it => it.pipeline === first.pipeline || it.within.includes('substitution'))
  );
}

/** Those in whose language `&&` may mean nothing. */
const otherShells = rememberLast(
  (file: Dockerfile): ReadonlySet<Instruction> =>
    new Set(runsOf(file).flatMap(({ shell, instruction }) => (shell.language === 'posix' ? [] : [instruction]))),
);

function flagsOf({ flags }: Instruction): string {
  return flags.length === 0 ? '' : flags.map(it => `${it.name.value}=${it.value?.value ?? ''}`).join(' ');
}

/** The second command goes to a line behind `&&`; comments and blank lines in between go with it. */
function fixesFor(file: Dockerfile, earlier: Instruction, later: Instruction): readonly Fix[] {
  const { text } = file;
  const between = slice(text, span(earlier.argumentsSpan.end, later.span.start));
  const last = commandsOf(earlier).at(-1);
  const first = commandsOf(later)[0];
  // What these do ends with their RUN, and would then reach the other command.
  if (!last || !first || /^(?:cd|pushd|export|set|unset|umask|source|\.|exec|exit|)$/.test(last.name)) return [];
  // A comment of the shell, `&` or an unfinished command ends in something that && cannot follow.
  if (slice(text, span(last.span.end, earlier.argumentsSpan.end)).trim() !== '') return [];
  const br = lineBreakOf(text);
  const start = later.argumentsSpan.start;
  // Flags on a line of their own, or a comment between keyword and command, would be lost.
  if (slice(text, span(later.span.start, start)).includes('\n')) return [];
  // Blank lines may not stand inside an instruction; comments may.
  const lines = between.split('\n').slice(1, -1);
  const comments = lines.filter(line => line.trim() !== '').map(line => `${line.replace(/\r$/, '')}${br}`);
  const joint = ` ${file.escape}${br}${comments.join('')}    && `;
  const edits = [replace(span(earlier.argumentsSpan.end, start), joint)];
  return [{ title: 'Join with the RUN above', safety: 'suggestion', edits }];
}
