/** Views of a stage that many rules need: what it is built on, and its instructions with ONBUILD triggers lifted out. */
import type { Instruction, Stage } from './dockerfile.ts';

/** A chain longer than this is a circle or an attack. */
const maxChain = 1000;

/** The stage and those it is built on, oldest first. */
export function stageChain(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at && chain.length < maxChain; at = at.parent) chain.push(at);
  return chain.reverse();
}

/** An instruction of a stage, or one that ONBUILD leaves to images built on it. */
export interface StageInstruction {
  readonly instruction: Instruction;
  /** The ONBUILD around it; undefined for one that runs in this build. */
  readonly onbuild: Instruction | undefined;
}

const lifted = new WeakMap<Stage, readonly StageInstruction[]>();

/** The instructions behind FROM in order; in place of an ONBUILD its trigger, an ONBUILD without one left out. */
export function instructionsOf(stage: Stage): readonly StageInstruction[] {
  const known = lifted.get(stage);
  if (known) return known;
  const all = stage.instructions.flatMap((instruction): readonly StageInstruction[] => {
    if (instruction.name !== 'ONBUILD') return [{ instruction, onbuild: undefined }];
    return instruction.trigger ? [{ instruction: instruction.trigger, onbuild: instruction }] : [];
  });
  lifted.set(stage, all);
  return all;
}

/** The instructions that took effect before `instruction` of `stage`: those of the stages below, then its own; no triggers. */
export function* precedingInChain(stage: Stage, instruction: Instruction): Iterable<Instruction> {
  for (const it of stageChain(stage)) {
    for (const earlier of it.instructions) {
      if (it === stage && earlier.index >= instruction.index) return;
      yield earlier;
    }
  }
}
