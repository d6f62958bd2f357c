/**
 * The instructions of a Dockerfile that a rule is about, so that it walks past no others. One walk over a file makes the
 * lists of all rules; those that ask for the same names share one.
 */
import type {
  Dockerfile,
  ExecElement,
  Instruction,
  InstructionName,
  Stage,
  StageInstruction,
} from '../syntax/dockerfile/dockerfile.ts';
import { type Transfer, transferOf } from '../syntax/dockerfile/transfer.ts';
import { rememberLast } from '../text/remember.ts';

/** An instruction of a stage, or the trigger behind an ONBUILD of it. */
export interface Placed extends StageInstruction {
  readonly stage: Stage;
}

/** Chooses every instruction of these names, also triggers and those in front of the first FROM; in order. */
export function anywhere(...names: readonly InstructionName[]): (file: Dockerfile) => readonly Instruction[] {
  const place = placeOf(writtenLists, names);
  return file => chosen(file).written[place] ?? none;
}

/** The same without those in front of the first FROM. */
export function inStages(...names: readonly InstructionName[]): (file: Dockerfile) => readonly Placed[] {
  const place = placeOf(placedLists, names);
  return file => chosen(file).placed[place] ?? none;
}

/** Every COPY and ADD of a stage that has a source and a destination. */
export const transfersOf = rememberLast((file: Dockerfile): readonly PlacedTransfer[] => {
  const transfers: PlacedTransfer[] = [];
  for (const { instruction, stage } of copiesAndAdds(file)) {
    const transfer = transferOf(instruction);
    if (transfer) transfers.push({ transfer, stage });
  }
  return transfers;
});

export interface PlacedTransfer {
  readonly transfer: Transfer;
  readonly stage: Stage;
}

/** Every instruction of a stage that is in exec form. */
export const execFormsOf = rememberLast((file: Dockerfile): readonly PlacedExecForm[] => {
  const forms: PlacedExecForm[] = [];
  for (const stage of file.stages) {
    for (const { instruction } of stage.lifted) {
      const { exec } = instruction;
      if (exec) forms.push({ exec, instruction, stage });
    }
  }
  return forms;
});

export interface PlacedExecForm {
  readonly exec: readonly ExecElement[];
  readonly instruction: Instruction;
  readonly stage: Stage;
}

/** The lists that were asked for, by their names, and for each instruction the places of those it belongs to. */
interface Lists {
  readonly names: string[];
  readonly placesFor: Map<InstructionName | undefined, number[]>;
}

const writtenLists: Lists = { names: [], placesFor: new Map() };
const placedLists: Lists = { names: [], placesFor: new Map() };

function placeOf({ names, placesFor }: Lists, wanted: readonly InstructionName[]): number {
  const name = wanted.toSorted().join(' ');
  const place = names.indexOf(name);
  if (place >= 0) return place;
  for (const it of wanted) placesFor.set(it, [...(placesFor.get(it) ?? []), names.length]);
  return names.push(name) - 1;
}

interface Chosen {
  readonly written: readonly (readonly Instruction[])[];
  readonly placed: readonly (readonly Placed[])[];
}

const chosen = rememberLast(({ instructions, stages }: Dockerfile): Chosen => {
  const written = writtenLists.names.map((): Instruction[] => []);
  const placed = placedLists.names.map((): Placed[] => []);
  let stage: Stage | undefined;
  let next = stages[0];
  const take = (instruction: Instruction, onbuild: Instruction | undefined): void => {
    for (const place of writtenLists.placesFor.get(instruction.name) ?? none) written[place]?.push(instruction);
    const places = stage && placedLists.placesFor.get(instruction.name);
    if (!stage || !places) return;
    const it = { instruction, onbuild, stage };
    for (const place of places) placed[place]?.push(it);
  };
  for (const instruction of instructions) {
    while (next && next.from.index <= instruction.index) {
      stage = next;
      next = stages[stage.index + 1];
    }
    take(instruction, undefined);
    if (instruction.trigger) take(instruction.trigger, instruction);
  }
  return { written, placed };
});

const none: readonly never[] = [];

const copiesAndAdds = inStages('COPY', 'ADD');
