/**
 * What the Dockerfile parser gives: the file as instructions, stages and their parts, each with its span.
 * Nothing here is ever missing because of a mistake in the file: what cannot be read stands in `problems`, and the tree
 * goes on. Values are the text as the builder reads it, with continuations and comments inside an instruction removed.
 */
import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/span.ts';
import type { LogicalText } from './logical-text.ts';

/** The instructions of BuildKit's Dockerfile frontend, upper case. */
export type InstructionName =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

export interface Dockerfile {
  /** The whole text, as given; every span speaks of it. */
  readonly text: string;
  /** The character that continues lines and escapes; `\` unless a directive says otherwise. */
  readonly escape: '\\' | '`';
  /** The parser directives at the top, in order, repeated ones included. */
  readonly directives: readonly Directive[];
  /** Every comment line in order: between instructions and inside continued ones. Directives are not comments. */
  readonly comments: readonly Comment[];
  /** Every instruction in order, unknown ones included; ONBUILD triggers stand inside their ONBUILD. */
  readonly instructions: readonly Instruction[];
  /** The ARGs before the first FROM; none in a file without any. */
  readonly globalArguments: readonly Instruction[];
  /**
   * One per FROM, in order. A file that has instructions and no FROM is one stage, whose `from` has index -1, an empty
   * span and no words.
   */
  readonly stages: readonly Stage[];
  /** `%%NAME%%` variables of balena templates, everywhere but in comments that start in column 0. */
  readonly templateVariables: readonly TemplateVariable[];
  readonly problems: readonly Problem<DockerfileProblemCode>[];
  /** Instructions of it were moved to the tree of a newer text, so that their places speak of that. */
  isOutdated: boolean;

  /** The stage of this name (compared without case) or zero-based number; undefined when there is none. */
  stage(nameOrIndex: string): Stage | undefined;
  /** The instruction at the offset, its line break included; undefined between instructions. */
  instructionAt(offset: number): Instruction | undefined;
}

export type DockerfileProblemCode =
  | 'unterminated-heredoc'
  | 'unterminated-quote'
  | 'unterminated-variable'
  | 'empty-continuation-line'
  /** A NUL among the first 8000 characters; the file then has no instructions. */
  | 'binary-file';

/** `# name=value` at the top of the file. */
export interface Directive {
  readonly span: Span;
  /** As written; compare in lower case. */
  readonly name: Word;
  readonly value: Word;
}

/** One comment line, from `#` to the end of the line. */
export interface Comment {
  readonly span: Span;
  /** The text behind `#`, trimmed. */
  readonly text: string;
}

/** A piece of text with its meaning: `value` has continuations removed, and for arguments also quotes and escapes. */
export interface Word {
  readonly span: Span;
  readonly value: string;
}

export interface Instruction {
  /**
   * From the keyword to the end of its last line without the line break; heredoc bodies and terminators included. When the
   * last line is continued, to the end of the file: what is typed there belongs to it.
   */
  readonly span: Span;
  /** As written; `value` keeps its case. */
  readonly keyword: Word;
  /** The known instruction it is; undefined for an unknown one. */
  readonly name: InstructionName | undefined;
  /** Zero-based number in its file; an ONBUILD trigger has its ONBUILD's. */
  readonly index: number;
  /** `--name` and `--name=value` before the arguments, in order. */
  readonly flags: readonly Flag[];
  /**
   * Everything behind keyword and flags on the logical line, from the first to the last character that is not blank;
   * heredoc bodies excluded. An empty span behind the keyword when there is nothing.
   */
  readonly argumentsSpan: Span;
  /**
   * The words behind the flags as the builder splits them for this instruction. ENV, LABEL and ARG keep quoted blanks in
   * one word, and so do RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK, as their shell would; WORKDIR, USER, STOPSIGNAL and
   * MAINTAINER are one word; the old `ENV name value` is two. Others are split at every blank, whether quoted or not. In
   * exec form they are the elements.
   */
  readonly arguments: readonly Argument[];
  /** JSON array elements where the instruction may have them and the arguments are a valid JSON array of strings. */
  readonly exec: readonly ExecElement[] | undefined;
  /** `NAME`, `NAME=value` of ENV, LABEL and ARG; `ENV name value` gives one pair with `legacy`. Empty for the others. */
  readonly pairs: readonly Pair[];
  /** Every `$x`, `${x…}` outside heredoc bodies, whether or not the builder expands it there. */
  readonly variables: readonly VariableReference[];
  readonly heredocs: readonly Heredoc[];
  /**
   * The instruction behind ONBUILD, which has the variables, pairs and heredocs; ONBUILD itself has only its words.
   * Undefined when nothing follows, and for a trigger that is an ONBUILD, which the builder refuses.
   */
  readonly trigger: Instruction | undefined;
  /** Spans of blank lines inside the continued instruction, each with its line break. */
  readonly emptyContinuationLines: readonly Span[];
  /** The arguments as one text without continuations and comments, with a way back to the file; made when asked for. */
  readonly logical: LogicalText;
}

