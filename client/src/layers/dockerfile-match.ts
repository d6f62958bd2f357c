// Ties the steps of an image's history to the instructions of a Dockerfile that may have made them. Builders leave no more
// than the words of each instruction, without most flags and with variables expanded; the longest common sequence of the
// two decides, read from the end, for what stands before a file's own steps belongs to its base image.

import type { Instruction, Stage } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { stageChain } from '../../../server/src/syntax/dockerfile/stage-chain.ts';
import { instructionOf } from '../engine/history-instruction.ts';
import type { HistoryStep } from '../engine/image-layers.ts';

export interface DockerfileMatch {
  /** By the number of the step in the history, which begins with the oldest. */
  readonly instructions: ReadonlyMap<number, Instruction>;
  /** Steps before this one are those of the base image; undefined where that cannot be told. */
  readonly ownFrom: number | undefined;
  /** Share of the file's instructions, from 0 to 1, that the history has. */
  readonly share: number;
  /** Zero-based number of the stage that was built. */
  readonly stage: number;
}

/** A longer history or file is not compared: the work grows with the product. */
const longest = 500;

/**
 * The stage that explains most of the history, the later one of two that explain as much. Undefined when no step that could
 * have made a layer is found in the file.
 */
export function matchDockerfile(
  history: readonly HistoryStep[],
  text: string,
  target?: string,
): DockerfileMatch | undefined {
  const file = parseDockerfile(text);
  const asked = target === undefined ? undefined : file.stage(target);
  let best: DockerfileMatch | undefined;
  for (const stage of asked ? [asked] : file.stages) {
    const match = matchStage(history, stage);
    if (match && (!best || match.share >= best.share)) best = match;
  }
  return best;
}

/** How sure it is that the image was made by the file: most of it is there, above all its own. */
export function isLikely({ share }: DockerfileMatch): boolean {
  return share >= 0.6;
}

function matchStage(history: readonly HistoryStep[], stage: Stage): DockerfileMatch | undefined {
  const own = stageChain(stage).flatMap(({ instructions }) => instructions.filter(isInHistory));
  if (own.length === 0 || own.length > longest || history.length > longest) return undefined;
  const steps = history.map(step => instructionOf(step));
  const written = own.map(writtenOf);
  const isSame = (step: number, instruction: number): boolean => {
    const it = written[instruction];
    return it !== undefined && corresponds(steps[step] ?? '', it);
  };
  // lengths[i][j]: of what steps from i on and instructions from j on have in common, read from their ends.
  const lengths = Array.from({ length: steps.length + 1 }, () => new Int32Array(own.length + 1));
  for (let i = 1; i <= steps.length; i++) {
    for (let j = 1; j <= own.length; j++) {
      const [here, above] = [lengths[i], lengths[i - 1]];
      if (!here || !above) continue;
      here[j] = isSame(i - 1, j - 1) ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, here[j - 1] ?? 0);
    }
  }
  const found = new Map<number, Instruction>();
  let first: { readonly step: number; readonly instruction: number } | undefined;
  for (let i = steps.length, j = own.length; i > 0 && j > 0; ) {
    if (isSame(i - 1, j - 1)) {
      const instruction = own[j - 1];
      if (instruction) found.set(i - 1, instruction);
      first = { step: i - 1, instruction: j - 1 };
      i--;
      j--;
    } else if ((lengths[i - 1]?.[j] ?? 0) > (lengths[i]?.[j - 1] ?? 0)) i--;
    else j--;
  }
  if (!first || ![...found.values()].some(({ name }) => name !== undefined && makesLayer.has(name))) return undefined;
  return {
    instructions: found,
    ownFrom: first.instruction === 0 ? first.step : undefined,
    share: found.size / own.length,
    stage: stage.index,
  };
}

const makesLayer: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

function isInHistory({ name }: Instruction): boolean {
  return name !== undefined && name !== 'FROM' && name !== 'ONBUILD';
}

interface Written {
  readonly keyword: string;
  /** What the step may say, in the builder's words. */
  readonly texts: readonly string[];
}

/** Whether the builder writes all of it as it stands, or makes something of its own out of it. */
const wordByWord: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'USER', 'STOPSIGNAL', 'MAINTAINER']);

function writtenOf(instruction: Instruction): Written {
  const keyword = instruction.name ?? '';
  if (keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL')
    return { keyword, texts: instruction.pairs.map(({ key }) => key.value) };
  const { heredocs, exec, logical } = instruction;
  const texts = [logical.text];
  if (exec) texts.push(exec.map(({ value }) => value).join(' '));
  if (heredocs.length > 0) texts.push(heredocs.map(({ content }) => content).join(' '));
  // What stands for a shell in a RUN is taken off both.
  return {
    keyword,
    texts: texts.map(text => withoutFlags(words(instructionOf({ createdBy: `${keyword} ${text}`, comment: '' })))),
  };
}

function corresponds(step: string, { keyword, texts }: Written): boolean {
  if (!step.startsWith(`${keyword} `)) return false;
  if (keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL') {
    const said = step.slice(keyword.length + 1);
    return texts.every(key => said.startsWith(`${key}=`) || said === key || said.includes(` ${key}=`));
  }
  // Of what the builder only notes, a command above all, one stands in a stage as a rule.
  if (!wordByWord.has(keyword)) return true;
  const told = withoutFlags(words(step));
  return texts.some(text => text === told || sameButVariables(text, told, keyword));
}

/** The classic builder tells the digest of what was copied in place of its names; others expand variables. */
function sameButVariables(written: string, told: string, keyword: string): boolean {
  if (keyword === 'RUN') return false;
  const [mine, theirs] = [written.split(' '), told.split(' ')];
  if ((keyword === 'COPY' || keyword === 'ADD') && theirs.length === 3 && theirs[1]?.endsWith('…') === true)
    return sameWord(mine.at(-1) ?? '', theirs[2] ?? '', keyword);
  return mine.length === theirs.length && mine.every((word, i) => sameWord(word, theirs[i] ?? '', keyword));
}

function sameWord(written: string, told: string, keyword: string): boolean {
  if (written === told || written.includes('$')) return true;
  const bare = written.replace(/^["']|["']$/g, '');
  if (bare === told) return true;
  // A relative folder is told as an absolute one.
  const name = bare.replace(/^(?:\.\/)+|\/+$/g, '');
  const place = told.replace(/\/+$/, '');
  return (keyword === 'WORKDIR' || told.startsWith('/')) && (place === `/${name}` || place.endsWith(`/${name}`));
}

function words(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** `--from`, `--mount` and others are told by no builder, `--chown` by some. */
function withoutFlags(text: string): string {
  const [keyword = '', ...rest] = text.split(' ');
  let first = 0;
  while (/^--[\w-]+(?:=|$)/.test(rest[first] ?? '')) first++;
  return [keyword, ...rest.slice(first)].join(' ');
}
