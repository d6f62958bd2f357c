/** Instructions of which only the last one of a stage counts: CMD, ENTRYPOINT, HEALTHCHECK. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { removeInstruction } from './dockerfile-edits.ts';
import type { Finding, InProject } from './rule.ts';

/** One finding for each instruction of this name that a later one of its stage replaces. */
export function ineffectiveInstructions(
  { path, file }: InProject<Dockerfile>,
  name: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK',
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const stage of file.stages) {
    const last = stage.instructions.findLast(it => it.name === name);
    if (!last) continue;
    for (const instruction of stage.instructions) {
      if (instruction === last) break;
      if (instruction.name !== name) continue;
      findings.push({
        at: instruction.keyword.span,
        message: `This ${name} has no effect, for a later ${name} of the same stage replaces it; delete it`,
        related: [{ path, at: last.keyword.span, message: `this ${name} counts` }],
        fixes() {
          const edit = removeInstruction(file, instruction);
          return edit ? [{ title: `Delete this ${name}`, safety: 'safe', edits: [edit] }] : [];
        },
      });
    }
  }
  return findings;
}
