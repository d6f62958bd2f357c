/** What a stage is built on, and what took effect before one of its instructions. */
import type { Instruction, InstructionName, Stage } from './dockerfile.ts';

/** A chain longer than this is a circle or an attack. */
const maxChain = 1000;

/** The stage and those it is built on, oldest first. */
export function stageChain(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at && chain.length < maxChain; at = at.parent) chain.push(at);
  return chain.reverse();
}

/** The last one of this name; undefined when there is none. */
export function lastNamed(instructions: readonly Instruction[], name: InstructionName): Instruction | undefined {
  for (let i = instructions.length - 1; i >= 0; i--) if (instructions[i]?.name === name) return instructions[i];
  return undefined;
}

/** The same in the stage, or else in those it is built on. */
export function lastNamedInChain(stage: Stage, name: InstructionName): Instruction | undefined {
  let at: Stage | undefined = stage;
  for (let steps = 0; at && steps < maxChain; steps++) {
    const found = lastNamed(at.instructions, name);
    if (found) return found;
    at = at.parent;
  }
  return undefined;
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
