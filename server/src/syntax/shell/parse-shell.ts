/**
 * The shell parser: one pass over the text, its nesting on a stack of its own, so that time is linear and no input is too
 * deep. What makes no sense to a shell is passed over, and reading goes on behind it.
 */
import { onForget } from '../../text/remember.ts';
import { span } from '../../text/span.ts';
import type { ScriptSource, ShellCommand, ShellOperator, ShellOperatorText, ShellScript } from './shell.ts';
import { beginRedirection, closeLevels, endCommand, endWord, takeWord, toBody, toPattern } from './shell-commands.ts';
import {
  inArithmetic,
  inBraces,
  inDoubleQuote,
  isArithmetic,
  readBackslash,
  readBacktick,
  readDollar,
  readDoubleQuote,
  readSingleQuote,
} from './shell-expansions.ts';
import { type Frame, type Level, type OpenCommand, openLevel, restart, type ScriptCommand } from './shell-level.ts';
import { addOperator, commandOf, endElement, levelOf, pushLevel, type ShellState, wordOf } from './shell-state.ts';
import { type OpenWord, plainWord } from './shell-word.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const AMPERSAND = 38;
const SINGLE_QUOTE = 39;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const SEMICOLON = 59;
const LESS_THAN = 60;
const EQUALS = 61;
const GREATER_THAN = 62;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const BACKTICK = 96;
const BAR = 124;
const TILDE = 126;

/**
 * What a character means to a word outside quotes: 0 a part of it, 1 a part that may make it another kind of word, 2 worth
 * a closer look, 3 its end.
 */
const kinds = new Uint8Array(128);
for (const character of '{=') kinds[character.charCodeAt(0)] = 1;
for (const character of '"#$\'(*<>?[\\]`~') kinds[character.charCodeAt(0)] = 2;
for (const character of ' \t\r\n;&|)') kinds[character.charCodeAt(0)] = 3;

/** Reads a script, or a part of one: the text of a RUN, a heredoc's body, an entry script. Spans speak of `text`. */
export function parseShell(text: string): ShellScript {
  const operators: ShellOperator[] = [];
  return { text, commands: read({ text, placeOf: span }, 0, operators), operators };
}

/**
 * The commands of a script that stands somewhere in a file, from `start` of the source's text on; the source is kept, for
 * their spans are made when asked for.
 */
export function parseCommands(source: ScriptSource, start: number): readonly ShellCommand[] {
  return read(source, start, undefined);
}

/** What the next script's first level makes its words and commands of. */
let oldWord: OpenWord | undefined;
let oldCommand: OpenCommand | undefined;
// Their lists still name what the last script read.
onForget(() => {
  oldWord = undefined;
  oldCommand = undefined;
});
/** Where commands are collected; empty between two scripts but for its room. */
const commands: ShellState['commands'] = [];

function read(source: ScriptSource, start: number, operators: ShellOperator[] | undefined): readonly ShellCommand[] {
  const { text } = source;
  const script = openLevel('script', undefined, undefined);
  script.oldWord = oldWord;
  script.oldCommand = oldCommand;
  const frames: Frame[] = [script];
  const state: ShellState = {
    source,
    text,
    frames,
    levels: [script],
    commands,
    count: 0,
    operators,
    heredocs: undefined,
    pipelines: 0,
    at: start,
  };
  while (state.at < text.length) {
    const frame = frames[frames.length - 1] ?? script;
    switch (frame.kind) {
      case 'level':
        // Mostly it goes on in the same one, which is told sooner than of which kind it is.
        do inLevel(state, frame);
        while (frames[frames.length - 1] === frame && state.at < text.length);
        break;
      case 'double quote':
        inDoubleQuote(state, frame.isLeftOut);
        break;
      case 'braces':
        inBraces(state, frame.isInQuotes);
        break;
      case 'arithmetic':
        inArithmetic(state, frame);
        break;
    }
  }
  state.at = text.length;
  while (state.levels.length > 0) {
    endCommand(state, levelOf(state));
    state.levels.pop();
  }
  oldWord = script.oldWord;
  oldCommand = script.oldCommand;
  return finishedOf(state);
}

/** The commands without the places that were kept in vain. */
function finishedOf({ commands, count }: ShellState): readonly ShellCommand[] {
  const finished: ScriptCommand[] = [];
  for (let i = 0; i < count; i++) {
    const command = commands[i];
    if (!command) continue;
    finished.push(command);
    // It would keep the text of its file in memory.
    commands[i] = undefined;
  }
  return finished;
}

