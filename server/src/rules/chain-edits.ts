/** Taking commands out of the `a && b && c` of a RUN so that what is left means the same. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { parseShell } from '../syntax/shell/parse-shell.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { type Edit, remove } from '../text/edit.ts';
import { span } from '../text/span.ts';

/**
 * Removes the commands `[first, last]`, which stand at the top of the RUN with `&&` or `;` around them, together with one
 * operator. Undefined in exec form and heredocs, for the only commands of a RUN, and where a comment stands in between.
 *
 * ```
 * RUN a && \
 *     b && \      →   RUN a && \
 *     c                   c
 * ```
 */
export function removeChained(
  file: Dockerfile,
  { instruction }: Run,
  { first, last }: { readonly first: ShellCommand; readonly last: ShellCommand },
): Edit | undefined {
  const { logical } = instruction;
  if (instruction.exec || instruction.heredocs.length > 0) return undefined;
  const { commands, operators, text } = parseShell(logical.text);
  const from = commands.find(it => logical.spanInFile(it.span).start === first.span.start);
  const to = commands.find(it => logical.spanInFile(it.span).end === last.span.end);
  if (!from || !to || from.within.length > 0 || to.within.length > 0) return undefined;
  const before = operators.findLast(it => it.at.end <= from.span.start);
  const after = operators.find(it => it.at.start >= to.span.end);
  const isChain = (operator: string | undefined): boolean =>
    operator === undefined || operator === '&&' || operator === ';';
  if (!isChain(from.before) || !isChain(to.after)) return undefined;

  let start: number;
  let end: number;
  // `a && X; b` keeps its `;`, everything else the operator in front.
  if (to.after !== undefined && after && (from.before === undefined || from.before === to.after || to.after === '&&')) {
    start = logical.toFile(from.span.start);
    let next = after.at.end;
    while (next < text.length && /\s/.test(text.charAt(next))) next++;
    if (next === text.length) return undefined;
    end = logical.toFile(next);
  } else if (from.before !== undefined && before) {
    let previous = before.at.start;
    while (previous > 0 && /\s/.test(text.charAt(previous - 1))) previous--;
    if (previous === 0) return undefined;
    start = logical.toFile(previous - 1) + 1;
    end = logical.toFile(to.span.end - 1) + 1;
  } else return undefined;
  if (file.comments.some(it => it.span.start >= start && it.span.end <= end)) return undefined;
  return remove(span(start, end));
}
