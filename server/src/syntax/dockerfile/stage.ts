/** Build stages: each FROM with what follows it. */
import type { Span } from '../../text/span.ts';
import type { Instruction, InstructionName, Stage, StageInstruction } from './dockerfile.ts';

export interface Stages {
  readonly globalArguments: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The last stage of this name, compared without case, or else the one of this zero-based number. */
  find(nameOrIndex: string): Stage | undefined;
}

/**
 * Cuts the instructions of a file into stages. What stands before the first FROM and is no ARG belongs to none; a file
 * without any FROM, as one that is just being written, is one stage.
 */
export function stagesOf(instructions: readonly (Instruction & StageInstruction)[]): Stages {
  const globalArguments: Instruction[] = [];
  const stages: Stage[] = [];
  let byName: Map<string, Stage> | undefined;
  let at = 0;
  if (instructions.length > 0 && !hasNamed(instructions, 'FROM')) {
    stages.push(stageWithoutFrom(instructions));
    at = instructions.length;
  }
  for (; at < instructions.length; at++) {
    const instruction = instructions[at];
    if (instruction?.name === 'FROM') break;
    if (instruction?.name === 'ARG') globalArguments.push(instruction);
  }
  while (at < instructions.length) {
    const from = instructions[at];
    if (!from) break;
    let end = at + 1;
    while (end < instructions.length && instructions[end]?.name !== 'FROM') end++;
    const own = instructions.slice(at + 1, end);
    const whole = { start: from.span.start, end: (own.at(-1) ?? from).span.end };
    const stage = stageOf(from, whole, stages.length, own, byName);
    stages.push(stage);
    if (stage.name) {
      byName ??= new Map();
      byName.set(stage.name.value.toLowerCase(), stage);
    }
    at = end;
  }
  return {
    globalArguments,
    stages,
    find(nameOrIndex) {
      const named = byName?.get(nameOrIndex.toLowerCase());
      if (named) return named;
      return /^\d{1,9}$/.test(nameOrIndex) ? stages[Number(nameOrIndex)] : undefined;
    },
  };
}

function stageOf(
  from: Instruction,
  span: Span,
  index: number,
  instructions: readonly (Instruction & StageInstruction)[],
  earlier: ReadonlyMap<string, Stage> | undefined,
): Stage {
  const [base, as, name] = from.arguments;
  return {
    from,
    index,
    span,
    base,
    name: as?.value.toLowerCase() === 'as' ? name : undefined,
    platform: from.flags.find(flag => flag.name.value === 'platform'),
    instructions,
    lifted: liftedFrom(instructions),
    parent: base && earlier?.get(base.value.toLowerCase()),
  };
}

function hasNamed(instructions: readonly Instruction[], name: InstructionName): boolean {
  for (const instruction of instructions) if (instruction.name === name) return true;
  return false;
}

/** Most stages have no ONBUILD: then the instructions stand for themselves. */
function liftedFrom(instructions: readonly (Instruction & StageInstruction)[]): readonly StageInstruction[] {
  if (!hasNamed(instructions, 'ONBUILD')) return instructions;
  const lifted: StageInstruction[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'ONBUILD') lifted.push(instruction);
    else if (instruction.trigger) lifted.push({ instruction: instruction.trigger, onbuild: instruction });
  }
  return lifted;
}

/** Its `from` is empty, so that whoever looks for a base image, a name or a flag finds none. */
function stageWithoutFrom(instructions: readonly (Instruction & StageInstruction)[]): Stage {
  const start = instructions[0]?.span.start ?? 0;
  const nothing = { start, end: start };
  const from: Instruction = {
    span: nothing,
    keyword: { span: nothing, value: '' },
    name: 'FROM',
    index: -1,
    flags: [],
    argumentsSpan: nothing,
    arguments: [],
    exec: undefined,
    pairs: [],
    variables: [],
    heredocs: [],
    trigger: undefined,
    emptyContinuationLines: [],
    logical: {
      text: '',
      toFile: () => start,
      spanInFile: () => nothing,
      placeOf: () => nothing,
      script: { text: '', start: 0, placeOf: () => nothing },
      commands: undefined,
      transfer: undefined,
    },
  };
  return stageOf(from, { start, end: instructions.at(-1)?.span.end ?? start }, 0, instructions, undefined);
}
