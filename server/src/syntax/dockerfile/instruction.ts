/**
 * One instruction out of its logical line: keyword, flags, and arguments in the way the builder reads them for this
 * keyword. An unknown keyword is an instruction like others, its arguments split at blanks.
 */
import type { Span } from '../../text/span.ts';
import type {
  Argument,
  DockerfileProblemCode,
  ExecElement,
  Heredoc,
  Instruction,
  InstructionName,
  Pair,
  VariableReference,
} from './dockerfile.ts';
import { parseFlags } from './flags.ts';
import { findHeredocs, type HeredocStart } from './heredoc.ts';
import { parseJsonArray } from './json-array.ts';
import { ArgumentText, type LogicalLine, spanInFile } from './logical-line.ts';
import { parsePairs } from './pairs.ts';
import { addVariableReferences } from './variable-references.ts';
import { isBlank, skipSpaces, trimSpaces } from './whitespace.ts';
import { type QuoteCheck, type Splitting, splitWords, wordAt } from './words.ts';

/** How the builder reads the arguments of an instruction. */
interface Reading {
  readonly splitting: Splitting | 'one word';
  /** It may be written as a JSON array: from the start, or behind its first word. */
  readonly exec: 'never' | 'from the start' | 'behind the first word';
  /** The builder takes quotes and escapes away and expands variables, word by word; otherwise a shell may do so. */
  readonly isExpanded: boolean;
  readonly pairs: 'none' | 'ARG' | 'ENV or LABEL';
  readonly mayHaveHeredocs: boolean;
}

const plain: Reading = {
  splitting: 'at blanks',
  exec: 'never',
  isExpanded: false,
  pairs: 'none',
  mayHaveHeredocs: false,
};
const command: Reading = { ...plain, splitting: 'outside quotes', exec: 'from the start' };
const expanded: Reading = { ...plain, isExpanded: true };
const sources: Reading = { ...expanded, exec: 'from the start', mayHaveHeredocs: true };
const oneWord: Reading = { ...expanded, splitting: 'one word' };
const environment: Reading = { ...expanded, splitting: 'outside quotes', pairs: 'ENV or LABEL' };

const readings: Readonly<Record<InstructionName, Reading>> = {
  ADD: sources,
  ARG: { ...environment, pairs: 'ARG' },
  CMD: command,
  COPY: sources,
  ENTRYPOINT: command,
  ENV: environment,
  EXPOSE: expanded,
  FROM: expanded,
  HEALTHCHECK: { ...command, exec: 'behind the first word' },
  LABEL: environment,
  MAINTAINER: { ...oneWord, isExpanded: false },
  ONBUILD: plain,
  RUN: { ...command, mayHaveHeredocs: true },
  SHELL: command,
  STOPSIGNAL: oneWord,
  USER: oneWord,
  VOLUME: { ...expanded, exec: 'from the start' },
  WORKDIR: oneWord,
};

const names = new Map<string, InstructionName>();
for (const name of Object.keys(readings) as InstructionName[]) {
  names.set(name, name);
  names.set(name.toLowerCase(), name);
}

/** The instruction a keyword stands for, in whatever case; undefined for an unknown one. */
export function instructionNameOf(keyword: string): InstructionName | undefined {
  return names.get(keyword) ?? names.get(keyword.toLowerCase());
}

/** What an instruction is made from. */
export interface InstructionSource {
  readonly line: LogicalLine;
  /** Offset in the file where its last physical line ends. */
  readonly contentEnd: number;
  readonly index: number;
  readonly escapeCode: number;
  readonly emptyLines: readonly Span[];
  /** Called for what the builder would refuse. */
  readonly report: (code: DockerfileProblemCode, at: Span) => void;
}

/** An instruction whose heredoc bodies, which follow behind it, are not read yet. */
export interface WithoutBodies {
  readonly instruction: ParsedInstruction;
  readonly heredocStarts: readonly HeredocStart[];
}

const nothing: readonly never[] = [];

/** The instruction of a line that is not blank. */
export function parseInstruction(from: InstructionSource): WithoutBodies {
  return parseFrom(from, from.line.start, 'top');
}

/** The words and variables of an instruction. */
type Contents = Pick<Instruction, 'arguments' | 'variables'>;

export class ParsedInstruction implements Instruction {
  readonly span: Span;
  readonly keyword: Instruction['keyword'];
  readonly name: InstructionName | undefined;
  readonly index: number;
  readonly flags: Instruction['flags'];
  readonly argumentsSpan: Span;
  readonly exec: Instruction['exec'];
  readonly pairs: Instruction['pairs'];
  readonly heredocs: Instruction['heredocs'];
  readonly trigger: ParsedInstruction | undefined;
  readonly emptyContinuationLines: readonly Span[];
  readonly logical: Instruction['logical'];
  readonly #contents: Contents;

