/** Exec forms that hand a script to a shell or another interpreter, which then reads the operators and variables in it. */
import { isShell } from './commands-of.ts';
import { effectiveCommands } from './effective-commands.ts';
import type { ShellCommand, ShellWord } from './shell.ts';

const interpreters =
  /^(?:python|pypy|perl|ruby|node|nodejs|deno|bun|php|lua|Rscript|pwsh|powershell|cmd|tclsh|groovy|elixir|osascript)[\d.]*(?:\.exe)?$/i;
const codeOptions = /^(?:-[a-zA-Z]*[ceEprR]|--eval|--print|--command|-Command|\/[cCsS]|eval)$/;

/** Whether the words are an interpreter with a script among them: `sh -c …`, `perl -e …`, `su app -c …`, behind an init, too. */
export function holdsScript(command: ShellCommand): boolean {
  const { words } = command;
  return words.some((word, i) => {
    const name = word.value.slice(word.value.lastIndexOf('/') + 1);
    const isInterpreter = isShell(name) || interpreters.test(name) || name === 'su' || name === 'runuser';
    return isInterpreter && words.slice(i + 1).some(it => codeOptions.test(it.value));
  });
}

/** The script of an array that starts with a shell and `-c`, wrappers in front of it not looked through. */
export function shellArrayScript({ name, words }: ShellCommand): ShellWord | undefined {
  if (!isShell(name)) return undefined;
  const at = words.findIndex(({ value }, i) => i > 0 && /^-[a-z]*c$/.test(value));
  return at > 0 ? words[at + 1] : undefined;
}

/** The name of the program behind `tini --`, `env` and other wrappers. */
export function programBehindWrappers(command: ShellCommand): string {
  return effectiveCommands(command)[0]?.name ?? command.name;
}
