/** The labels stages set, for the rules that compare them with their form and with the configured schema. */
import type { Dockerfile, Instruction, Pair, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import { rememberLast } from '../text/remember.ts';

export interface Label {
  readonly instruction: Instruction;
  readonly pair: Pair;
}

/** Every label of the file whose key holds no variable, those of ONBUILD triggers included. */
export const labelsOf = rememberLast((file: Dockerfile): readonly Label[] =>
  allLabelsOf(file).filter(it => !isVariable(it.pair.key.value)),
);

/** Every label of the file, those of ONBUILD triggers included. */
export const allLabelsOf = rememberLast((file: Dockerfile): readonly Label[] => {
  const labels: Label[] = [];
  for (const { lifted } of file.stages) {
    for (const { instruction } of lifted) {
      if (instruction.name !== 'LABEL' || isGenerated(instruction)) continue;
      for (const pair of instruction.pairs) labels.push({ instruction, pair });
    }
  }
  return labels;
});

/** The keys the stage and those below it set; undefined when one of them is not known. */
export function labelKeys(stage: Stage): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.name !== 'LABEL') continue;
      for (const { key } of instruction.pairs) {
        if (isVariable(key.value) || isGenerated(instruction)) return undefined;
        keys.add(key.value);
      }
    }
  }
  return keys;
}

/** `LABEL {{ labels(image) }}` of a template of another tool. */
function isGenerated({ logical }: Instruction): boolean {
  const { text } = logical;
  return text.includes('{{') || text.includes('{%') || text.includes('<%');
}

/** Whether something is filled in at build time, or was by a generator: nothing can be said of such a text. */
export function isVariable(text: string): boolean {
  return /[$]|%%|\{\{|@@/.test(text);
}