  constructor(
    fields: Omit<Instruction, keyof Contents | 'trigger'> & Pick<ParsedInstruction, 'trigger'>,
    contents: Contents,
  ) {
    this.span = fields.span;
    this.keyword = fields.keyword;
    this.name = fields.name;
    this.index = fields.index;
    this.flags = fields.flags;
    this.argumentsSpan = fields.argumentsSpan;
    this.exec = fields.exec;
    this.pairs = fields.pairs;
    this.heredocs = fields.heredocs;
    this.trigger = fields.trigger;
    this.emptyContinuationLines = fields.emptyContinuationLines;
    this.logical = fields.logical;
    this.#contents = contents;
  }

  get arguments(): readonly Argument[] {
    return this.#contents.arguments;
  }

  get variables(): readonly VariableReference[] {
    return this.#contents.variables;
  }

  /** With its heredocs, which those of ONBUILD are its trigger's; `contentEnd` is the end of the last one. */
  withBodies(heredocs: readonly Heredoc[], contentEnd: number): ParsedInstruction {
    const { trigger } = this;
    const span = { start: this.span.start, end: contentEnd };
    const changed = trigger
      ? { heredocs: nothing, trigger: trigger.withBodies(heredocs, contentEnd) }
      : { heredocs, trigger };
    return new ParsedInstruction({ ...this, span, ...changed }, this.#contents);
  }
}

function parseFrom(from: InstructionSource, start: number, level: 'top' | 'trigger'): WithoutBodies {
  const { line, escapeCode } = from;
  const { source } = line;
  const end = trimSpaces(source, start, line.end);
  const keywordStart = skipSpaces(source, start, end);
  let keywordEnd = keywordStart;
  while (keywordEnd < end && !isBlank(source.charCodeAt(keywordEnd))) keywordEnd++;
  const keyword = { span: spanInFile(line, keywordStart, keywordEnd), value: source.slice(keywordStart, keywordEnd) };
  const name = instructionNameOf(keyword.value);
  const reading = name ? readings[name] : plain;

  const { flags, next } = parseFlags(line, keywordEnd, end, escapeCode);
  // Without arguments the empty span stands behind the keyword, or behind the flags when there are some.
  const hasArguments = next < end;
  const argumentsStart = hasArguments ? next : flags.length > 0 ? end : keywordEnd;
  const argumentsEnd = hasArguments ? end : argumentsStart;
  const parts = hasArguments ? readArguments(from, keywordEnd, argumentsStart, argumentsEnd, reading) : noArguments;

  // BuildKit refuses an ONBUILD behind ONBUILD, so that a trigger has no trigger of its own.
  const trigger =
    name === 'ONBUILD' && level === 'top' && hasArguments ? parseFrom(from, argumentsStart, 'trigger') : undefined;
  const heredocStarts =
    trigger?.heredocStarts ??
    (reading.mayHaveHeredocs && !parts.exec && parts.hasLessThan ? findHeredocs(line) : nothing);

  const fields = {
    span: { start: keyword.span.start, end: from.contentEnd },
    keyword,
    name,
    index: from.index,
    flags,
    argumentsSpan: spanInFile(line, argumentsStart, argumentsEnd),
    exec: parts.exec,
    pairs: parts.pairs,
    heredocs: nothing,
    trigger: trigger?.instruction,
    emptyContinuationLines: from.emptyLines,
    logical: new ArgumentText(line, argumentsStart, argumentsEnd),
  };
  let contents: Contents = parts;
  if (trigger) contents = { arguments: parts.arguments, variables: nothing };
  else if (flags.length > 0 && !(parts instanceof ShellForm)) {
    const variables = flagVariables(line, keywordEnd, next, escapeCode, parts.variables);
    contents = { arguments: parts.arguments, variables };
  }
  return { instruction: new ParsedInstruction(fields, contents), heredocStarts };
}

interface Parts extends Contents {
  readonly exec: readonly ExecElement[] | undefined;
  readonly pairs: readonly Pair[];
  readonly variables: readonly VariableReference[];
  readonly hasLessThan: boolean;
}

/**
 * What a shell reads. Its words and variables are read when somebody asks: they are many, most rules look at the commands
 * that the shell parser finds in the same text, and to split them took a third of the time of parsing.
 */
class ShellForm implements Parts {
  readonly exec = undefined;
  readonly pairs: readonly Pair[] = nothing;
  readonly hasLessThan: boolean;
  readonly #line: LogicalLine;
  readonly #flagsStart: number;
  readonly #start: number;
  readonly #end: number;
  readonly #escapeCode: number;
  #arguments: readonly Argument[] | undefined;
  #variables: readonly VariableReference[] | undefined;

  /** Flags stand between `flagsStart` and `start`, the script between `start` and `end`. */
  constructor(line: LogicalLine, flagsStart: number, start: number, end: number, escapeCode: number) {
    this.#line = line;
    this.#flagsStart = flagsStart;
    this.#start = start;
    this.#end = end;
    this.#escapeCode = escapeCode;
    this.hasLessThan = line.source.slice(start, end).includes('<<');
  }

  get arguments(): readonly Argument[] {
    this.#arguments ??= splitWords(
      this.#line,
      this.#start,
      this.#end,
      this.#escapeCode,
      'outside quotes',
      'words',
    ).words;
    return this.#arguments;
  }

