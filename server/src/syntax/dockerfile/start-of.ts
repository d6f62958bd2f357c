/** What an image starts: the ENTRYPOINT and CMD that are in force at the end of a stage. */
import type { Instruction, Stage } from './dockerfile.ts';
import { lastNamed, stageChain } from './stage-chain.ts';

export interface StartInstructions {
  readonly entrypoint: Instruction | undefined;
  /** Undefined also where an ENTRYPOINT of a stage above has taken back the CMD of one below. */
  readonly cmd: Instruction | undefined;
}

/** Undefined parts come from the base image, if at all. */
export function startOf(stage: Stage): StartInstructions {
  let entrypoint: Instruction | undefined;
  let cmd: Instruction | undefined;
  for (const it of stageChain(stage)) {
    const own = lastNamed(it.instructions, 'CMD');
    const ownEntrypoint = lastNamed(it.instructions, 'ENTRYPOINT');
    // An ENTRYPOINT empties the CMD that came with the image it is built on.
    if (ownEntrypoint) {
      entrypoint = ownEntrypoint;
      cmd = own;
    } else cmd = own ?? cmd;
  }
  return { entrypoint, cmd };
}
