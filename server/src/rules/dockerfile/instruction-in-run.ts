/** The keyword of an instruction as a command of RUN. */
import { instructions } from '../../catalog/instructions.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { remove, replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const instructionInRun = rule({
  id: 'dockerfile/instruction-in-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { commands: ['capital'] },
  summary: 'An instruction keyword stands as a command inside RUN',
  why: 'The shell looks for a program of that name and finds none. It happens when two instructions are joined with `&&` and the keyword of the second stays.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && RUN touch /data/ready\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && touch /data/ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN echo RUN && env\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN ADD() { echo "$1"; } && ADD one\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#run'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      if ((run.kinds & commandKind.capital) === 0) continue;
      for (const command of run.commands) {
        const word = command.words[0];
        if (!word || !keywords.has(word.value) || word.isQuoted || isFunction(file, run, word.value)) continue;
        findings.push({
          at: word.span,
          message: `${word.value} is an instruction, no command: the shell finds no program of that name and the build stops; ${adviceFor(word.value)}`,
          fixes: fixesFor(file, command),
        });
      }
    }
    return findings;
  },
});

const keywords: ReadonlySet<string> = new Set(instructions.map(it => it.name));

/** What a shell says for some instructions. */
const instead: Readonly<Record<string, string>> = { ENV: 'export', WORKDIR: 'cd' };

function adviceFor(keyword: string): string {
  if (keyword === 'RUN') return 'delete the word';
  const other = instead[keyword];
  return other ? `write ${other}, or end the RUN before it` : 'end the RUN before it';
}

function fixesFor(file: Dockerfile, { words }: ShellCommand): readonly Fix[] {
  const [word, next] = words;
  if (!word || !next || slice(file.text, word.span) !== word.value) return [];
  const other = instead[word.value];
  if (other && (word.value !== 'ENV' || next.value.includes('='))) {
    return [{ title: `Change to "${other}"`, safety: 'suggestion', edits: [replace(word.span, other)] }];
  }
  const isOneLine = !slice(file.text, span(word.span.end, next.span.start)).includes('\n');
  if (word.value !== 'RUN' || !isOneLine) return [];
  return [{ title: 'Delete "RUN"', safety: 'suggestion', edits: [remove(span(word.span.start, next.span.start))] }];
}

/** Whether the script defines a function of that name. */
function isFunction(file: Dockerfile, { instruction }: Run, name: string): boolean {
  const text = slice(file.text, instruction.span);
  return text.includes(`${name}()`) || text.includes(`${name} ()`) || text.includes(`function ${name}`);
}
