// Runs Compose in a terminal, against the engine that Slipway shows.
import * as vscode from 'vscode';
import {
  type ComposeProgram,
  type ComposeProject,
  composeArguments,
  findCompose,
} from '../../engine/compose-program.ts';
import { engineEnvironment } from '../../engine/reach/engine-environment.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { runInTerminal } from '../../terminals/program-terminal.ts';
import type { Parts } from '../command.ts';

export interface ComposeCall {
  readonly program: ComposeProgram;
  readonly environment: NodeJS.ProcessEnv;
}

/** Rejects in Restricted Mode: a Compose file can have anything built and run. */
export async function composeFor(parts: Parts): Promise<ComposeCall> {
  if (!vscode.workspace.isTrusted)
    throw new Error('In Restricted Mode Slipway does not run Compose: trust this workspace first.');
  const environment = await engineEnvironment(parts.engines, process.env);
  return { program: await findCompose(environment), environment };
}

/** Whether it succeeded. A failure is shown with a way to its output; giving up is not. */
export async function runCompose(
  { program, environment }: ComposeCall,
  project: ComposeProject,
  verb: readonly string[],
  title: string,
): Promise<boolean> {
  const run = runInTerminal({
    name: title,
    icon: 'layers',
    command: program.command,
    args: composeArguments(program, project, verb),
    folder: project.folder,
    environment,
  });
  const code = await run.ended;
  if (code !== undefined && code !== 0) {
    const show = 'Show Output';
    void vscode.window
      .showErrorMessage(withoutLinks(`Slipway: ${title} failed with exit code ${code}.`), show)
      .then(choice => choice === show && run.show());
  }
  return code === 0;
}
