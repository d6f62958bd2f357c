/** Passing over rules that cannot find anything in a file, at the price of a few look-ups. */
import type { Needs } from '../rules/rule.ts';
import type { Dockerfile, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import { packageUses } from '../syntax/shell/package-uses.ts';
import { runsOf } from '../syntax/shell/runs.ts';
import { rememberLast } from '../text/remember.ts';

/** The needs of a rule, made ready once for all files. */
export interface Requirement {
  /** A bit for each instruction of which one must be there; 0 when none must. */
  readonly instructions: number;
  /** Undefined when none must be there. */
  readonly programs: readonly string[] | undefined;
}

const bits = new Map<InstructionName | undefined, number>();

function bitOf(name: InstructionName | undefined): number {
  let bit = bits.get(name);
  if (bit === undefined) {
    bit = 1 << bits.size;
    bits.set(name, bit);
  }
  return bit;
}

/** Undefined for a rule that can find something in any file. */
export function requirementOf(needs: Needs | undefined): Requirement | undefined {
  if (!needs) return undefined;
  const { instructions = [], programs } = needs;
  return { instructions: instructions.reduce((all, name) => all | bitOf(name), 0), programs };
}

interface Traits {
  readonly instructions: number;
  readonly programs: ReadonlySet<string>;
}

const traitsOf = rememberLast((file: Dockerfile): Traits => {
  let instructions = 0;
  for (const { name, trigger } of file.instructions) {
    instructions |= bitOf(name);
    if (trigger) instructions |= bitOf(trigger.name);
  }
  const programs = new Set<string>();
  for (const run of runsOf(file)) {
    for (const { name } of run.commands) programs.add(name);
    if (run.programs !== run.commands) for (const { name } of run.programs) programs.add(name);
  }
  for (const { manager } of packageUses(file)) programs.add(manager);
  return { instructions, programs };
});

/** Whether the file has what a rule needs to find anything. */
export function hasWhatItNeeds(file: Dockerfile, requirement: Requirement): boolean {
  const traits = traitsOf(file);
  if (requirement.instructions !== 0 && (requirement.instructions & traits.instructions) === 0) return false;
  if (!requirement.programs) return true;
  for (const program of requirement.programs) if (traits.programs.has(program)) return true;
  return false;
}
