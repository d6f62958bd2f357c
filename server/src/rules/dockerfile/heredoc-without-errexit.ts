import type { Dockerfile, Heredoc } from '../../syntax/dockerfile/dockerfile.ts';
import { isShell } from '../../syntax/shell/commands-of.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type Edit, insert } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { contains } from '../../text/span.ts';
import { indentationAt, lineStartOf } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const heredocWithoutErrexit = rule({
  id: 'dockerfile/heredoc-without-errexit',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['heredoc'] },
  summary: 'A RUN heredoc goes on after a command that failed',
  why: 'Only the last command of the script decides whether the step succeeds. What fails in front of it goes unnoticed, and the broken layer is kept and cached.',
  bad: [
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\ncurl -fsSLO https://example.com/tool.tar\ntar -xf tool.tar\nEOF\n' },
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\n#!/bin/bash\nmake\nmake install\nEOF\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\n' },
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\nmake && \\\nmake install\nEOF\n' },
    { Dockerfile: 'FROM debian:13\nSHELL ["/bin/bash", "-e", "-c"]\nRUN <<EOF\nmake\nmake install\nEOF\n' },
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\n#!/bin/bash -e\nmake\nmake install\nEOF\n' },
    { Dockerfile: 'FROM debian:13\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nprint(2)\nEOF\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#here-documents',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      if (run.instruction.heredocs.length === 0) continue;
      for (const heredoc of run.instruction.heredocs) {
        const body = run.commands.filter(it => contains(heredoc.body, it.span));
        if (body.length < 2 || setsErrexit(run, heredoc, body)) continue;
        const lost = body.find((it, i) => isLost(it, i, body));
        if (!lost) continue;
        findings.push({
          at: lost.words[0]?.span ?? lost.span,
          message: `When ${lost.name} fails the script goes on, and only its last command decides whether the step fails; begin it with "set -e"`,
          fixes: [{ title: 'Insert "set -e"', safety: 'suggestion', edits: [insertSetE(file, heredoc)] }],
        });
      }
    }
    return findings;
  },
});

/** `-e`, also in a cluster as `-eux`; `-o errexit`. */
function isErrexit(words: readonly string[]): boolean {
  return words.some(
    (it, i) => /^-[a-z]*e[a-z]*$/.test(it) || (it === 'errexit' && /^-[a-z]*o$/.test(words[i - 1] ?? '')),
  );
}

function setsErrexit(run: Run, heredoc: Heredoc, body: readonly ShellCommand[]): boolean {
  const valuesOf = (it: ShellCommand): readonly string[] => it.words.slice(1).map(({ value }) => value);
  if (body.some(it => it.name === 'set' && it.within.length === 0 && isErrexit(valuesOf(it)))) return true;
  if (heredoc.content.startsWith('#!')) {
    const line = heredoc.content.slice(2, 200).split('\n', 1)[0] ?? '';
    return isErrexit(line.trim().split(/\s+/).slice(1));
  }
  const reader = run.commands.find(it => it.redirections.some(({ span: at }) => at.start === heredoc.span.start));
  if (reader && isShell(reader.name)) return isErrexit(valuesOf(reader));
  return run.shell.hasErrexit;
}

/** What does not fail, or whose failure means nothing. */
const quiet = new Set(
  ': true false echo printf export unset set shopt local readonly declare alias umask trap exit return eval'.split(' '),
);

/** Whether nobody looks at the status of the command: it is followed by another one on a new line or behind `;`. */
function isLost(command: ShellCommand, index: number, body: readonly ShellCommand[]): boolean {
  if (command.within.length > 0 || command.after !== ';' || command.name === '' || quiet.has(command.name))
    return false;
  // `a || b;`: the failure of a is handled, and b is what is done about it.
  if (command.before === '||' || body.length - 1 === index) return false;
  // A substitution of its own stands behind it in the list and is no command that follows.
  return body.some((it, i) => i > index && it.span.start >= command.span.end);
}

/** As the first line, behind the one that names the interpreter, indented like what follows. */
function insertSetE({ text }: Dockerfile, { body, content }: Heredoc): Edit {
  const br = lineBreakOf(text);
  let at = body.start;
  if (content.startsWith('#!')) {
    const end = content.indexOf('\n');
    at = body.start + (end < 0 ? content.length : end + 1);
  }
  let line = at;
  while (line < body.end && /[ \t\r\n]/.test(text.charAt(line))) line++;
  const indentation = line < body.end ? indentationAt(text, lineStartOf(text, line)) : '';
  return insert(at, `${indentation}set -e${br}`);
}
