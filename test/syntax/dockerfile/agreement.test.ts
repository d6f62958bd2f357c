/**
 * Agreement with dockerfile-ast over the corpus: keywords, ranges, flags and arguments of every instruction. Where the two
 * differ, the difference must be one of those in `reasons`, each of which says how BuildKit reads it; the counts are exact,
 * so that a change of either parser shows.
 */
import { existsSync, readFileSync } from 'node:fs';
import {
  DockerfileParser,
  type JSONInstruction,
  type ModifiableInstruction,
  type Instruction as TheirInstruction,
} from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { lineIndex } from '../../../server/src/text/line-index.ts';
import { overlaps, type Span } from '../../../server/src/text/span.ts';

const corpus = '../shared/corpus/corpus.jsonl';

/**
 * `follows` is the parser that reads as BuildKit does. `neither`: BuildKit keeps the text whole, and the difference is only
 * how it is cut for people.
 */
const reasons = {
  'quoted words of a value': {
    follows: 'Slipway',
    why: 'ENV, LABEL and ARG keep blanks inside quotes, behind an escape and in the old form ENV name value; WORKDIR and MAINTAINER are one word',
    count: 606,
  },
  'quoted words of a command': {
    follows: 'neither',
    why: 'The shell form is one text to BuildKit; Slipway keeps quoted words whole as the shell does',
    count: 734,
  },
  'heredoc body': {
    follows: 'Slipway',
    why: 'The lines of a heredoc are no arguments',
    count: 152,
  },
  'heredoc with descriptor': {
    follows: 'Slipway',
    why: '5<<NAME is a heredoc, its lines are no instructions',
    count: 12,
  },
  'exec form of HEALTHCHECK': {
    follows: 'Slipway',
    why: 'What follows CMD may be a JSON array',
    count: 1,
  },
  'quoted flag': {
    follows: 'Slipway',
    why: 'Quotes around the value of a flag are taken away',
    count: 1,
  },
  'flags of an unknown instruction': {
    follows: 'Slipway',
    why: 'BuildKit takes flags before it looks at the keyword',
    count: 11,
  },
  'doubled escape character': {
    follows: 'Slipway',
    why: 'Two escape characters at the end of a line do not continue it',
    count: 5,
  },
  'line of an escape character only': {
    follows: 'Slipway',
    why: 'It continues with the next line, where the instruction begins',
    count: 13,
  },
} satisfies Record<string, { follows: 'Slipway' | 'dockerfile-ast' | 'neither'; why: string; count: number }>;

type Reason = keyof typeof reasons;

/** How many instructions and words agree, and every difference with its reason, or none. */
interface Outcome {
  readonly counts: Map<Reason, number>;
  readonly unexplained: string[];
  instructions: number;
}

describe.skipIf(!existsSync(corpus))('on the corpus, dockerfile-ast and this parser', () => {
  it('agree but for the differences explained here', () => {
    const outcome: Outcome = { counts: new Map(), unexplained: [], instructions: 0 };
    for (const { path, text } of dockerfilesOf(corpus)) compareFiles(path, text, outcome);
    expect(outcome.unexplained).toEqual([]);
    expect(outcome.instructions).toBeGreaterThan(11_000);
    const expected = Object.entries(reasons).map(([reason, { count }]) => [reason, count]);
    expect(Object.fromEntries(outcome.counts)).toEqual(Object.fromEntries(expected));
  }, 60_000);
});

function dockerfilesOf(path: string): { readonly path: string; readonly text: string }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .filter(({ kind }) => kind === 'dockerfile');
}

interface Theirs {
  readonly instruction: TheirInstruction;
  readonly span: Span;
}

function compareFiles(path: string, text: string, outcome: Outcome): void {
  const lines = lineIndex(text);
  const spanOf = (range: { start: Position; end: Position }): Span => ({
    start: lines.offsetAt(range.start),
    end: lines.offsetAt(range.end),
  });
  const file = parseDockerfile(text);
  const theirs: Theirs[] = DockerfileParser.parse(text)
    .getInstructions()
    .map(instruction => ({ instruction, span: spanOf(instruction.getRange()) }));
  const byStart = new Map(theirs.map(it => [it.span.start, it]));
  const explain = (reason: Reason): void => {
    outcome.counts.set(reason, (outcome.counts.get(reason) ?? 0) + 1);
  };
  const fail = (what: string, at: Span): void => {
    outcome.unexplained.push(
      `${path}: ${what}: ${JSON.stringify(text.slice(at.start, Math.min(at.end, at.start + 200)))}`,
    );
  };

  const ownStarts = new Set(file.instructions.map(it => it.span.start));
  for (const their of theirs) {
    if (ownStarts.has(their.span.start)) continue;
    const around = file.instructions.find(it => overlaps(it.span, their.span));
    if (their.instruction.getInstruction() === file.escape) explain('line of an escape character only');
    else if (around && hasDescriptor(around, text)) explain('heredoc with descriptor');
    else fail('only dockerfile-ast has an instruction', their.span);
  }
  for (const own of file.instructions) {
    outcome.instructions++;
    const their = byStart.get(own.span.start);
    if (!their) {
      const around = theirs.find(it => overlaps(it.span, own.span));
      if (around?.instruction.getInstruction() !== file.escape && !followsDoubledEscape(text, own, file.escape)) {
        fail('only this parser has an instruction', own.span);
      }
      continue;
    }
    if (their.span.end !== own.span.end) {
      const next = file.instructions[own.index + 1];
      if (next && followsDoubledEscape(text, next, file.escape)) explain('doubled escape character');
      else if (hasDescriptor(own, text)) explain('heredoc with descriptor');
      else fail(`range ends at ${own.span.end}, dockerfile-ast says ${their.span.end}`, own.span);
      continue;
    }
    compareInstructions(own, their.instruction, { text, spanOf, explain, fail });
  }
}

