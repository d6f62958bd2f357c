/** Passing over rules that cannot find anything in a file, at the price of a few look-ups. */
import type { Needs } from '../rules/rule.ts';
import type { Dockerfile, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import { packageUses } from '../syntax/shell/package-uses.ts';
import { runsOf } from '../syntax/shell/runs.ts';
import { rememberLast } from '../text/remember.ts';

interface Traits {
  readonly instructions: ReadonlySet<InstructionName | undefined>;
  readonly programs: ReadonlySet<string>;
}

const traitsOf = rememberLast((file: Dockerfile): Traits => {
  const instructions = new Set<InstructionName | undefined>();
  for (const { name, trigger } of file.instructions) {
    instructions.add(name);
    if (trigger) instructions.add(trigger.name);
  }
  const programs = new Set<string>();
  for (const run of runsOf(file)) {
    for (const { name } of run.commands) programs.add(name);
    for (const { name } of run.programs) programs.add(name);
  }
  for (const { manager } of packageUses(file)) programs.add(manager);
  return { instructions, programs };
});

/** Whether the file has what a rule needs to find anything. */
export function hasWhatItNeeds(file: Dockerfile, needs: Needs | undefined): boolean {
  if (!needs) return true;
  const { instructions, programs } = traitsOf(file);
  if (needs.instructions && !needs.instructions.some(it => instructions.has(it))) return false;
  return !needs.programs || needs.programs.some(it => programs.has(it));
}
