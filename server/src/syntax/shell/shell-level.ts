/**
 * The levels of a script while it is read. Everything that holds commands of its own is a level: the script, a
 * substitution, a subshell, a group, the branches of `if`, the body of a loop. Levels and the quotes between them stand on
 * one stack, so that no nesting is too deep.
 */
import { maxShellDepth } from '../../text/limits.ts';
import type {
  PlaceOf,
  ShellAssignment,
  ShellCommand,
  ShellContext,
  ShellOperatorText,
  ShellRedirection,
  ShellWord,
} from './shell.ts';
import type { OpenWord } from './shell-word.ts';

/** What the reader is inside of. */
export type Frame = Level | DoubleQuote | Braces | Arithmetic;

export interface DoubleQuote {
  readonly kind: 'double quote';
  /** It belongs to the word itself, not to an expansion in it, so that the value goes without it. */
  readonly isLeftOut: boolean;
}

/** `${…}` */
export interface Braces {
  readonly kind: 'braces';
  /** It stands in double quotes, where a single quote means nothing. */
  readonly isInQuotes: boolean;
}

/** `$((…))` or `((…))` */
export interface Arithmetic {
  readonly kind: 'arithmetic';
  depth: number;
}

/** A list of commands. */
export interface Level {
  readonly kind: 'level';
  readonly opener: ShellContext | 'script' | 'array';
  /** What ends the nearest level that a character ends; a level that a word ends takes it from the one around it. */
  readonly closer: ')' | '`' | undefined;
  /** That character ends this very level. */
  readonly ownsCloser: boolean;
  readonly contexts: readonly ShellContext[];
  /** How far `case` and `for` are: only in a body stand commands. */
  phase: 'body' | 'subject' | 'in' | 'pattern' | 'header';
  word: OpenWord | undefined;
  command: OpenCommand | undefined;
  /** The operator in front of the next command. */
  before: ShellOperatorText | undefined;
  /** Offset of a line break that ends the last command once another follows; -1 for none. */
  lineBreak: number;
  /** The command or compound that ended last, when it is a simple command, and an operator may still follow it. */
  last: MutableCommand | undefined;
  /** Something stands in front that an operator can follow. */
  hasLast: boolean;
  pipeline: number;
  /** `name()` stands in front of the body that comes next. */
  isFunctionNext: boolean;
  /** `function` stands in front of the name that comes next. */
  isFunctionNameNext: boolean;
}

export interface OpenCommand {
  /** Its place among the commands, kept free since its beginning. */
  readonly slot: number;
  readonly start: number;
  end: number;
  readonly words: ShellWord[];
  /** Undefined until there is one, as most commands have none. */
  assignments: ShellAssignment[] | undefined;
  redirections: ShellRedirection[] | undefined;
  /** A redirection whose target comes next. */
  redirection:
    | { readonly start: number; readonly end: number; readonly operator: string; descriptor: number | undefined }
    | undefined;
  /** Words that are no command: the head of `for` and `case`, what follows `fi`. */
  readonly isDiscarded: boolean;
  /** Inside `[[ … ]]`, where operators are words. */
  isTest: boolean;
}

export type MutableCommand = { -readonly [K in keyof ShellCommand]: ShellCommand[K] };

export function openLevel(opener: Level['opener'], parent: Level | undefined, ownCloser: Level['closer']): Level {
  return {
    kind: 'level',
    opener,
    closer: ownCloser ?? parent?.closer,
    ownsCloser: ownCloser !== undefined,
    contexts: contextsOf(opener, parent),
    phase: opener === 'for' || opener === 'array' ? 'header' : opener === 'case' ? 'subject' : 'body',
    word: undefined,
    command: undefined,
    before: undefined,
    lineBreak: -1,
    last: undefined,
    hasLast: false,
    pipeline: 0,
    isFunctionNext: false,
    isFunctionNameNext: false,
  };
}

function contextsOf(opener: Level['opener'], parent: Level | undefined): readonly ShellContext[] {
  const outer = parent?.contexts ?? [];
  if (opener === 'script' || opener === 'array' || outer.length >= maxShellDepth) return outer;
  return parent?.isFunctionNext ? [...outer, 'function', opener] : [...outer, opener];
}

/** Begins a list anew, as `then` and `;;` do: its first command has nothing in front. */
export function restart(level: Level): void {
  level.before = undefined;
  level.lineBreak = -1;
  level.last = undefined;
  level.hasLast = false;
}

export function openCommand(slot: number, start: number, isDiscarded: boolean): OpenCommand {
  return {
    slot,
    start,
    end: start,
    words: [],
    assignments: undefined,
    redirections: undefined,
    redirection: undefined,
    isDiscarded,
    isTest: false,
  };
}

/** The redirection that waits for its target gets it; the target ends at `targetEnd` of the script. */
export function completeRedirection(
  command: OpenCommand,
  target: ShellWord,
  targetEnd: number,
  placeOf: PlaceOf,
): void {
  const waiting = command.redirection;
  if (!waiting) return;
  const end = Math.max(waiting.end, targetEnd);
  const { operator, descriptor } = waiting;
  command.redirections ??= [];
  command.redirections.push({ span: placeOf(waiting.start, end), operator, descriptor, target });
  command.redirection = undefined;
  command.end = Math.max(command.end, end);
}

/** A target that is missing: an empty word at `at`. */
export function emptyWord(at: number, placeOf: PlaceOf): ShellWord {
  return { span: placeOf(at, at), value: '', raw: '', isLiteral: true, isQuoted: false };
}