function inLevel(state: ShellState, level: Level): void {
  const text = state.text;
  const start = state.at;
  const code = text.charCodeAt(start);
  const kind = code < 128 ? kinds[code] : 0;
  if (kind === 0 || kind === 1) {
    readPlain(state, level, start);
    return;
  }
  if (level.word && kind === 3) {
    // The word may be reserved and begin or end a level: what ends it is read on the next turn.
    endWord(state, level);
    return;
  }
  switch (code) {
    case SPACE:
    case TAB:
    case CARRIAGE_RETURN:
      // Continued lines are indented, so that many stand in a row.
      state.at = skipBlanks(state, start + 1);
      break;
    case LINE_FEED:
      readLineBreak(state, level);
      break;
    case HASH:
      if (level.word) state.at++;
      else skipComment(state, level);
      break;
    case SINGLE_QUOTE:
      readSingleQuote(state, level);
      break;
    case DOUBLE_QUOTE:
      readDoubleQuote(state, level);
      break;
    case BACKSLASH:
      readBackslash(state, level);
      break;
    case DOLLAR:
      wordOf(state, level);
      readDollar(state, level, 'outside quotes');
      break;
    case SEMICOLON:
    case AMPERSAND:
    case BAR:
      readOperator(state, level, code);
      break;
    case BACKTICK:
      readBacktick(state, level);
      break;
    case OPEN_PARENTHESIS:
      readOpenParenthesis(state, level);
      break;
    case CLOSE_PARENTHESIS:
      readCloseParenthesis(state, level);
      break;
    case LESS_THAN:
    case GREATER_THAN:
      readAngle(state, level);
      break;
    case OPEN_BRACKET:
      wordOf(state, level).hasBracket = true;
      state.at++;
      break;
    case CLOSE_BRACKET: {
      const word = wordOf(state, level);
      if (word.hasBracket) word.isLiteral = false;
      state.at++;
      break;
    }
    case TILDE:
      if (!level.word) wordOf(state, level).isLiteral = false;
      state.at++;
      break;
    default:
      // `*` and `?`
      wordOf(state, level).isLiteral = false;
      state.at++;
      break;
  }
}

/**
 * Words whose characters are just parts of them, with the blanks behind each. Most words are nothing else: they are made
 * at once, one behind the other.
 */
function readPlain(state: ShellState, level: Level, start: number): void {
  const text = state.text;
  const end = text.length;
  let from = start;
  for (;;) {
    let at = from;
    let hasBrace = false;
    let hasEquals = false;
    let kind: number | undefined = 0;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      kind = code < 128 ? kinds[code] : 0;
      if (kind === 0) continue;
      if (kind !== 1) break;
      if (code === EQUALS) hasEquals = true;
      else hasBrace = true;
    }
    if (level.word || kind !== 3) {
      state.at = from;
      wordOf(state, level);
      state.at = at;
      return;
    }
    const command = commandOf(state, level, from);
    const word = plainWord(state.source, from, at, text.slice(from, at), hasBrace);
    state.at = at;
    if (isOperand(level, command)) {
      command.end = at;
      command.words.push(word);
    } else {
      takeWord(state, level, word, from, hasEquals);
      // It may have begun or ended a level.
      if (levelOf(state) !== level) return;
    }
    from = skipBlanks(state, at);
    state.at = from;
    if (from === end) return;
    const code = text.charCodeAt(from);
    if (code < 128 && (kinds[code] ?? 0) > 1) return;
  }
}

/** Whether the next word is one of the command, whatever it is. */
function isOperand({ phase }: Level, { words, redirection, isTest }: OpenCommand): boolean {
  return words.length > 0 && phase === 'body' && redirection === undefined && !isTest;
}

function readOperator(state: ShellState, level: Level, code: number): void {
  const text = state.text;
  const at = state.at;
  const next = text.charCodeAt(at + 1);
  if (code === AMPERSAND && next === GREATER_THAN && level.phase === 'body') {
    beginRedirection(state, level, text.startsWith('&>>', at) ? '&>>' : '&>', at, undefined);
    return;
  }
  const isDouble = next === code;
  if (level.command?.isTest || level.phase === 'pattern') {
    state.at += isDouble ? 2 : 1;
    return;
  }
  endCommand(state, level);
  if (level.phase !== 'body') {
    // `for x in a b;` goes on with `do`; anything else here is a mistake.
    level.command = undefined;
    state.at++;
    return;
  }
  if (code === SEMICOLON) {
    const isBranchEnd = isDouble || next === AMPERSAND;
    if (isBranchEnd && level.opener === 'case') {
      state.at += text.startsWith(';;&', at) ? 3 : 2;
      toPattern(level);
      return;
    }
    addOperator(state, level, ';', at, 1);
    state.at += isDouble ? 2 : 1;
    return;
  }
  let operator: ShellOperatorText = code === AMPERSAND ? '&' : '|';
  if (isDouble) operator = code === AMPERSAND ? '&&' : '||';
  else if (code !== AMPERSAND && next === AMPERSAND) operator = '|&';
  addOperator(state, level, operator, at, operator.length);
  state.at = skipBlanks(state, at + operator.length);
}

