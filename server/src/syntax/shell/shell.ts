/**
 * What the shell parser gives for the text of a RUN (or CMD, ENTRYPOINT, a heredoc, an entry script): which commands
 * run, with which words, where. It is a reader for rules, not a shell: it never fails, expands nothing, and knows POSIX
 * sh and the bash forms that occur in Dockerfiles. Spans speak of the text given to it, unless it is told where that
 * stands: for an instruction the text is `instruction.logical.text`, and `logical.placeOf` leads back.
 */
import type { Span } from '../../text/span.ts';
import type { PackageCommand } from './package-command.ts';
import type { Program } from './program-kinds.ts';

/** A script's text, and the place of `[start, end)` of it in whatever text the spans shall speak of. */
export interface ScriptSource {
  readonly text: string;
  placeOf(start: number, end: number): Span;
}

export interface ShellScript {
  readonly text: string;
  /** Every simple command in order of appearance, also those inside substitutions, groups, loops and functions. */
  readonly commands: readonly ShellCommand[];
  /** The operators between commands at any depth, in order. */
  readonly operators: readonly ShellOperator[];
}

export interface ShellCommand {
  /** From its first assignment or word to its last word or redirection. */
  readonly span: Span;
  /** The first word with quotes removed and its folder dropped (`/usr/bin/apt-get` → `apt-get`); empty for assignments only. */
  readonly name: string;
  /** The words, `words[0]` being the command itself; wrappers such as `sudo`, `env`, `exec`, `time` are words like others. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the words. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  /** The operator in front of it on its level: `|`, `&&`, `||`, `;`, `&`, a line break as `;`; undefined for the first. */
  readonly before: ShellOperatorText | undefined;
  /** The operator behind it on its level; undefined for the last. */
  readonly after: ShellOperatorText | undefined;
  /** What it stands in, outermost first: `if`, `for`, `subshell`, `substitution`, … ; empty at the top. */
  readonly within: readonly ShellContext[];
  /** Number of its pipeline, so that commands of one pipe share it; unique in the script. */
  readonly pipeline: number;
  /** Kept here for `packageCommand`, which alone reads and sets it: weak maps are what the collector spends its time on. */
  asPackageCommand?: PackageCommand | 'none' | undefined;
  /** The same for `programRunBy` and `kindsOf`. */
  program?: Program | undefined;
  kinds?: number | undefined;
}

export type ShellOperatorText = '|' | '|&' | '&&' | '||' | ';' | '&';

/** Whether what stands behind it reads what the command in front writes. */
export function isPipe(operator: ShellOperatorText | undefined): boolean {
  // Undefined is told apart first: to compare a text with what may be none takes a call.
  return operator !== undefined && (operator === '|' || operator === '|&');
}

export type ShellContext =
  | 'if'
  | 'while'
  | 'until'
  | 'for'
  | 'case'
  | 'function'
  | 'group'
  | 'subshell'
  | 'substitution';

export interface ShellOperator {
  readonly text: ShellOperatorText;
  readonly at: Span;
}

export interface ShellWord {
  readonly span: Span;
  /** Quotes and escapes removed; expansions stay as written (`$HOME/x`). */
  readonly value: string;
  /** As written. */
  readonly raw: string;
  /** No expansion, glob or substitution in it: `value` is what the program gets. */
  readonly isLiteral: boolean;
  /** Some part of it is quoted. */
  readonly isQuoted: boolean;
}

export interface ShellAssignment {
  readonly span: Span;
  readonly name: string;
  readonly value: ShellWord;
}

export interface ShellRedirection {
  readonly span: Span;
  /** `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `>&`, `<&`, `&>`, `&>>`, `>|`, `<>`. */
  readonly operator: string;
  /** The descriptor written before the operator; undefined for the default one. */
  readonly descriptor: number | undefined;
  readonly target: ShellWord;
}
