/** Edits that take an option out of a command of RUN. Undefined where the rest would not be what it was. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { CommandOption } from '../syntax/shell/command-line.ts';
import type { Run } from '../syntax/shell/runs.ts';
import { type Edit, remove } from '../text/edit.ts';
import { slice, span } from '../text/span.ts';
import { removeWord } from './dockerfile-edits.ts';

/** The option with its value; one of a cluster (`-fk`) leaves the others. Undefined in exec form and for words in two pieces. */
export function removeOption(
  file: Dockerfile,
  run: Run,
  { name, word, value, valueWord }: CommandOption,
): Edit | undefined {
  const written = slice(file.text, word.span);
  if (run.instruction.exec || written !== word.raw) return undefined;
  const isCluster = !name.startsWith('--') && name.length === 2 && word.value.length > 2;
  if (isCluster) {
    const at = written.indexOf(name.charAt(1), 1);
    if (value !== undefined || word.isQuoted || at < 0) return undefined;
    return remove(span(word.span.start + at, word.span.start + at + 1));
  }
  if (!valueWord) return removeWord(file, word.span);
  const both = span(word.span.start, valueWord.span.end);
  return slice(file.text, both).includes('\n') ? undefined : removeWord(file, both);
}
