/**
 * What ShellCheck answered, by the text of the script: the same text is never asked about twice, in whatever file and
 * whichever version of it stands. Nothing here knows how the program is run.
 */
import { type Answers, answersIn, scriptFiles } from '../shellcheck/checked-scripts.ts';
import type { ShellCheckComment } from '../shellcheck/read-output.ts';
import type { ShellCheck } from '../shellcheck/shellcheck.ts';
import { maxRememberedScriptLength, maxScriptsPerRun } from '../text/limits.ts';

export interface ShellCheckAnswers {
  readonly known: Answers;
  /**
   * Asks the program about the texts that nobody asked about yet, in one run. Those of a failed run count as answered: it
   * would fail again.
   * @throws the signal's reason when it aborts; then nothing was learnt.
   */
  ask(program: ShellCheck, texts: readonly string[], signal?: AbortSignal): Promise<'answered' | 'unavailable'>;
}

export function createShellCheckAnswers(): ShellCheckAnswers {
  const remembered = new Map<string, readonly ShellCheckComment[]>();

  let length = 0;

  function remember(text: string, comments: readonly ShellCheckComment[]): void {
    if (!remembered.has(text)) length += text.length;
    remembered.set(text, comments);
    for (const oldest of remembered.keys()) {
      if (length <= maxRememberedScriptLength || oldest === text) return;
      remembered.delete(oldest);
      length -= oldest.length;
    }
  }

  return {
    known: text => remembered.get(text),
    async ask(program, texts, signal) {
      const open = texts.filter(text => !remembered.has(text));
      const asked = open.slice(0, maxScriptsPerRun);
      if (asked.length > 0) {
        const run = await program.run(scriptFiles(asked), signal);
        signal?.throwIfAborted();
        if (run.kind === 'unavailable') return 'unavailable';
        const answers = run.kind === 'output' ? answersIn(run.text, asked) : undefined;
        for (const [i, text] of asked.entries()) remember(text, answers?.[i] ?? []);
      }
      for (const text of open.slice(maxScriptsPerRun)) remember(text, []);
      return 'answered';
    },
  };
}
