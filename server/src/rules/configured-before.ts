/** Whether something is configured for the commands of an instruction by what stands in front of it in the image. */
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { precedingInChain } from '../syntax/dockerfile/stage-chain.ts';

interface Place {
  readonly stage: Stage;
  readonly instruction: Instruction;
}

/**
 * Whether `words` stand in an instruction in front of it in the stage or those below, or in itself; or whether a COPY or
 * ADD there brings a file that `isConfiguration` names, whose contents are not known.
 */
export function isConfiguredBefore(
  file: Dockerfile,
  { stage, instruction }: Place,
  { words, isConfiguration }: { readonly words: RegExp; readonly isConfiguration: RegExp },
): boolean {
  const { text } = file;
  if (!words.test(text) && !isConfiguration.test(text)) return false;
  const tells = (it: Instruction) => {
    const own = text.slice(it.span.start, it.span.end);
    return words.test(own) || ((it.name === 'COPY' || it.name === 'ADD') && isConfiguration.test(own));
  };
  if (tells(instruction)) return true;
  for (const it of precedingInChain(stage, instruction)) if (tells(it)) return true;
  return false;
}
