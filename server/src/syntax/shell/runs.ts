/**
 * Every RUN of a Dockerfile with the shell that runs it and its commands: the one view through which rules look at what
 * is executed while an image is built. Made once for a file.
 */

import { rememberLast } from '../../text/remember.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import { type ShellInForce, shellAt } from '../dockerfile/shell-in-force.ts';
import { commandsOf } from './commands-of.ts';
import { effectiveCommands } from './effective-commands.ts';
import { commandKind, kindsOf } from './program-kinds.ts';
import type { ShellCommand } from './shell.ts';

export interface Run {
  readonly stage: Stage;
  /** The RUN; inside ONBUILD it is the trigger. */
  readonly instruction: Instruction;
  /** The ONBUILD around it; undefined for one that runs in this build. */
  readonly onbuild: Instruction | undefined;
  /** What runs its shell form. In exec form it does not count. */
  readonly shell: ShellInForce;
  /** The commands as written, in order; none when another shell than a POSIX one reads them. */
  readonly commands: readonly ShellCommand[];
  /** The commands that really run: those behind `sudo`, `env` … and in `sh -c '…'` in place of these. */
  readonly programs: readonly ShellCommand[];
  /** What is among commands and programs, as bits of `commandKind`. */
  readonly kinds: number;
}

/** In order of the file; those in front of the first FROM, which the builder refuses, left out. */
export const runsOf = rememberLast((file: Dockerfile): readonly Run[] => {
  const runs: Run[] = [];
  for (const stage of file.stages) {
    for (const { instruction, onbuild } of stage.lifted) {
      if (instruction.name !== 'RUN') continue;
      const shell = shellAt(file, stage, instruction);
      const commands = instruction.exec || shell.language === 'posix' ? commandsOf(instruction) : [];
      let kinds = 0;
      for (const it of commands) kinds |= kindsOf(it);
      let programs = commands;
      if ((kinds & commandKind.wrapper) !== 0) {
        const all: ShellCommand[] = [];
        for (const it of commands) {
          if ((kindsOf(it) & commandKind.wrapper) === 0) all.push(it);
          else for (const inner of effectiveCommands(it)) all.push(inner);
        }
        for (const it of all) kinds |= kindsOf(it);
        programs = all;
      }
      runs.push({ stage, instruction, onbuild, shell, commands, programs, kinds });
    }
  }
  return runs;
});
