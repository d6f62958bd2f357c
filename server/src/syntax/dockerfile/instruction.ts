/**
 * One instruction out of its logical line: keyword, flags, and arguments in the way the builder reads them for this
 * keyword. An unknown keyword is an instruction like others, its arguments split at blanks.
 */
import type { Span } from '../../text/span.ts';
import type { ShellCommand } from '../shell/shell.ts';
import type {
  Argument,
  DockerfileProblemCode,
  Flag,
  Heredoc,
  Instruction,
  InstructionName,
  Pair,
  StageInstruction,
  VariableReference,
  Word,
} from './dockerfile.ts';
import { beginsWithFlag, parseFlags } from './flags.ts';
import { findHeredocs, type HeredocStart, movedHeredoc } from './heredoc.ts';
import { parseJsonArray } from './json-array.ts';
import { type LogicalLine, spanInFile, toFile } from './logical-line.ts';
import type { LogicalText, Script } from './logical-text.ts';
import { oldPair, pairsOf } from './pairs.ts';
import type { Transfer } from './transfer.ts';
import { addVariableReferences } from './variable-references.ts';
import { isBlank, skipSpaces, trimSpaces } from './whitespace.ts';
import { hasQuoteOrDollar, LineWord, type QuoteCheck, type Splitting, splitWords, wordAt } from './words.ts';

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

interface Known {
  readonly name: InstructionName;
  readonly reading: Reading;
}

const byName = new Map<string, Known>();
/** By the last five bits of their first letter, which are the same in either case. */
const byLetter = Array.from({ length: 32 }, (): Known[] => []);
for (const name of Object.keys(readings) as InstructionName[]) {
  const known = { name, reading: readings[name] };
  byName.set(name.toLowerCase(), known);
  byLetter[name.charCodeAt(0) & 31]?.push(known);
}

/** The instruction a keyword stands for, in whatever case; undefined for an unknown one. */
export function instructionNameOf(keyword: string): InstructionName | undefined {
  return byName.get(keyword.toLowerCase())?.name;
}

/** The same for `[start, end)`. Nearly every keyword is in capitals, and then none is taken out of the text. */
function knownAt(source: string, start: number, end: number): Known | undefined {
  for (const known of byLetter[source.charCodeAt(start) & 31] ?? nothing) {
    if (known.name.length === end - start && source.startsWith(known.name, start)) return known;
  }
  return byName.get(source.slice(start, end).toLowerCase());
}

/** Called for what the builder would refuse. */
export type Report = (code: DockerfileProblemCode, at: Span) => void;

const nothing: readonly never[] = [];

/**
 * An instruction and, in one object, its arguments as a text, and itself as one of its stage. Of most instructions few parts are asked for, so that all but
 * the outline are read when somebody asks.
 */
export class ParsedInstruction implements Instruction, LogicalText, StageInstruction {
  span: Span;
  readonly name: InstructionName | undefined;
  index: number;
  readonly flags: readonly Flag[];
  readonly exec: readonly LineWord[] | undefined;
  heredocs: readonly Heredoc[];
  readonly trigger: ParsedInstruction | undefined;
  readonly emptyContinuationLines: readonly Span[];
  /** Nothing else hangs on it: no comment or blank line inside, no problem. */
  isMovable: boolean;
  readonly logical: LogicalText;
  readonly instruction: Instruction;
  readonly onbuild: undefined;
  commands: readonly ShellCommand[] | undefined;
  transfer: Transfer | undefined;
  readonly #line: LogicalLine;
  readonly #reading: Reading;
  /** Places in the line's source: of the keyword, and of the arguments, which are empty when there are none. */
  readonly #keywordStart: number;
  readonly #keywordEnd: number;
  readonly #start: number;
  readonly #end: number;
  #keyword: Word | undefined;
  #text: string | undefined;
  #arguments: readonly LineWord[] | undefined;
  #pairs: readonly Pair[] | undefined;
  #variables: readonly VariableReference[] | undefined;

