/** What ShellCheck says of a whole Dockerfile: answers about its scripts, brought together with their places. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { type PlacedComment, placeComments } from './comment-places.ts';
import { type EmbeddedScript, embeddedScripts } from './embedded-scripts.ts';
import { type Judgement, judge } from './judgement.ts';
import { readOutput, type ShellCheckComment } from './read-output.ts';
import type { ScriptFile } from './shellcheck.ts';

/** The program's answer about a script by its text; undefined while it was not asked. */
export type Answers = (script: string) => readonly ShellCheckComment[] | undefined;

export interface ScriptComment extends PlacedComment {
  readonly severity: Exclude<Judgement, 'silent'>;
}

export interface CheckedScripts {
  /** About the scripts that are answered, those that mean something in a Dockerfile, in no particular order. */
  readonly comments: readonly ScriptComment[];
  /** The texts of the scripts that are not answered yet, each once. */
  readonly unanswered: readonly string[];
}

/** @param scripts those of `embeddedScripts(file)`, for whoever has them already */
export function checkedScripts(
  file: Dockerfile,
  answers: Answers,
  scripts: readonly EmbeddedScript[] = embeddedScripts(file),
): CheckedScripts {
  const comments: ScriptComment[] = [];
  const unanswered = new Set<string>();
  for (const script of scripts) {
    const answer = answers(script.text.text);
    if (!answer) {
      unanswered.add(script.text.text);
      continue;
    }
    for (const placed of placeComments(script, answer, file.escape)) {
      const judged = { dialect: script.dialect, text: script.text.text, marked: placed.marked };
      const severity = judge(placed, judged);
      if (severity !== 'silent') comments.push({ ...placed, severity });
    }
  }
  return { comments, unanswered: [...unanswered] };
}

/** The scripts as files for one run of the program. */
export function scriptFiles(texts: readonly string[]): readonly ScriptFile[] {
  return texts.map((text, i) => ({ name: `${i}.sh`, text }));
}

/** The answer about each of the texts, out of the output of that run; undefined when that is not what it should be. */
export function answersIn(
  output: string,
  texts: readonly string[],
): readonly (readonly ShellCheckComment[])[] | undefined {
  const byFile = readOutput(output);
  return byFile && scriptFiles(texts).map(({ name }) => byFile.get(name) ?? []);
}