export interface Flag {
  readonly span: Span;
  /** Without the dashes, as written. */
  readonly name: Word;
  /** Undefined for a flag without `=`. */
  readonly value: Word | undefined;
}

/** One word; `value` has continuations, quotes and escapes removed, `raw` only continuations. */
export interface Argument extends Word {
  readonly raw: string;
}

/** One string of an exec form; the span includes its quotes, the value is decoded. */
export type ExecElement = Word;

export interface Pair {
  readonly span: Span;
  readonly key: Word;
  /** Undefined when there is no `=` (and no value behind a blank). An empty value has an empty span. */
  readonly value: Argument | undefined;
  /** Written with a blank instead of `=`. */
  readonly legacy: boolean;
}

/** `$name` or `${name}`, or `${name<operator><word>}`. */
export interface VariableReference {
  readonly span: Span;
  readonly name: Word;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/`, `//`, or any other text that stands there; absent for none. */
  readonly modifier: Word | undefined;
  /** What follows the modifier, as written, nested references unexpanded; undefined without a modifier. */
  readonly operand: Word | undefined;
  /** Inside single quotes, where the builder does not expand. */
  readonly quoted: boolean;
}

/** `<<NAME` of RUN, COPY and ADD with its body. */
export interface Heredoc {
  /** The redirection as written: `<<-"EOF"`. */
  readonly span: Span;
  readonly name: Word;
  /** The name is quoted, so variables in the body are not expanded. */
  readonly quoted: boolean;
  /** `<<-`: leading tabs of the body are dropped. */
  readonly stripsTabs: boolean;
  /** The body with the line break of its last line, tabs as written; ends at the file's end when unterminated. */
  readonly body: Span;
  /** The text at `body`. */
  readonly content: string;
  /** The line that ends it; undefined when it is missing. */
  readonly terminator: Span | undefined;
}

/** `%%NAME%%` in a balena template. */
export interface TemplateVariable {
  /** With the percent signs. */
  readonly span: Span;
  readonly name: Word;
}

/** An instruction of a stage, or one that ONBUILD leaves to images built on it. */
export interface StageInstruction {
  readonly instruction: Instruction;
  /** The ONBUILD around it; undefined for one that runs in this build. */
  readonly onbuild: Instruction | undefined;
}

/** A FROM and what follows it up to the next. */
export interface Stage {
  readonly from: Instruction;
  /** Zero-based. */
  readonly index: number;
  /** From FROM to the end of the stage's last instruction. */
  readonly span: Span;
  /** The image reference or stage behind FROM, as written; undefined for a FROM without arguments. */
  readonly base: Argument | undefined;
  /** The name behind AS, as written. */
  readonly name: Argument | undefined;
  readonly platform: Flag | undefined;
  /** The instructions behind FROM, in order. */
  readonly instructions: readonly Instruction[];
  /** The same, but in place of an ONBUILD its trigger; an ONBUILD without one is left out. */
  readonly lifted: readonly StageInstruction[];
  /** The earlier stage that `base` names (by name without case), when it is one. */
  readonly parent: Stage | undefined;
}