  /** Of `[lineStart, lineEnd)` of the line's source, which is not blank; `contentEnd` is where it ends in the file. */
  constructor(
    line: LogicalLine,
    lineStart: number,
    lineEnd: number,
    contentEnd: number,
    index: number,
    emptyLines: readonly Span[],
    level: 'top' | 'trigger',
  ) {
    const { source } = line;
    const end = trimSpaces(source, lineStart, lineEnd);
    const keywordStart = skipSpaces(source, lineStart, end);
    let keywordEnd = keywordStart;
    while (keywordEnd < end && !isBlank(source.charCodeAt(keywordEnd))) keywordEnd++;
    const known = knownAt(source, keywordStart, keywordEnd);
    const reading = known?.reading ?? plain;
    let next = skipSpaces(source, keywordEnd, end);
    let flags: readonly Flag[] = nothing;
    if (beginsWithFlag(source, next, end)) ({ flags, next } = parseFlags(line, next, end));
    // Without arguments the empty span stands behind the keyword, or behind the flags when there are some.
    const start = next < end ? next : flags.length > 0 ? end : keywordEnd;

    this.span = { start: spanInFile(line, keywordStart, keywordEnd).start, end: contentEnd };
    this.name = known?.name;
    this.index = index;
    this.flags = flags;
    this.heredocs = nothing;
    this.emptyContinuationLines = emptyLines;
    this.isMovable = false;
    this.logical = this;
    this.instruction = this;
    this.onbuild = undefined;
    this.commands = undefined;
    this.transfer = undefined;
    this.#line = line;
    this.#reading = reading;
    this.#keywordStart = keywordStart;
    this.#keywordEnd = keywordEnd;
    this.#start = start;
    this.#end = next < end ? end : start;
    this.#keyword = undefined;
    this.#text = undefined;
    this.#arguments = undefined;
    this.#pairs = reading.pairs === 'none' ? nothing : undefined;
    this.#variables = undefined;
    this.exec = next < end && reading.exec !== 'never' ? this.#readExec() : undefined;
    // BuildKit refuses an ONBUILD behind ONBUILD, so that a trigger has no trigger of its own.
    this.trigger =
      this.name === 'ONBUILD' && level === 'top' && next < end
        ? new ParsedInstruction(line, start, end, contentEnd, index, emptyLines, 'trigger')
        : undefined;
  }