function readOpenParenthesis(state: ShellState, level: Level): void {
  const { word, command } = level;
  if (level.phase === 'pattern' || command?.isTest) {
    endWord(state, level);
    state.at++;
    return;
  }
  if (word) {
    const before = state.text.charAt(state.at - 1);
    if ('=?*+@!'.includes(before)) {
      // An array, `a=(x y)`, or a pattern of bash, `!(x)`: no command runs in it but in substitutions.
      word.isLiteral = false;
      pushLevel(state, 'array', ')');
      state.at++;
      return;
    }
    endWord(state, level);
    if (levelOf(state) !== level) return;
  }
  const words = level.command?.words.length ?? 0;
  const close = skipBlanks(state, state.at + 1);
  if (state.text.charCodeAt(close) === CLOSE_PARENTHESIS && (words === 1 || level.isFunctionNext)) {
    level.command = undefined;
    level.isFunctionNext = true;
    restart(level);
    state.at = close + 1;
    return;
  }
  const isDouble = state.text.charCodeAt(state.at + 1) === OPEN_PARENTHESIS;
  if (words > 0 || (level.phase !== 'body' && !isDouble)) {
    // A mistake: what stands in the parentheses is passed over.
    pushLevel(state, 'array', ')');
    state.at++;
    return;
  }
  if (level.phase === 'header' || (isDouble && isArithmetic(state, state.at + 2))) {
    if (level.phase === 'body') {
      commandOf(state, level, state.at);
      endElement(level);
    }
    state.frames.push({ kind: 'arithmetic', depth: 0 });
    state.at += 2;
    return;
  }
  commandOf(state, level, state.at);
  level.command = undefined;
  pushLevel(state, 'subshell', ')');
  state.at++;
}

function readCloseParenthesis(state: ShellState, level: Level): void {
  if (level.command?.isTest) {
    // A parenthesis of `[[ ( … ) ]]`
  } else if (level.phase === 'pattern') toBody(level);
  else if (level.closer === ')') {
    const closed = closeLevels(state);
    if (closed.opener === 'subshell') endElement(levelOf(state));
  } else endCommand(state, level);
  state.at++;
}

function skipBlanks(state: ShellState, start: number): number {
  const text = state.text;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return at;
  }
}

/** Longer ones first. */
const inputOperators = ['<<<', '<<-', '<<', '<&', '<>'];
const outputOperators = ['>>', '>&', '>|'];

function readAngle(state: ShellState, level: Level): void {
  const text = state.text;
  const at = state.at;
  const character = text.charAt(at);
  if (level.command?.isTest || level.phase === 'pattern') {
    endWord(state, level);
    state.at++;
    return;
  }
  if (text.charAt(at + 1) === '(') {
    wordOf(state, level).isLiteral = false;
    pushLevel(state, 'substitution', ')');
    state.at += 2;
    return;
  }
  let start = at;
  let descriptor: number | undefined;
  const { word } = level;
  if (word && !word.isQuoted && /^\d{1,9}$/.test(text.slice(word.start, Math.min(at, word.start + 10)))) {
    if (at - word.start < 10) {
      start = word.start;
      descriptor = Number(text.slice(start, at));
      level.word = undefined;
    }
  }
  endWord(state, level);
  const operators = character === '<' ? inputOperators : outputOperators;
  const operator = operators.find(it => text.startsWith(it, at)) ?? character;
  beginRedirection(state, level, operator, start, descriptor);
}

function readLineBreak(state: ShellState, level: Level): void {
  if (level.command?.isTest) endWord(state, level);
  else {
    endCommand(state, level);
    if (level.hasLast && level.lineBreak < 0) level.lineBreak = state.at;
    if (level.phase === 'header') level.command = undefined;
  }
  state.at++;
  const heredocs = state.heredocs;
  if (!heredocs) return;
  state.heredocs = undefined;
  for (const heredoc of heredocs) skipBody(state, heredoc.name, heredoc.stripsTabs ? '\t' : '');
}

/** Passes over a heredoc's body; leading `tabs` may stand before the name that ends it. */
function skipBody(state: ShellState, name: string, tabs: string): void {
  const text = state.text;
  while (state.at < text.length) {
    const lineEnd = text.indexOf('\n', state.at);
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    let start = state.at;
    while (tabs !== '' && text.charAt(start) === tabs) start++;
    let end = lineEnd < 0 ? text.length : lineEnd;
    if (end > start && text.charAt(end - 1) === '\r') end--;
    state.at = next;
    if (end - start === name.length && text.startsWith(name, start)) return;
  }
}

/** To the end of the line; in backticks to the closing one, so that `# why` can stand between words. */
function skipComment(state: ShellState, level: Level): void {
  const { text } = state;
  const endsAtBacktick = level.closer === '`';
  let at = state.at;
  while (at < text.length && text.charAt(at) !== '\n' && !(endsAtBacktick && text.charAt(at) === '`')) at++;
  state.at = at;
}
