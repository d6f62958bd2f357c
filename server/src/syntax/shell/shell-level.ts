/**
 * The levels of a script while it is read. Everything that holds commands of its own is a level: the script, a
 * substitution, a subshell, a group, the branches of `if`, the body of a loop. Levels and the quotes between them stand on
 * one stack, so that no nesting is too deep.
 */
import { maxShellDepth } from '../../text/limits.ts';
import type { Span } from '../../text/span.ts';
import type {
  ScriptSource,
  ShellAssignment,
  ShellCommand,
  ShellContext,
  ShellOperatorText,
  ShellRedirection,
  ShellWord,
} from './shell.ts';
import { inFile, type OpenWord } from './shell-word.ts';

export const nothing: readonly never[] = [];

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
  /** The last of each, of which the next is made: a level has one at a time. */
  oldWord: OpenWord | undefined;
  oldCommand: OpenCommand | undefined;
  /** The operator in front of the next command. */
  before: ShellOperatorText | undefined;
  /** Offset of a line break that ends the last command once another follows; -1 for none. */
  lineBreak: number;
  /** The command or compound that ended last, when it is a simple command, and an operator may still follow it. */
  last: ScriptCommand | undefined;
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
  slot: number;
  start: number;
  end: number;
  words: ShellWord[];
  /** Undefined until there is one, as most commands have none. */
  assignments: ShellAssignment[] | undefined;
  redirections: ShellRedirection[] | undefined;
  /** A redirection whose target comes next. */
  redirection:
    | { readonly start: number; readonly end: number; readonly operator: string; descriptor: number | undefined }
    | undefined;
  /** Words that are no command: the head of `for` and `case`, what follows `fi`. */
  isDiscarded: boolean;
  /** Inside `[[ … ]]`, where operators are words. */
  isTest: boolean;
}

/** A command of a script. Few are asked where they stand. */
export class ScriptCommand implements ShellCommand {
  name = '';
  words: readonly ShellWord[] = nothing;
  assignments: readonly ShellAssignment[] = nothing;
  redirections: readonly ShellRedirection[] = nothing;
  before: ShellOperatorText | undefined = undefined;
  after: ShellOperatorText | undefined = undefined;
  within: readonly ShellContext[] = nothing;
  pipeline = 0;
  asPackageCommand: ShellCommand['asPackageCommand'] = undefined;
  program: ShellCommand['program'] = undefined;
  kinds: number | undefined = undefined;
  readonly #source: ScriptSource;
  readonly #start: number;
  readonly #end: number;

  constructor(source: ScriptSource, start: number, end: number) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get span(): Span {
    return this.#source.placeOf(this.#start, this.#end);
  }
}

class ScriptRedirection implements ShellRedirection {
  readonly operator: string;
  readonly descriptor: number | undefined;
  readonly target: ShellWord;
  readonly #source: ScriptSource;
  readonly #start: number;
  readonly #end: number;

  constructor(
    source: ScriptSource,
    start: number,
    end: number,
    operator: string,
    descriptor: number | undefined,
    target: ShellWord,
  ) {
    this.operator = operator;
    this.descriptor = descriptor;
    this.target = target;
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get span(): Span {
    return this.#source.placeOf(this.#start, this.#end);
  }
}

/**
 * A command at a place of the file. All commands are of one class: rules look into every one of them, and to find a field
 * in objects made in several ways takes several times as long.
 */
export function commandAt(at: Span, name: string, words: readonly ShellWord[]): ScriptCommand {
  const command = new ScriptCommand(inFile, at.start, at.end);
  command.name = name;
  command.words = words;
  command.pipeline = 1;
  return command;
}

/** What stands around `of` at a command of another place, with other words. */
export function commandLike(
  of: ShellCommand,
  at: Span,
  name: string,
  words: readonly ShellWord[],
  within = of.within,
): ShellCommand {
  const command = commandAt(at, name, words);
  command.assignments = of.assignments;
  command.redirections = of.redirections;
  command.before = of.before;
  command.after = of.after;
  command.within = within;
  command.pipeline = of.pipeline;
  return command;
}

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
    oldWord: undefined,
    oldCommand: undefined,
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
  const outer = parent?.contexts ?? nothing;
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

/** A command that begins at `start`, made of one that is no longer read. */
export function openCommand(
  old: OpenCommand | undefined,
  slot: number,
  start: number,
  isDiscarded: boolean,
): OpenCommand {
  if (!old) {
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
  old.slot = slot;
  old.start = start;
  old.end = start;
  // The old ones belong to the command that was made of them.
  old.words = [];
  old.assignments = undefined;
  old.redirections = undefined;
  old.redirection = undefined;
  old.isDiscarded = isDiscarded;
  old.isTest = false;
  return old;
}

/** The redirection that waits for its target gets it; the target ends at `targetEnd` of the script. */
export function completeRedirection(
  source: ScriptSource,
  command: OpenCommand,
  target: ShellWord,
  targetEnd: number,
): void {
  const waiting = command.redirection;
  if (!waiting) return;
  const end = Math.max(waiting.end, targetEnd);
  const { operator, descriptor } = waiting;
  command.redirections ??= [];
  command.redirections.push(new ScriptRedirection(source, waiting.start, end, operator, descriptor, target));
  command.redirection = undefined;
  command.end = Math.max(command.end, end);
}
