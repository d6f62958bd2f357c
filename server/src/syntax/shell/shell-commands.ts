/** Ends of words and commands: reserved words, assignments, redirections, and what a finished command consists of. */
import type { ShellContext, ShellWord } from './shell.ts';
import {
  completeRedirection,
  emptyWord,
  type Level,
  type MutableCommand,
  type OpenCommand,
  restart,
} from './shell-level.ts';
import { commandOf, endElement, levelOf, popLevel, pushLevel, type ShellState } from './shell-state.ts';
import { assignmentOf, closeWord, programOf } from './shell-word.ts';

export function endWord(state: ShellState, level: Level): void {
  if (!level.word) return;
  const word = closeWord(level.word, state.text, state.at);
  level.word = undefined;
  const { command } = level;
  if (!command) return;
  switch (level.phase) {
    case 'subject':
      level.phase = 'in';
      break;
    case 'in':
      if (word.raw === 'in') toPattern(level);
      break;
    case 'pattern':
      if (word.raw === 'esac') endCompound(state, level);
      break;
    case 'header':
      if (word.raw === 'do' && level.opener === 'for' && command.words.length <= 1) toBody(level);
      else command.words.push(word);
      break;
    case 'body':
      wordInBody(state, level, command, word);
      break;
  }
}

function wordInBody(state: ShellState, level: Level, command: OpenCommand, word: ShellWord): void {
  if (command.redirection) {
    const { operator } = command.redirection;
    if (operator === '<<' || operator === '<<-') {
      state.heredocs.push({ name: word.value, stripsTabs: operator === '<<-' });
    }
    completeRedirection(command, word);
    return;
  }
  const isFirst = command.words.length === 0;
  if (isFirst && command.assignments.length === 0 && command.redirections.length === 0) {
    if (level.isFunctionNameNext) {
      level.isFunctionNameNext = false;
      level.command = undefined;
      return;
    }
    if (actOnKeyword(state, level, word.raw)) return;
  }
  command.end = word.span.end;
  const assignment = isFirst ? assignmentOf(word) : undefined;
  if (assignment) {
    command.assignments.push(assignment);
    return;
  }
  command.words.push(word);
  if (isFirst && word.raw === '[[') command.isTest = true;
  else if (word.raw === ']]') command.isTest = false;
}

/** Acts on a reserved word where a command begins; false for any other word. One that closes nothing is passed over. */
function actOnKeyword(state: ShellState, level: Level, raw: string): boolean {
  switch (raw) {
    case 'if':
    case 'while':
    case 'until':
    case 'for':
    case 'case':
      openCompound(state, level, raw);
      return true;
    case 'select':
      openCompound(state, level, 'for');
      return true;
    case '{':
      openCompound(state, level, 'group');
      return true;
    case 'function':
      level.command = undefined;
      level.isFunctionNext = true;
      level.isFunctionNameNext = true;
      return true;
    case '!':
      level.command = undefined;
      return true;
    case 'then':
    case 'elif':
    case 'else':
      if (level.opener === 'if') toBody(level);
      else level.command = undefined;
      return true;
    case 'do':
      if (isLoop(level.opener)) toBody(level);
      else level.command = undefined;
      return true;
    case 'fi':
      closeCompound(state, level, level.opener === 'if');
      return true;
    case 'done':
      closeCompound(state, level, isLoop(level.opener));
      return true;
    case 'esac':
      closeCompound(state, level, level.opener === 'case');
      return true;
    case '}':
      closeCompound(state, level, level.opener === 'group');
      return true;
    default:
      return false;
  }
}

function openCompound(state: ShellState, level: Level, opener: ShellContext): void {
  level.command = undefined;
  pushLevel(state, opener, undefined);
}

function closeCompound(state: ShellState, level: Level, isMatch: boolean): void {
  level.command = undefined;
  if (isMatch) endCompound(state, level);
}

function endCompound(state: ShellState, level: Level): void {
  level.command = undefined;
  endElement(popLevel(state));
}

export function toBody(level: Level): void {
  level.command = undefined;
  level.phase = 'body';
  restart(level);
}

export function toPattern(level: Level): void {
  level.command = undefined;
  level.phase = 'pattern';
  restart(level);
}

export function endCommand(state: ShellState, level: Level): void {
  endWord(state, level);
  const { command } = level;
  if (!command) return;
  if (command.redirection) completeRedirection(command, emptyWord(state.at));
  level.command = undefined;
  if (command.isDiscarded) {
    level.hasLast = true;
    return;
  }
  const { words, assignments, redirections } = command;
  if (words.length === 0 && assignments.length === 0 && redirections.length === 0) return;
  const first = words[0];
  const finished: MutableCommand = {
    span: { start: command.start, end: command.end },
    name: first ? programOf(first) : '',
    words,
    assignments,
    redirections,
    before: level.before,
    after: undefined,
    within: level.contexts,
    pipeline: level.pipeline,
  };
  state.commands[command.slot] = finished;
  level.last = finished;
  level.hasLast = true;
  level.before = undefined;
}

/** Ends levels up to the one that the character here closes. */
export function closeLevels(state: ShellState): Level {
  for (;;) {
    const level = levelOf(state);
    endCommand(state, level);
    popLevel(state);
    if (level.ownsCloser || state.levels.length <= 1) return level;
  }
}

export function beginRedirection(
  state: ShellState,
  level: Level,
  operator: string,
  start: number,
  descriptor: number | undefined,
): void {
  endWord(state, level);
  const here = levelOf(state);
  const command = commandOf(state, here, start);
  if (command.redirection) completeRedirection(command, emptyWord(start));
  const end = (descriptor === undefined ? start : state.at) + operator.length;
  command.redirection = { start, end, operator, descriptor };
  command.end = Math.max(command.end, end);
  state.at = end;
}

function isLoop(opener: Level['opener']): boolean {
  return opener === 'for' || opener === 'while' || opener === 'until';
}
