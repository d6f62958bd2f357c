/**
 * Time grows with the length of the text, not faster, whatever the text: the usual shapes with 100,000 lines against 25,000,
 * the hostile ones with fewer, where quadratic time would show just as well.
 */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { expand, scopeAt } from '../../../server/src/syntax/dockerfile/variables.ts';
import { commandsOf } from '../../../server/src/syntax/shell/commands-of.ts';
import { effectiveCommands } from '../../../server/src/syntax/shell/effective-commands.ts';

/** Its name, and the text: a head, what is repeated, a tail; how many times. */
type Shape = readonly [name: string, head: string, repeated: string, tail: string, count?: number];

const large = 100_000;

const shapes: readonly Shape[] = [
  ['one continued RUN', 'FROM a\nRUN a \\\n', '  && b "c" $d \\\n', ' e\n', large],
  ['comments and blank lines in a RUN', 'FROM a\nRUN a \\\n', '# c\n\n', 'b'],
  ['ENV pairs', 'FROM a\nENV ', 'a="b $c" \\\n', 'd=e\n', large],
  ['values that double', 'FROM scratch\nENV a=x\n', 'ENV a=$a$a\n', ''],
  ['open arithmetic', 'FROM a\nRUN ', '$(((', ''],
  ['open substitutions in quotes', 'FROM a\nRUN ', '"$(a ', ''],
  ['open groups', 'FROM a\nRUN ', '( { ', ''],
  ['open conditions', 'FROM a\nRUN ', 'if a; then ', ''],
  ['open branches', 'FROM a\nRUN ', 'case a in b) ', ''],
  ['open variables', 'FROM a\nENV a=', '${a:-', ''],
  ['backticks', 'FROM a\nRUN ', '`a ', ''],
  ['open quotes', 'FROM a\n', 'RUN "a \\\n', ''],
  ['heredocs in one line', 'FROM a\nRUN sh ', '<<A ', '\n'],
  ['heredocs with their ends', 'FROM a\n', 'RUN <<A\nx\nA\n', ''],
  ['an open heredoc', 'FROM a\nRUN <<A\n', 'x <<A\n', ''],
  ['ONBUILD of ONBUILD', 'FROM a\n', 'ONBUILD ', ''],
  ['template variables in one line', 'FROM a\nRUN ', '%%AB%% ', ''],
  ['percent signs', '', '%%A', ''],
  ['stages on stages', 'FROM a AS b\n', 'FROM b AS b\n', ''],
  ['an open array over many lines', 'FROM a\n', 'CMD ["a",\n', ''],
  ['flags', 'FROM a\nRUN ', '--a="b c" ', 'x'],
  ['escape characters', 'FROM a\nRUN ', '\\', '\n'],
  ['scripts in scripts', 'FROM a\nRUN ', 'sh -c "', ''],
];

/** Everything a rule may ask for. */
function work(text: string): void {
  const file = parseDockerfile(text);
  for (const instruction of file.instructions) {
    for (const command of commandsOf(instruction)) effectiveCommands(command);
  }
  const last = file.instructions.at(-1);
  if (last) for (const word of last.arguments.slice(0, 10)) expand(word, scopeAt(file, last.span.start));
}

/** Milliseconds of the processor. */
function timeOf(text: string): number {
  const start = process.cpuUsage();
  work(text);
  return process.cpuUsage(start).user / 1000;
}

describe('time is linear', () => {
  it.each(shapes.map(shape => ({ name: shape[0], shape })))('for $name', { timeout: 60_000 }, ({ shape }) => {
    const [, head, repeated, tail, count = 8_000] = shape;
    const text = (times: number): string => head + repeated.repeat(times) + tail;
    timeOf(text(1_000));
    const ratio = (): number => {
      const small = timeOf(text(count / 4));
      const all = timeOf(text(count));
      // Four times the text: quadratic time would be sixteen times. What is over in a moment cannot be measured.
      return all < 100 ? 0 : all / small;
    };
    // Code is compiled and memory collected meanwhile: one measurement out of three must be clean.
    const isLinear = [1, 2, 3].some(() => ratio() < 10);
    expect(isLinear).toBe(true);
  });
});