  get variables(): readonly VariableReference[] {
    this.#variables ??= this.#readVariables();
    return this.#variables;
  }

  #readVariables(): readonly VariableReference[] {
    if (!this.#line.source.slice(this.#flagsStart, this.#end).includes('$')) return nothing;
    const found: VariableReference[] = [];
    addVariableReferences(this.#line, this.#flagsStart, this.#start, this.#escapeCode, found);
    addVariableReferences(this.#line, this.#start, this.#end, this.#escapeCode, found);
    return found;
  }
}

const noArguments: Parts = { arguments: nothing, exec: undefined, pairs: nothing, variables: [], hasLessThan: false };

function partsOf(args: readonly Argument[], variables: readonly VariableReference[], hasLessThan = false): Parts {
  return { arguments: args, exec: undefined, pairs: nothing, variables, hasLessThan };
}

function readArguments(
  from: InstructionSource,
  flagsStart: number,
  start: number,
  end: number,
  reading: Reading,
): Parts {
  const { line, escapeCode } = from;
  if (reading.exec === 'from the start') {
    const parts = readExec(from, start, start, end, reading);
    if (parts) return parts;
  } else if (reading.exec === 'behind the first word') {
    let wordEnd = start;
    while (wordEnd < end && !isBlank(line.source.charCodeAt(wordEnd))) wordEnd++;
    const parts = readExec(from, start, skipSpaces(line.source, wordEnd, end), end, reading);
    if (parts) return parts;
  }
  if (reading.splitting === 'one word') {
    const check: QuoteCheck = { unterminated: undefined };
    const word = wordAt(line, start, end, escapeCode, check);
    const variables = expandedVariables(from, [start, end], word.raw.includes('$'), reading);
    if (reading.isExpanded) reportQuote(from, check);
    return partsOf([word], variables);
  }

  const isForShell = reading.splitting === 'outside quotes' && !reading.isExpanded;
  if (isForShell) return new ShellForm(line, flagsStart, start, end, escapeCode);
  const extent = reading.isExpanded ? 'words and places' : 'words';
  const words = splitWords(line, start, end, escapeCode, reading.splitting, extent);
  if (reading.pairs !== 'none') {
    const { pairs, arguments: args, unterminated } = parsePairs(line, start, end, words, escapeCode, reading.pairs);
    const places = args === words.words ? words.places : [start, end];
    const variables = expandedVariables(from, places, words.hasDollar, reading);
    reportQuote(from, { unterminated });
    return { arguments: args, exec: undefined, pairs, variables, hasLessThan: false };
  }
  if (reading.isExpanded) {
    reportQuote(from, words);
    const variables = expandedVariables(from, words.places, words.hasDollar, reading);
    return partsOf(words.words, variables, words.hasLessThan);
  }
  const variables: VariableReference[] = [];
  if (words.hasDollar) addVariableReferences(line, start, end, escapeCode, variables);
  return partsOf(words.words, variables, words.hasLessThan);
}

/** `start` is where the arguments begin, `arrayStart` where the array must. */
function readExec(
  from: InstructionSource,
  start: number,
  arrayStart: number,
  end: number,
  reading: Reading,
): Parts | undefined {
  const { line, escapeCode } = from;
  const array = parseJsonArray(line, arrayStart, end);
  if (!array) return undefined;
  const args = array.elements.map(({ span, value }, i): Argument => ({ span, value, raw: array.raws[i] ?? '' }));
  if (arrayStart > start) args.unshift(...splitWords(line, start, arrayStart, escapeCode, 'at blanks', 'words').words);
  const insides = array.places.map((place, i) => (i % 2 === 0 ? place + 1 : place - 1));
  const variables = expandedVariables(from, insides, line.source.includes('$'), reading);
  return { arguments: args, exec: array.elements, pairs: nothing, variables, hasLessThan: false };
}

/** The references in each of the words, each read by itself as the builder does. */
function expandedVariables(
  from: InstructionSource,
  places: readonly number[],
  hasDollar: boolean,
  reading: Reading,
): VariableReference[] {
  const { line, escapeCode, report } = from;
  const found: VariableReference[] = [];
  if (!hasDollar) return found;
  for (let i = 0; i < places.length; i += 2) {
    const start = places[i] ?? 0;
    const end = places[i + 1] ?? 0;
    const open = addVariableReferences(line, start, end, escapeCode, found);
    if (open >= 0 && reading.isExpanded) report('unterminated-variable', spanInFile(line, open, end));
  }
  return found;
}

/** The references in the flags, `[start, end)`, and then `rest`. */
function flagVariables(
  line: LogicalLine,
  start: number,
  end: number,
  escapeCode: number,
  rest: readonly VariableReference[],
): readonly VariableReference[] {
  const found: VariableReference[] = [];
  addVariableReferences(line, start, end, escapeCode, found);
  if (found.length === 0) return rest;
  for (const reference of rest) found.push(reference);
  return found;
}

function reportQuote({ line, report }: InstructionSource, { unterminated }: QuoteCheck): void {
  if (unterminated) report('unterminated-quote', spanInFile(line, unterminated.start, unterminated.end));
}
