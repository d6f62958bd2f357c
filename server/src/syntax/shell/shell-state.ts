/**
 * Where the reading of a script stands. Levels and the quotes between them lie on one stack; a command keeps its place
 * among the commands from its first character on, so that they come out in order of appearance.
 */
import { isPipe, type ScriptSource, type ShellOperator, type ShellOperatorText } from './shell.ts';
import {
  type Frame,
  type Level,
  type OpenCommand,
  openCommand,
  openLevel,
  restart,
  type ScriptCommand,
} from './shell-level.ts';
import { type OpenWord, openWord } from './shell-word.ts';

export interface ShellState {
  readonly source: ScriptSource;
  /** That of the source. */
  readonly text: string;
  /** Everything that is open, outermost first; `levels` has those of it that hold commands. */
  readonly frames: Frame[];
  readonly levels: Level[];
  /** The first `count` are those of the script. An undefined place was kept for a command that turned out to be none. */
  readonly commands: (ScriptCommand | undefined)[];
  count: number;
  /** Undefined when nobody asked for them. */
  readonly operators: ShellOperator[] | undefined;
  /** Heredocs announced on this line; their bodies begin behind its line break. */
  heredocs: { readonly name: string; readonly stripsTabs: boolean }[] | undefined;
  pipelines: number;
  at: number;
}

export function pushLevel(state: ShellState, opener: Level['opener'], ownCloser: Level['closer']): Level {
  const parent = state.levels.at(-1);
  const level = openLevel(opener, parent, ownCloser);
  if (parent) parent.isFunctionNext = false;
  state.levels.push(level);
  state.frames.push(level);
  return level;
}

export function levelOf(state: ShellState): Level {
  return state.levels[state.levels.length - 1] ?? pushLevel(state, 'script', undefined);
}

/** Drops the innermost level and whatever is open inside it. */
export function popLevel(state: ShellState): Level {
  const level = state.levels.pop();
  for (;;) {
    const frame = state.frames.pop();
    if (!frame || frame === level) break;
  }
  return levelOf(state);
}

/** The word that is read, begun here if none is. */
export function wordOf(state: ShellState, level: Level): OpenWord {
  if (!level.word) {
    commandOf(state, level, state.at);
    level.word = openWord(state.at, level.oldWord);
    level.oldWord = level.word;
  }
  return level.word;
}

/** The command that is read, begun here if none is. */
export function commandOf(state: ShellState, level: Level, start: number): OpenCommand {
  if (level.command) return level.command;
  if (level.lineBreak >= 0) {
    addOperator(state, level, ';', level.lineBreak, 1);
    level.lineBreak = -1;
  }
  const isDiscarded = level.phase !== 'body' || level.hasLast;
  if (!isDiscarded && !isPipe(level.before)) level.pipeline = ++state.pipelines;
  const command = openCommand(level.oldCommand, state.count, start, isDiscarded);
  level.command = command;
  level.oldCommand = command;
  state.commands[state.count++] = undefined;
  return command;
}

export function addOperator(
  state: ShellState,
  level: Level,
  operator: ShellOperatorText,
  start: number,
  length: number,
): void {
  state.operators?.push({ text: operator, at: state.source.placeOf(start, start + length) });
  if (level.last) level.last.after = operator;
  restart(level);
  level.before = operator;
}

/** Something that is no simple command ended on this level: an operator may follow, or words that mean nothing. */
export function endElement(level: Level): void {
  level.command = undefined;
  level.last = undefined;
  level.hasLast = true;
  level.before = undefined;
}
