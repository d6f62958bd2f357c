// How many bytes each instruction of a Dockerfile added in the last build of that file, and whether it still is the
// instruction that was built. Pure.
import type { Instruction } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import type { HistoryItem } from '../engine/images.ts';
import { matchDockerfile } from './dockerfile-match.ts';

export interface InstructionSize {
  /** Zero-based offset of the end of the instruction's first line, where there is room for a hint. */
  readonly at: number;
  readonly bytes: number;
  /**
   * `changed`: it was written anew since. `below`: one before it in its stage was, so that another build may come out
   * otherwise.
   */
  readonly state: 'current' | 'changed' | 'below';
}

export interface SizedBuild {
  /** What was built from. */
  readonly text: string;
  /** The stage that was built; the last when absent. */
  readonly target?: string;
  /** Of the image, newest first, as an engine tells it. */
  readonly history: readonly HistoryItem[];
}

const makesFiles: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

/** `text`: of the file now. Instructions that are no more, or were not there yet, have none. */
export function instructionSizes(
  text: string,
  { text: built, target, history }: SizedBuild,
): readonly InstructionSize[] {
  const steps = [...history].reverse();
  const words = steps.map(({ createdBy, comment }) => ({ createdBy, comment, isEmpty: false }));
  const match = matchDockerfile(words, built, target);
  if (!match) return [];
  const now = parseDockerfile(text);
  const then = parseDockerfile(built);
  const bytesOf = new Map<number, number>();
  for (const [step, { index }] of match.instructions) bytesOf.set(index, steps[step]?.size ?? 0);
  const pairs = inCommon(now.instructions, then.instructions);
  const found: InstructionSize[] = [];
  let isBelow = false;
  for (const instruction of now.instructions) {
    if (instruction.name === 'FROM') isBelow = false;
    const old = pairs.get(instruction.index);
    // An instruction that was written anew stands where the one stood that was built.
    const replaced = old ?? replacedBy(instruction, now.instructions, pairs, then.instructions);
    const state = old === undefined ? 'changed' : isBelow ? 'below' : 'current';
    if (old === undefined) isBelow = true;
    const bytes = replaced === undefined ? undefined : bytesOf.get(replaced);
    if (bytes === undefined || instruction.name === undefined || !makesFiles.has(instruction.name)) continue;
    found.push({ at: endOfFirstLine(text, instruction), bytes, state });
  }
  return found;
}

/** The longest common sequence, by what is written: number now → number then. */
function inCommon(now: readonly Instruction[], then: readonly Instruction[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  if (now.length * then.length > 250_000) return found;
  const [a, b] = [now.map(saidBy), then.map(saidBy)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [here, next] = [lengths[i], lengths[i + 1]];
      if (here) here[j] = a[i] === b[j] ? (next?.[j + 1] ?? 0) + 1 : Math.max(next?.[j] ?? 0, here[j + 1] ?? 0);
    }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.set(i++, j++);
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++;
    else j++;
  }
  return found;
}

function saidBy({ keyword, flags, logical, heredocs }: Instruction): string {
  const all = [
    keyword.value.toUpperCase(),
    ...flags.map(({ name, value }) => `--${name.value}=${value?.value ?? ''}`),
    logical.text,
    ...heredocs.map(({ content }) => content),
  ];
  return all.join(' ').replaceAll(/\s+/g, ' ').trim();
}

/** Between the same two neighbours stood one with the same keyword. */
function replacedBy(
  instruction: Instruction,
  now: readonly Instruction[],
  pairs: ReadonlyMap<number, number>,
  then: readonly Instruction[],
): number | undefined {
  const before = instruction.index === 0 ? -1 : pairs.get(instruction.index - 1);
  const after = instruction.index === now.length - 1 ? then.length : pairs.get(instruction.index + 1);
  if (before === undefined || after !== before + 2) return undefined;
  const old = then[before + 1];
  return old?.name === instruction.name ? before + 1 : undefined;
}

function endOfFirstLine(text: string, { span }: Instruction): number {
  const end = text.indexOf('\n', span.start);
  const line = end < 0 || end > span.end ? span.end : end;
  return text[line - 1] === '\r' ? line - 1 : line;
}
