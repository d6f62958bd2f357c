// ShellCheck, which the product runs where it is installed. Without it the suites that need it are skipped by name.
import { findOnPath } from './command.ts';
import { installPackages, missing, ready, type Tool } from './tool.ts';

/** The path of the program, installed from Debian where it is missing and that is possible. */
export async function shellCheckTool(): Promise<Tool<string>> {
  const lacking = await installPackages({ shellcheck: 'shellcheck' });
  const found = findOnPath('shellcheck');
  return found === undefined ? missing(lacking ?? 'shellcheck not found') : ready(found);
}
