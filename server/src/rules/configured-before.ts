/** Whether something is configured for the commands of an instruction by what stands in front of it in the image. */
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import { rememberLast } from '../text/remember.ts';

interface Place {
  readonly stage: Stage;
  readonly instruction: Instruction;
}

export interface Configuration {
  /** What configures it, wherever it stands in an instruction. */
  readonly words: RegExp;
  /** A file that a COPY or ADD brings, whose contents are not known. */
  readonly isConfiguration: RegExp;
}

/** By stage: where its first instruction begins that configures it. */
type FirstPlaces = ReadonlyMap<Stage, number>;

const placesOf = rememberLast((_: Dockerfile) => new Map<Configuration, FirstPlaces>());

/**
 * Whether an instruction in front of it in the stage or in one below, or itself, configures it. `configuration` is to be
 * the same object for each call, so that a file is searched once.
 */
export function isConfiguredBefore(
  file: Dockerfile,
  { stage, instruction }: Place,
  configuration: Configuration,
): boolean {
  const known = placesOf(file);
  const places = known.get(configuration) ?? firstPlaces(file, configuration);
  known.set(configuration, places);
  if (places.size === 0) return false;
  return stageChain(stage).some(it => {
    const first = places.get(it);
    return first !== undefined && (it !== stage || first <= instruction.span.start);
  });
}

function firstPlaces({ text, stages }: Dockerfile, { words, isConfiguration }: Configuration): FirstPlaces {
  const places = new Map<Stage, number>();
  if (!words.test(text) && !isConfiguration.test(text)) return places;
  for (const stage of stages) {
    const first = stage.instructions.find(it => {
      const own = text.slice(it.span.start, it.span.end);
      return words.test(own) || ((it.name === 'COPY' || it.name === 'ADD') && isConfiguration.test(own));
    });
    if (first) places.set(stage, first.span.start);
  }
  return places;
}
