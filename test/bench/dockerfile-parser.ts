/**
 * The Dockerfile parser against dockerfile-ast on the corpus: in one run, every span read on both sides, each round on
 * texts that neither has seen.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Copy, DockerfileParser, Run, type Instruction as TheirInstruction } from 'dockerfile-ast';
import type { Instruction, Word } from '../../server/src/syntax/dockerfile/dockerfile.ts';
import type * as parser from '../../server/src/syntax/dockerfile/parse.ts';
import type { Span } from '../../server/src/text/span.ts';
import { type Benchmark, type Contender, compare, flat, type Outcome } from './benchmark.ts';
import { bundled } from './bundled.ts';

const corpus = '../shared/corpus/corpus.jsonl';
/** Slower than this many times faster is a gross regression: the parser was built to it. */
const leastRatio = 15;
const turns = 4;

const { parseDockerfile } = bundled('server/src/syntax/dockerfile/parse.ts') as typeof parser;

export const dockerfileParser: Benchmark = {
  name: 'Parsing every Dockerfile of the corpus, every span read',
  absent: existsSync(corpus) ? undefined : `${corpus} is not there`,
  async run(): Promise<Outcome> {
    const texts = readFileSync(corpus, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as { readonly kind: string; readonly text: string })
      .filter(({ kind }) => kind === 'dockerfile')
      .map(({ text }) => text);
    let serial = 0;
    const fresh = (): string[] => texts.map(text => flat(`${text}\n# round ${serial++}\n`));

    const contenders: readonly Contender[] = [
      { what: 'Slipway', rounds: 15, work: walkOurs },
      { what: 'dockerfile-ast', rounds: 1, work: text => walkTheirs(text, 'with variables') },
      {
        what: 'dockerfile-ast, without asking for variables',
        rounds: 1,
        work: text => walkTheirs(text, 'without variables'),
      },
    ];
    const times = await compare(contenders, turns, fresh);
    const [ours = 0, theirs = 0] = times;
    const ratio = theirs / ours;
    return {
      rows: contenders.map(({ what }, i) => ({ what, ms: times[i] ?? 0, ratio: (times[i] ?? 0) / ours })),
      failures: ratio < leastRatio ? [`${ratio.toFixed(1)} times faster than dockerfile-ast, not ${leastRatio}`] : [],
    };
  },
};

function ofSpan(at: Span | undefined): number {
  return at ? at.start + at.end : 0;
}

function ofWord(word: Word | undefined): number {
  return word ? ofSpan(word.span) + word.value.length : 0;
}

function walkOurs(text: string): number {
  const file = parseDockerfile(text);
  let sum = 0;
  for (const it of file.directives) sum += ofSpan(it.span) + ofWord(it.name) + ofWord(it.value);
  for (const it of file.comments) sum += ofSpan(it.span) + it.text.length;
  for (const it of file.templateVariables) sum += ofSpan(it.span) + ofWord(it.name);
  for (const it of file.problems) sum += ofSpan(it.at);
  for (const it of file.stages) sum += ofSpan(it.span) + ofWord(it.base) + ofWord(it.name);
  for (const it of file.instructions) sum += walkInstruction(it);
  return sum;
}

function walkInstruction(it: Instruction): number {
  let sum = ofSpan(it.span) + ofWord(it.keyword) + ofSpan(it.argumentsSpan);
  for (const flag of it.flags) sum += ofSpan(flag.span) + ofWord(flag.name) + ofWord(flag.value);
  for (const word of it.arguments) sum += ofWord(word) + word.raw.length;
  if (it.exec) for (const word of it.exec) sum += ofWord(word);
  for (const pair of it.pairs) sum += ofSpan(pair.span) + ofWord(pair.key) + ofWord(pair.value);
  for (const reference of it.variables) {
    sum += ofSpan(reference.span) + ofWord(reference.name) + ofWord(reference.modifier) + ofWord(reference.operand);
  }
  for (const heredoc of it.heredocs) {
    sum += ofSpan(heredoc.span) + ofWord(heredoc.name) + ofSpan(heredoc.body) + ofSpan(heredoc.terminator);
  }
  for (const line of it.emptyContinuationLines) sum += ofSpan(line);
  const { logical } = it;
  sum += ofSpan(logical.spanInFile({ start: 0, end: logical.text.length }));
  return it.trigger ? sum + walkInstruction(it.trigger) : sum;
}

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

function ofRange(range: Range | null): number {
  return range ? range.start.line + range.start.character + range.end.line + range.end.character : 0;
}

function walkTheirs(text: string, extent: 'with variables' | 'without variables'): number {
  const file = DockerfileParser.parse(text);
  let sum = 0;
  for (const it of file.getDirectives()) {
    sum += ofRange(it.getRange()) + ofRange(it.getNameRange()) + ofRange(it.getValueRange());
  }
  for (const it of file.getComments()) sum += ofRange(it.getRange()) + ofRange(it.getContentRange());
  for (const it of file.getFROMs()) sum += ofRange(it.getImageRange()) + ofRange(it.getBuildStageRange());
  for (const it of file.getInstructions()) sum += walkTheirInstruction(it, extent);
  return sum;
}

function walkTheirInstruction(it: TheirInstruction, extent: 'with variables' | 'without variables'): number {
  let sum = ofRange(it.getRange()) + ofRange(it.getInstructionRange()) + it.getKeyword().length;
  if ('getFlags' in it && typeof it.getFlags === 'function') {
    for (const flag of it.getFlags())
      sum += ofRange(flag.getRange()) + ofRange(flag.getNameRange()) + ofRange(flag.getValueRange());
  }
  for (const word of it.getArguments()) sum += ofRange(word.getRange()) + word.getValue().length;
  if ('getJSONStrings' in it && typeof it.getJSONStrings === 'function') {
    for (const word of it.getJSONStrings()) sum += ofRange(word.getRange()) + word.getJSONValue().length;
  }
  if ('getProperties' in it && typeof it.getProperties === 'function') {
    for (const pair of it.getProperties())
      sum += ofRange(pair.getRange()) + ofRange(pair.getNameRange()) + ofRange(pair.getValueRange());
  }
  if (it instanceof Copy || it instanceof Run) {
    for (const heredoc of it.getHeredocs()) {
      sum +=
        ofRange(heredoc.getStartRange()) + ofRange(heredoc.getContentRange()) + ofRange(heredoc.getDelimiterRange());
    }
  }
  if (extent === 'with variables') {
    for (const variable of it.getVariables()) {
      sum += ofRange(variable.getRange()) + ofRange(variable.getNameRange()) + ofRange(variable.getSubstitutionRange());
    }
  }
  return sum;
}
