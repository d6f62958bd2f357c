/**
 * ShellCheck as the core sees it: somebody who is handed scripts and answers with the program's own output. Running a
 * program is input and output, so it is done by whoever hands this in.
 */

/** One file for the program. */
export interface ScriptFile {
  /** As the output names it; letters, digits and a dot only. */
  readonly name: string;
  readonly text: string;
}

export type ShellCheckRun =
  /** What the program wrote in its format `json1`. */
  | { readonly kind: 'output'; readonly text: string }
  /** It was run and failed, or took too long: asking again about the same scripts would only fail again. */
  | { readonly kind: 'failed' }
  /** There is no such program, or it may not be run. */
  | { readonly kind: 'unavailable' };

export interface ShellCheck {
  /**
   * Runs the program once over all scripts.
   * @throws the signal's reason when it aborts; the program has then been ended.
   */
  run(scripts: readonly ScriptFile[], signal?: AbortSignal): Promise<ShellCheckRun>;
}
