/** Two RUNs in a row made into one, as an edit: comments and blank lines between them are respected. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import { type Edit, replace } from '../text/edit.ts';
import { lineBreakOf } from '../text/line-index.ts';
import { span } from '../text/span.ts';

/**
 * Puts the commands of `later` behind `&&`. Undefined where they do not follow each other, where the joint could not be
 * made or flags differ, and where a failure in `earlier` would no longer end the build, as in front of `a; b`.
 */
export function joinRuns(file: Dockerfile, earlier: Run, later: Run): Edit | undefined {
  const { text } = file;
  const [one, other] = [earlier.instruction, later.instruction];
  if (other.index !== one.index + 1 || earlier.onbuild || later.onbuild) return undefined;
  for (const { instruction, shell } of [earlier, later]) {
    if (instruction.exec || instruction.heredocs.length > 0 || shell.language !== 'posix') return undefined;
  }
  if (flagsOf(earlier) !== flagsOf(later) || !endsPlainly(file, earlier)) return undefined;
  const isChain = later.commands.every(it => it.within.length > 0 || !it.before || /^(?:&&|\|)$/.test(it.before));
  const { start } = other.argumentsSpan;
  if (!isChain || text.slice(other.span.start, start).includes('\n')) return undefined;
  const br = lineBreakOf(text);
  const between = text.slice(one.argumentsSpan.end, other.span.start);
  const comments = between
    .split('\n')
    .slice(1, -1)
    .filter(line => line.trim() !== '');
  const kept = comments.map(line => `${line.replace(/\r$/, '')}${br}`).join('');
  return replace(span(one.argumentsSpan.end, start), ` ${file.escape}${br}${kept}    && `);
}

function flagsOf({ instruction }: Run): string {
  return instruction.flags.map(it => `${it.name.value}=${it.value?.value ?? ''}`).join(' ');
}

/** Nothing but the end of a compound command stands behind the last command: no comment, no `&`, no `;`. */
function endsPlainly({ text }: Dockerfile, { commands, instruction }: Run): boolean {
  const last = commands.at(-1);
  return last !== undefined && text.slice(last.span.end, instruction.argumentsSpan.end).trim() === '';
}
