/**
 * What ShellCheck said of the scripts in our own examples and fixtures, so that they mean the same on machines without the
 * program. `UPDATE=1 npx vitest run test/shellcheck/with-program` asks the program again and writes them; scripts that are not among
 * them are answered with nothing.
 */
import type { ShellCheckComment } from '../src/shellcheck/read-output.ts';
import type { ShellCheck } from '../src/shellcheck/shellcheck.ts';
import recorded from './shellcheck-answers.json' with { type: 'json' };

export interface RecordedAnswer {
  readonly script: string;
  /** As in the program's output, the file's name left out. */
  readonly comments: readonly unknown[];
}

export const recordedAnswers: readonly RecordedAnswer[] = recorded;

const byScript = new Map(recordedAnswers.map(it => [it.script, it.comments]));

/** Answers like the program, from the record. */
export const recordedShellCheck: ShellCheck = {
  async run(scripts) {
    const comments = scripts.flatMap(({ name, text }) =>
      (byScript.get(text) ?? []).map(comment => ({ ...(comment as ShellCheckComment), file: name })),
    );
    return { kind: 'output', text: JSON.stringify({ comments }) };
  },
};
