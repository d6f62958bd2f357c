/**
 * Passing over rules that cannot find anything in a file. What rules need and what a file has are bits, so that the
 * question costs three looks for a rule.
 */
import type { DockerfileTrait, Needs } from '../rules/rule.ts';
import type { Dockerfile, Instruction, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import { packageUses } from '../syntax/shell/package-uses.ts';
import { runsOf } from '../syntax/shell/runs.ts';

/** Of each number one bit must be set in the file's. */
export interface Requirement {
  readonly instructions: number;
  readonly has: number;
  readonly programs: number;
}

/** The bits of all that a file has; `always` is set in each number. */
export type Traits = Requirement;

/** What a rule needs that asks for nothing. */
const always = 1;
const nothing: Requirement = { instructions: always, has: always, programs: always };
/** Further ones share a bit, so that some rules are asked in vain. */
const bitsBesideAlways = 30;

const traitBits: Readonly<Record<DockerfileTrait, number>> = {
  flag: 2,
  platform: 4,
  'stage name': 8,
  'several stages': 16,
  'exec form': 32,
  'unknown instruction': 64,
  directive: 128,
  comment: 256,
  problem: 512,
  'keyword not in capitals': 1024,
  variable: 2048,
  'variable in FROM': 4096,
  heredoc: 8192,
};

const bitOfInstruction = new Map<InstructionName | undefined, number>();
/** A bit for each list of programs that a rule has, and for each program the bits of the lists that name it. */
const bitOfList = new Map<string, number>();
const bitsOfProgram = new Map<string, number>();

function nextBit({ size }: ReadonlyMap<unknown, number>): number {
  return always << (1 + (size % bitsBesideAlways));
}

function instructionBit(name: InstructionName | undefined): number {
  let bit = bitOfInstruction.get(name);
  if (bit === undefined) {
    bit = nextBit(bitOfInstruction);
    bitOfInstruction.set(name, bit);
  }
  return bit;
}

function listBit(programs: readonly string[]): number {
  const key = programs.join(' ');
  let bit = bitOfList.get(key);
  if (bit === undefined) {
    bit = nextBit(bitOfList);
    bitOfList.set(key, bit);
    for (const program of programs) bitsOfProgram.set(program, (bitsOfProgram.get(program) ?? 0) | bit);
  }
  return bit;
}

/** The needs of a rule, made ready once for all files. */
export function requirementOf(needs: Needs | undefined): Requirement {
  if (!needs) return nothing;
  const { instructions, has, programs } = needs;
  return {
    instructions: instructions ? instructions.reduce((all, name) => all | instructionBit(name), 0) : always,
    has: has ? has.reduce((all, trait) => all | traitBits[trait], 0) : always,
    programs: programs ? listBit(programs) : always,
  };
}

/** What the file has, for the requirements that were made ready before. */
export function traitsOf(file: Dockerfile): Traits {
  let instructions = always;
  let has = always;
  for (const instruction of file.instructions) {
    const { trigger } = instruction;
    instructions |= instructionBit(instruction.name);
    has |= traitsOfInstruction(instruction);
    if (!trigger) continue;
    instructions |= instructionBit(trigger.name);
    has |= traitsOfInstruction(trigger);
  }
  for (const { name, platform, from, base } of file.stages) {
    if (from.variables.length > 0 || base?.raw.includes('$')) has |= traitBits['variable in FROM'];
    if (name) has |= traitBits['stage name'];
    if (platform) has |= traitBits.platform;
  }
  if (file.stages.length > 1) has |= traitBits['several stages'];
  if (file.directives.length > 0) has |= traitBits.directive;
  if (file.comments.length > 0) has |= traitBits.comment;
  if (file.problems.length > 0) has |= traitBits.problem;
  let programs = always;
  for (const run of runsOf(file)) {
    for (const { name } of run.commands) programs |= bitsOfProgram.get(name) ?? 0;
    if (run.programs !== run.commands) for (const { name } of run.programs) programs |= bitsOfProgram.get(name) ?? 0;
  }
  for (const { manager } of packageUses(file)) programs |= bitsOfProgram.get(manager) ?? 0;
  return { instructions, has, programs };
}

function traitsOfInstruction(instruction: Instruction): number {
  const { name, keyword } = instruction;
  let has = 0;
  if (instruction.flags.length > 0) has |= traitBits.flag;
  if (instruction.exec) has |= traitBits['exec form'];
  if (instruction.heredocs.length > 0) has |= traitBits.heredoc;
  if (name === undefined) return has | traitBits['unknown instruction'];
  if (keyword.value !== name) has |= traitBits['keyword not in capitals'];
  // The variables of a script are read only when somebody asks.
  const isScript = name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT';
  return !isScript && instruction.variables.length > 0 ? has | traitBits.variable : has;
}

/** Whether the file has what a rule needs to find anything. */
export function hasWhatItNeeds(traits: Traits, requirement: Requirement): boolean {
  return (
    (traits.instructions & requirement.instructions) !== 0 &&
    (traits.has & requirement.has) !== 0 &&
    (traits.programs & requirement.programs) !== 0
  );
}