interface Context {
  readonly text: string;
  readonly spanOf: (range: { start: Position; end: Position }) => Span;
  readonly explain: (reason: Reason) => void;
  readonly fail: (what: string, at: Span) => void;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function compareInstructions(own: Instruction, their: TheirInstruction, ctx: Context): void {
  const { spanOf, explain, fail } = ctx;
  const keyword = spanOf(their.getInstructionRange());
  if (their.getInstruction() !== own.keyword.value) fail('keyword', own.span);
  if (!isSame(keyword, own.keyword.span)) fail('range of the keyword', own.span);

  const theirFlags = isModifiable(their) ? their.getFlags() : [];
  const differ = own.flags.filter((flag, i) => {
    const other = theirFlags[i];
    return (
      !other ||
      other.getName() !== flag.name.value ||
      (other.getValue() ?? undefined) !== flag.value?.value ||
      !isSame(spanOf(other.getRange()), flag.span)
    );
  });
  if (differ.length > 0 || theirFlags.length !== own.flags.length) {
    if (own.name === undefined) {
      explain('flags of an unknown instruction');
      return;
    }
    const isQuoted = differ.every(flag => /["']/.test(ctx.text.slice(flag.span.start, flag.span.end)));
    if (isQuoted && theirFlags.length === own.flags.length) explain('quoted flag');
    else fail('flags', own.span);
  }
  compareArguments(own, their, ctx);
}

function compareArguments(own: Instruction, their: TheirInstruction, { spanOf, explain, fail }: Context): void {
  const theirs = (own.exec && isJson(their) ? their.getJSONStrings() : their.getArguments()).map(it =>
    spanOf(it.getRange()),
  );
  const ours = (own.exec ?? own.arguments).map(it => it.span);
  if (ours.length === theirs.length && ours.every((it, i) => isSame(it, theirs[i]))) return;
  const isPrefix = ours.every((it, i) => isSame(it, theirs[i]));
  if (own.exec && own.name === 'HEALTHCHECK') explain('exec form of HEALTHCHECK');
  else if (isPrefix && own.heredocs.length > 0) explain('heredoc body');
  else if (!own.exec && isCutFiner(theirs, ours)) {
    const isCommand =
      own.name === 'RUN' || own.name === 'CMD' || own.name === 'ENTRYPOINT' || own.name === 'HEALTHCHECK';
    explain(isCommand ? 'quoted words of a command' : 'quoted words of a value');
  } else fail('arguments', own.span);
}

/** Whether each of `coarse` is made of one or more of `fine`, in order, and none is left. */
function isCutFiner(fine: readonly Span[], coarse: readonly Span[]): boolean {
  let at = 0;
  for (const whole of coarse) {
    if (fine[at]?.start !== whole.start) return false;
    while (at < fine.length && (fine[at]?.end ?? 0) < whole.end) at++;
    if (fine[at]?.end !== whole.end) return false;
    at++;
  }
  return at === fine.length;
}

/** Whether the last line before the instruction that is no comment and not blank ends in two escape characters. */
function followsDoubledEscape(text: string, { span }: Instruction, escapeCharacter: string): boolean {
  const before = text
    .slice(0, span.start)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
  return before.at(-1)?.endsWith(escapeCharacter + escapeCharacter) === true;
}

/** `5<<NAME` */
function hasDescriptor({ heredocs }: Instruction, text: string): boolean {
  return heredocs.some(it => /^\d/.test(text.slice(it.span.start, it.span.end)));
}

function isSame(a: Span, b: Span | undefined): boolean {
  return a.start === b?.start && a.end === b.end;
}

function isModifiable(it: TheirInstruction): it is ModifiableInstruction {
  return 'getFlags' in it;
}

function isJson(it: TheirInstruction): it is JSONInstruction {
  return 'getJSONStrings' in it;
}
