/** Ends of words and commands: reserved words, assignments, redirections, and what a finished command consists of. */
import type { ShellContext, ShellWord } from './shell.ts';
import { completeRedirection, type Level, type OpenCommand, restart, ScriptCommand } from './shell-level.ts';
import { commandOf, endElement, levelOf, popLevel, pushLevel, type ShellState } from './shell-state.ts';
import { assignmentInScript, closeWord, emptyWord, programOf } from './shell-word.ts';
import { WordSieve } from './word-sieve.ts';

export function endWord(state: ShellState, level: Level): void {
  if (!level.word) return;
  const { start } = level.word;
  const word = closeWord(level.word, state.source, state.text, state.at);
  level.word = undefined;
  takeWord(state, level, word, start, true);
}

/** What the level makes of a word that begins at `start` and ends here; it is no assignment unless it `hasEquals`. */
export function takeWord(state: ShellState, level: Level, word: ShellWord, start: number, hasEquals: boolean): void {
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
      wordInBody(state, level, command, word, start, hasEquals);
      break;
  }
}

function wordInBody(
  state: ShellState,
  level: Level,
  command: OpenCommand,
  word: ShellWord,
  start: number,
  hasEquals: boolean,
): void {
  if (command.redirection) {
    const { operator } = command.redirection;
    if (operator === '<<' || operator === '<<-') {
      state.heredocs ??= [];
      state.heredocs.push({ name: word.value, stripsTabs: operator === '<<-' });
    }
    completeRedirection(state.source, command, word, state.at);
    return;
  }
  const isFirst = command.words.length === 0;
  if (isFirst && !command.assignments && !command.redirections) {
    if (level.isFunctionNameNext) {
      level.isFunctionNameNext = false;
      level.command = undefined;
      return;
    }
    const { text, at } = state;
    const mayAct = at > start && keywords.has(text.charCodeAt(start), text.charCodeAt(at - 1), at - start);
    if (mayAct && actOnKeyword(state, level, word.raw)) return;
  }
  command.end = state.at;
  const assignment = isFirst && hasEquals ? assignmentInScript(state.source, word, start, state.at) : undefined;
  if (assignment) {
    command.assignments ??= [];
    command.assignments.push(assignment);
    return;
  }
  command.words.push(word);
  if (isFirst) command.isTest = word.raw === '[[';
  else if (command.isTest && word.raw === ']]') command.isTest = false;
}

/** Every command begins with a word that may be one of those `actOnKeyword` knows. */
const keywords = new WordSieve(
  'if while until for case select { function ! then elif else do fi done esac }'.split(' '),
);

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
  if (command.redirection) {
    completeRedirection(state.source, command, emptyWord(state.source, state.at), state.at);
  }
  level.command = undefined;
  if (command.isDiscarded) {
    level.hasLast = true;
    return;
  }
  const { words } = command;
  if (words.length === 0 && !command.assignments && !command.redirections) return;
  // Asked for before the command is made: to fill in an object that is still the newest costs the collector nothing.
  const name = words[0] ? programOf(words[0]) : '';
  const finished = new ScriptCommand(state.source, command.start, command.end);
  finished.name = name;
  finished.words = words;
  if (command.assignments) finished.assignments = command.assignments;
  if (command.redirections) finished.redirections = command.redirections;
  finished.before = level.before;
  finished.within = level.contexts;
  finished.pipeline = level.pipeline;
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
  if (command.redirection) completeRedirection(state.source, command, emptyWord(state.source, start), start);
  const end = (descriptor === undefined ? start : state.at) + operator.length;
  command.redirection = { start, end, operator, descriptor };
  command.end = Math.max(command.end, end);
  state.at = end;
}

function isLoop(opener: Level['opener']): boolean {
  return opener === 'for' || opener === 'while' || opener === 'until';
}
