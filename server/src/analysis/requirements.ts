/**
 * Passing over rules that cannot find anything in a file. What rules need and what a file has are bits, so that the
 * question costs three looks for a rule.
 */
import { mayNameArchitecture } from '../rules/built-for.ts';
import type { DockerfileTrait, Needs } from '../rules/rule.ts';
import type { Dockerfile, Instruction, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import { isPlain } from '../syntax/dockerfile/expand.ts';
import { packageUses } from '../syntax/shell/package-uses.ts';
import { commandKind, ensureProgram, programNamed, programRunBy } from '../syntax/shell/program-kinds.ts';
import { runsOf } from '../syntax/shell/runs.ts';

/** Of each number one bit must be set in the file's. */
export interface Requirement {
  readonly instructions: number;
  readonly has: number;
  readonly programs: number;
  readonly commands: number;
  /** Enough in their place. */
  readonly or?: Requirement | undefined;
}

/** The bits of all that a file has; what stands for no need at all is set in each number. */
export type Traits = Omit<Requirement, 'or'>;

/** What a rule needs that asks for nothing. */
const always = 1;
/** The same beside the bits of `commandKind`. */
const anyCommand = 1 << 30;
const nothing: Traits & Requirement = { instructions: always, has: always, programs: always, commands: anyCommand };
/** Of a file that is no Dockerfile: only rules that need nothing can find anything in it. */
export const noTraits: Traits = nothing;
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
  'odd FROM': 16_384,
  'few arguments': 32_768,
  bracket: 65_536,
  scratch: 131_072,
  'architecture in FROM': 262_144,
};

const bitOfInstruction = new Map<InstructionName | undefined, number>();
/** A bit for each list of programs that a rule has. */
const bitOfList = new Map<string, number>();

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
    for (const program of programs) ensureProgram(program).lists |= bit;
  }
  return bit;
}

/** The needs of a rule, made ready once for all files. */
export function requirementOf(needs: Needs | undefined): Requirement {
  if (!needs) return nothing;
  const { instructions, has, programs, commands, or } = needs;
  return {
    instructions: instructions ? instructions.reduce((all, name) => all | instructionBit(name), 0) : always,
    has: has ? has.reduce((all, trait) => all | traitBits[trait], 0) : always,
    programs: programs ? listBit(programs) : always,
    commands: commands ? commands.reduce((all, kind) => all | commandKind[kind], 0) : anyCommand,
    or: or && requirementOf(or),
  };
}

/** What the file has, for the requirements that were made ready before. */
export function traitsOf(file: Dockerfile): Traits {
  let instructions = always;
  let has = always;
  for (const instruction of file.instructions) {
    const { trigger } = instruction;
    instructions |= instructionBit(instruction.name);
    has |= traitsOfInstruction(instruction, file.text);
    if (!trigger) continue;
    instructions |= instructionBit(trigger.name);
    has |= traitsOfInstruction(trigger, file.text);
  }
  let mayComeToScratch = false;
  for (const { name, platform, from, base } of file.stages) {
    if (from.variables.length > 0 || base?.raw.includes('$')) has |= traitBits['variable in FROM'];
    if (name) has |= traitBits['stage name'];
    if (platform) has |= traitBits.platform;
    if (!base) continue;
    if (base.value === 'scratch') has |= traitBits.scratch;
    else if (!isPlain(base.raw)) mayComeToScratch = true;
  }
  if (mayNameArchitecture(file)) has |= traitBits['architecture in FROM'];
  if (mayComeToScratch && file.text.includes('scratch')) has |= traitBits.scratch;
  if (file.stages.length > 1) has |= traitBits['several stages'];
  if (file.directives.length > 0) has |= traitBits.directive;
  if (file.comments.length > 0) has |= traitBits.comment;
  if (file.problems.length > 0) has |= traitBits.problem;
  // One that stands by itself is a blank to the builder, so that what is written says little.
  if (file.text.includes('\r')) has |= traitBits['few arguments'];
  let programs = always;
  let commands = anyCommand;
  for (const run of runsOf(file)) {
    commands |= run.kinds;
    for (const it of run.commands) programs |= programRunBy(it)?.lists ?? 0;
    if (run.programs !== run.commands) for (const it of run.programs) programs |= programRunBy(it)?.lists ?? 0;
  }
  for (const { manager } of packageUses(file)) programs |= programNamed(manager)?.lists ?? 0;
  return { instructions, has, programs, commands };
}

const bracket = 91;

function traitsOfInstruction(instruction: Instruction, text: string): number {
  const { name, logical } = instruction;
  let has = 0;
  if (text.charCodeAt(logical.toFile(0)) === bracket && !instruction.exec) has |= traitBits.bracket;
  if (instruction.flags.length > 0) has |= traitBits.flag;
  if (instruction.exec) has |= traitBits['exec form'];
  if (instruction.heredocs.length > 0) has |= traitBits.heredoc;
  if (name === undefined) return has | traitBits['unknown instruction'];
  // One that stands there as it is need not be taken out of the text.
  const isInCapitals = text.startsWith(name, instruction.span.start) || instruction.keyword.value === name;
  if (!isInCapitals) has |= traitBits['keyword not in capitals'];
  // The variables of a script are read only when somebody asks.
  if (name === 'RUN' || name === 'CMD') return has;
  if (name !== 'ENTRYPOINT' && instruction.variables.length > 0) has |= traitBits.variable;
  const { arguments: words } = instruction;
  if (name === 'FROM') return isPlainFrom(words) ? has : has | traitBits['odd FROM'];
  return hasFew(name, words.length) ? has | traitBits['few arguments'] : has;
}

function isPlainFrom(words: Instruction['arguments']): boolean {
  return words.length === 1 || (words.length === 3 && words[1]?.value.toLowerCase() === 'as');
}

function hasFew(name: InstructionName, count: number): boolean {
  if (count !== 1) return count === 0;
  return name === 'ADD' || name === 'COPY' || name === 'HEALTHCHECK' || name === 'ENV' || name === 'LABEL';
}

/** Many requirements, numbers side by side: in objects far apart each would have to be fetched from memory for itself. */
export class Requirements {
  /** Four numbers for each set that is enough. */
  readonly #bits: number[] = [];
  /** The place, in the order of adding, of whose requirement each set is. */
  readonly #of: number[] = [];
  #count = 0;

  add(requirement: Requirement): void {
    for (let it: Requirement | undefined = requirement; it; it = it.or) {
      this.#bits.push(it.instructions, it.has, it.programs, it.commands);
      this.#of.push(this.#count);
    }
    this.#count++;
  }

  /** The places of those that are met, each once and in order. */
  metBy({ instructions, has, programs, commands }: Traits): readonly number[] {
    const bits = this.#bits;
    const met: number[] = [];
    let last = -1;
    for (let i = 0, at = 0; i < this.#of.length; i++, at += 4) {
      if (
        ((bits[at] ?? 0) & instructions) === 0 ||
        ((bits[at + 1] ?? 0) & has) === 0 ||
        ((bits[at + 2] ?? 0) & programs) === 0 ||
        ((bits[at + 3] ?? 0) & commands) === 0
      )
        continue;
      const of = this.#of[i] ?? 0;
      if (of !== last) met.push(of);
      last = of;
    }
    return met;
  }
}
