/** ENV that uses a variable which the same instruction sets. */
import type { Dockerfile, Instruction, Pair, VariableReference } from '../../syntax/dockerfile/dockerfile.ts';
import { scopeAt } from '../../syntax/dockerfile/variables.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { contains, span } from '../../text/span.ts';
import { indentationAt, lineEndOf } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const selfReferencingEnv = rule({
  id: 'dockerfile/self-referencing-env',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ENV'], has: ['variable'] },
  aka: ['hadolint:DL3044'],
  summary: 'An ENV uses a variable that the same ENV sets',
  why: 'All values of one ENV are worked out before the first is set, so that the variable is still empty there.',
  bad: [
    { Dockerfile: 'FROM debian:12\nENV APP_HOME=/opt/app APP_BIN=$APP_HOME/bin\n' },
    { Dockerfile: 'FROM debian:12\nENV APP_HOME="/opt/app" \\\n    LOGS="${APP_HOME}/logs"\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nENV APP_HOME=/opt/app\nENV APP_BIN=$APP_HOME/bin\n' },
    { Dockerfile: 'FROM debian:12\nENV APP=1 PATH=/opt/bin:$PATH HOME_OF=$APPLICATION\n' },
    { Dockerfile: 'FROM debian:12\nARG RELEASE\nENV RELEASE=$RELEASE NAME=app-$RELEASE\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction, onbuild } of stage.lifted) {
        if (instruction.name !== 'ENV' || instruction.pairs.length < 2 || instruction.variables.length === 0) continue;
        for (const use of usesOf(instruction)) {
          const variable = use.reference.name.value;
          if (variable === 'PATH' && !use.isSetAgain) continue;
          if (scopeAt(file, instruction.span.start).find(variable)) continue;
          const edit = use.isSetBefore && !onbuild ? split(file, instruction, use.index) : undefined;
          findings.push({
            at: use.reference.span,
            message: use.isSetAgain
              ? `"${variable}" has the value here that it had before this ENV, so what is set first is lost; set it in an ENV of its own before`
              : `"${variable}" gets its value from this very ENV, so it is still empty here; set it in an ENV of its own before`,
            fixes: edit ? [{ title: 'Split the ENV in two', safety: 'suggestion', edits: [edit] }] : [],
          });
        }
      }
    }
    return findings;
  },
});

interface Use {
  readonly reference: VariableReference;
  /** The pair in whose value it stands. */
  readonly index: number;
  /** A pair that sets the variable stands in front of this one. */
  readonly isSetBefore: boolean;
  /** This pair sets the variable, too: `ENV PATH=/a:$PATH PATH=/b:$PATH`. */
  readonly isSetAgain: boolean;
}

/** References to variables that another pair of the instruction sets; when its own pair does, one in front of it. */
function usesOf({ pairs, variables }: Instruction): readonly Use[] {
  const uses: Use[] = [];
  const places = new Map<string, number>();
  pairs.forEach(({ key }, index) => {
    if (!places.has(key.value)) places.set(key.value, index);
  });
  let index = 0;
  for (const reference of variables) {
    const place = places.get(reference.name.value);
    if (place === undefined || reference.quoted) continue;
    while (index + 1 < pairs.length && endOf(pairs[index]) <= reference.span.start) index++;
    const pair = pairs[index];
    if (!pair?.value || !contains(pair.value.span, reference.span)) continue;
    const isSetAgain = pair.key.value === reference.name.value;
    const isSetBefore = place < index;
    if (isSetBefore || !isSetAgain) uses.push({ reference, index, isSetBefore, isSetAgain });
  }
  return uses;
}

function endOf(pair: Pair | undefined): number {
  return pair?.span.end ?? 0;
}

/**
 * Makes the pairs from `index` on an ENV of their own. Comment lines in between stay; undefined when the gap holds more
 * than one continuation.
 */
function split(file: Dockerfile, { pairs, keyword, span: at }: Instruction, index: number): Edit | undefined {
  const { text, escape: escapeCharacter } = file;
  const [before, pair] = [pairs[index - 1], pairs[index]];
  if (!before || !pair) return undefined;
  const gap = span(before.span.end, pair.span.start);
  const opening = `${indentationAt(text, at.start)}${keyword.value} `;
  const firstEnd = lineEndOf(text, gap.start);
  if (firstEnd >= gap.end) return replace(gap, lineBreakOf(text) + opening);
  // The first line ends in the continuation; the last one is the blanks in front of the pair.
  if (text.slice(gap.start, firstEnd).trim() !== escapeCharacter) return undefined;
  const between = text.slice(firstEnd, gap.end);
  const kept = between.slice(0, between.lastIndexOf('\n') + 1);
  if (kept.split('\n').some(line => line.trim() !== '' && !line.trim().startsWith('#'))) return undefined;
  return replace(gap, kept + opening);
}
