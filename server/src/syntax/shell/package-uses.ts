/** Every call of a package manager in the RUNs of a Dockerfile, looked through wrappers. Made once for a file. */

import { rememberLast } from '../../text/remember.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { type PackageCommand, packageCommand } from './package-command.ts';
import { commandKind } from './program-kinds.ts';
import { type Run, runsOf } from './runs.ts';
import type { ShellCommand } from './shell.ts';

export interface PackageUse extends PackageCommand {
  readonly run: Run;
  /** Its place in `run.programs`. */
  readonly index: number;
}

/** In order of the file. */
export const packageUses = rememberLast((file: Dockerfile): readonly PackageUse[] => {
  const uses: PackageUse[] = [];
  for (const run of runsOf(file)) {
    if ((run.kinds & commandKind.packageManager) === 0) continue;
    const { programs } = run;
    for (let index = 0; index < programs.length; index++) {
      const command = programs[index];
      const found = command && packageCommand(command);
      if (found) uses.push(useOf(found, run, index));
    }
  }
  return uses;
});

/** Field by field, for a spread of so many takes longer than to find the command. */
function useOf(found: PackageCommand, run: Run, index: number): PackageUse {
  const { manager, program, command, programWords, section, subcommand, action, line, operands } = found;
  return { manager, program, command, programWords, section, subcommand, action, line, operands, run, index };
}

/** The programs of the same RUN that come behind it. */
export function programsBehind({ run, index }: PackageUse): readonly ShellCommand[] {
  return run.programs.slice(index + 1);
}

/** The command as written that the use came out of: the use's own, or a wrapper such as `sudo` or `sh -c`. */
export function writtenCommand({ run, command }: PackageUse): ShellCommand {
  if (run.commands.includes(command)) return command;
  const around = run.commands.findLast(
    it => it.span.start <= command.span.start && command.span.end <= it.span.end && it.words.length > 0,
  );
  return around ?? command;
}
