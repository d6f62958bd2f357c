/** Instructions of which only the last one of a stage counts: CMD, ENTRYPOINT, HEALTHCHECK. */
import type { Dockerfile, Instruction } from '../syntax/dockerfile/dockerfile.ts';
import { removeInstruction } from './dockerfile-edits.ts';
import type { Finding, InProject } from './rule.ts';

/** One finding for each instruction of this name that a later one of its stage replaces. */
export function ineffectiveInstructions(
  { path, file }: InProject<Dockerfile>,
  name: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK',
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const stage of file.stages) {
    let last: Instruction | undefined;
    for (let i = stage.instructions.length - 1; i >= 0; i--) {
      const instruction = stage.instructions[i];
      if (instruction?.name !== name) continue;
      if (last) findings.push(findingOf(instruction, last, name, { path, file }));
      else last = instruction;
    }
  }
  return findings;
}

function findingOf(
  instruction: Instruction,
  last: Instruction,
  name: string,
  { path, file }: InProject<Dockerfile>,
): Finding {
  return {
    at: instruction.keyword.span,
    message: `This ${name} has no effect, for a later ${name} of the same stage replaces it; delete it`,
    related: [{ path, at: last.keyword.span, message: `this ${name} counts` }],
    fixes() {
      const edit = removeInstruction(file, instruction);
      return edit ? [{ title: `Delete this ${name}`, safety: 'safe', edits: [edit] }] : [];
    },
  };
}