  get keyword(): Word {
    if (this.#keyword) return this.#keyword;
    const { name } = this;
    // In capitals it is its name, and need not be taken out of the text.
    const value = name !== undefined && this.#line.source.startsWith(name, this.#keywordStart) ? name : undefined;
    this.#keyword = new LineWord(this.#line, this.#keywordStart, this.#keywordEnd, value);
    return this.#keyword;
  }

  get argumentsSpan(): Span {
    return spanInFile(this.#line, this.#start, this.#end);
  }

  get arguments(): readonly Argument[] {
    return this.#arguments ?? this.#readWords(undefined);
  }

  get pairs(): readonly Pair[] {
    if (!this.#pairs) this.#readWords(undefined);
    return this.#pairs ?? nothing;
  }

  get variables(): readonly VariableReference[] {
    this.#variables ??= this.#readVariables(undefined);
    return this.#variables;
  }

  get text(): string {
    this.#text ??= this.#line.source.slice(this.#start, this.#end);
    return this.#text;
  }

  get script(): Script {
    const line = this.#line;
    // To read a slice takes longer than to read what it is a slice of. The file itself does not end where a line does.
    const isToEnd = line.joints !== undefined && this.#end === line.source.length;
    return isToEnd
      ? new LineScript(line, line.source, this.#start, 0)
      : new LineScript(line, this.text, 0, this.#start);
  }

  toFile(offset: number): number {
    const at = this.#start + offset;
    return at < this.#end ? toFile(this.#line, at) : spanInFile(this.#line, this.#end, this.#end).start;
  }

  spanInFile(part: Span): Span {
    return this.placeOf(part.start, part.end);
  }

  placeOf(start: number, end: number): Span {
    return spanInFile(this.#line, this.#start + start, this.#start + end);
  }

  /** Reports quotes and braces that are not closed where the builder itself looks at them. */
  check(report: Report): void {
    const { trigger } = this;
    if (trigger) trigger.check(report);
    if (!this.#reading.isExpanded) return;
    if (!hasQuoteOrDollar(this.#line.source, this.#start, this.#end)) {
      if (this.flags.length === 0) this.#variables = nothing;
      return;
    }
    if (this.exec) {
      this.#variables = this.#readVariables(report);
      return;
    }
    const check: QuoteCheck = { unterminated: undefined };
    this.#readWords(check);
    const { splitting, pairs } = this.#reading;
    const quoteComesFirst = splitting !== 'one word' && pairs === 'none';
    if (quoteComesFirst) this.#reportQuote(check, report);
    this.#variables = this.#readVariables(report);
    if (!quoteComesFirst) this.#reportQuote(check, report);
  }

  #reportQuote({ unterminated }: QuoteCheck, report: Report): void {
    if (unterminated) report('unterminated-quote', spanInFile(this.#line, unterminated.start, unterminated.end));
  }

  /** The heredocs that the line announces, `[lineStart, lineEnd)` of its source; their bodies follow behind it. */
  heredocStarts(lineStart: number, lineEnd: number): readonly HeredocStart[] {
    const { trigger } = this;
    if (trigger) return trigger.heredocStarts(lineStart, lineEnd);
    if (!this.#reading.mayHaveHeredocs || this.exec || !this.text.includes('<<')) return nothing;
    return findHeredocs(this.#line, lineStart, lineEnd);
  }

  /** Adds its heredocs, which those of ONBUILD are its trigger's; `contentEnd` is the end of the last one. */
  addBodies(heredocs: readonly Heredoc[], contentEnd: number): void {
    const { trigger } = this;
    this.span = { start: this.span.start, end: contentEnd };
    if (trigger) trigger.addBodies(heredocs, contentEnd);
    else this.heredocs = heredocs;
  }

  /** To another place of another text in which it stands as it is. Its parts ask its line where they are. */
  move(by: number, index: number): void {
    this.#line.moved += by;
    this.#place(by, index);
  }

  #place(by: number, index: number): void {
    this.index = index;
    if (this.trigger) this.trigger.#place(by, index);
    if (by === 0) return;
    this.span = { start: this.span.start + by, end: this.span.end + by };
    if (this.heredocs.length > 0) this.heredocs = this.heredocs.map(it => movedHeredoc(it, by));
    // The words of an exec form as commands have places of their own.
    if (this.exec) this.commands = undefined;
  }

  #readExec(): readonly LineWord[] | undefined {
    const { source } = this.#line;
    const start = this.#start;
    const end = this.#end;
    let arrayStart = start;
    if (this.#reading.exec === 'behind the first word') {
      while (arrayStart < end && !isBlank(source.charCodeAt(arrayStart))) arrayStart++;
      arrayStart = skipSpaces(source, arrayStart, end);
    }
    const elements = parseJsonArray(this.#line, arrayStart, end);
    if (!elements) return undefined;
    this.#arguments =
      arrayStart === start
        ? elements
        : [...splitWords(this.#line, start, arrayStart, 'at blanks', undefined), ...elements];
    return elements;
  }

  /** Reads words and pairs, if there are any; the words are the answer. */
  #readWords(check: QuoteCheck | undefined): readonly LineWord[] {
    const line = this.#line;
    const start = this.#start;
    const end = this.#end;
    const { splitting, pairs } = this.#reading;
    let words: readonly LineWord[];
    if (start === end) words = nothing;
    else if (splitting === 'one word') words = [wordAt(line, start, end, check)];
    else words = splitWords(line, start, end, splitting, pairs === 'none' ? check : undefined);
    if (pairs !== 'none') {
      const old =
        pairs === 'ENV or LABEL' && words[0]?.raw.includes('=') === false
          ? oldPair(line, start, end, check)
          : undefined;
      if (old) words = [old.key, old.value];
      this.#pairs = old ? [old] : pairsOf(line, words, check);
    }
    this.#arguments = words;
    return words;
  }

  /**
   * In the flags, and in the arguments: where the builder expands them, in each word by itself, as it does. `report` is
   * given when quotes or `$` stand in the arguments, and asked for what is not closed.
   */
  #readVariables(report: Report | undefined): readonly VariableReference[] {
    const line = this.#line;
    const { source } = line;
    const start = this.#start;
    const end = this.#end;
    if (this.trigger || !source.slice(this.#keywordEnd, end).includes('$')) return nothing;
    const found: VariableReference[] = [];
    if (this.flags.length > 0) addVariableReferences(line, this.#keywordEnd, start, found);
    const { splitting, isExpanded } = this.#reading;
    const old = isExpanded && this.pairs[0]?.legacy;
    if (!this.exec && (!isExpanded || splitting === 'one word' || old)) {
      const open = addVariableReferences(line, start, end, found);
      if (open >= 0 && isExpanded) report?.('unterminated-variable', spanInFile(line, open, end));
      return found;
    }
    // The quotes of a JSON string are none that the builder sees.
    const quote = this.exec ? 1 : 0;
    for (const word of this.exec ?? this.#arguments ?? this.#readWords(undefined)) {
      const to = word.to - quote;
      const open = addVariableReferences(line, word.from + quote, to, found);
      if (open >= 0 && isExpanded) report?.('unterminated-variable', spanInFile(line, open, to));
    }
    return found;
  }
}

class LineScript implements Script {
  readonly text: string;
  readonly start: number;
  readonly #line: LogicalLine;
  /** Where the text begins in the line's source. */
  readonly #offset: number;

  constructor(line: LogicalLine, text: string, start: number, offset: number) {
    this.text = text;
    this.start = start;
    this.#line = line;
    this.#offset = offset;
  }

  placeOf(start: number, end: number): Span {
    return spanInFile(this.#line, this.#offset + start, this.#offset + end);
  }
}
