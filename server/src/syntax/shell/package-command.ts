/** A command as one of a package manager: what it does, with which options and to which packages. */
import type { PackageAction, PackageManager, PackageManagerName } from '../../catalog/package-managers.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { commandKind, kindsOf, programNamed, programRunBy } from './program-kinds.ts';
import type { ShellCommand, ShellWord } from './shell.ts';

export interface PackageCommand {
  readonly manager: PackageManagerName;
  /** The program as called, without its folder: `apt-get`, `pip3.11`, `microdnf`; `uv-pip` for `uv pip`. */
  readonly program: string;
  readonly command: ShellCommand;
  /** The words that name the program: one, or three for `python3 -m pip`, two for `uv pip`. */
  readonly programWords: readonly ShellWord[];
  /** The word in front of the subcommand that says what it is about, as in `module install`; undefined for none. */
  readonly section: ShellWord | undefined;
  readonly subcommand: ShellWord;
  /** Undefined for a subcommand that is none of them. */
  readonly action: PackageAction | undefined;
  readonly line: CommandLine;
  /** What stands behind the subcommand and is no option: packages, files, addresses, groups, as written. */
  readonly operands: readonly ShellWord[];
}

/** Undefined for any other command, and for one without a subcommand, as `apk --version`. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  // Most commands are none.
  if ((kindsOf(command) & commandKind.packageManager) === 0) return undefined;
  command.asPackageCommand ??= read(command) ?? 'none';
  return command.asPackageCommand === 'none' ? undefined : command.asPackageCommand;
}

function read(command: ShellCommand): PackageCommand | undefined {
  const skipped = wordsBeforeProgram(command);
  const word = command.words[skipped];
  if (!word) return undefined;
  const program = skipped === 0 ? command.name : command.name === 'uv' ? 'uv-pip' : word.value;
  const known = skipped === 0 ? programRunBy(command) : programNamed(program);
  const found = known?.manager ?? (isPipOfVersion.test(program) ? programNamed('pip3')?.manager : undefined);
  if (!found) return undefined;
  const line = commandLine(skipped === 0 ? command : { words: command.words.slice(skipped) }, found);
  const [first, second] = line.operands;
  // `yarn global add x`, `dnf module install x`; in `npm -g install x` the option is none of the operands.
  const section = first && second && found.sections.has(first.value) ? first : undefined;
  const subcommand = section ? second : first;
  if (!subcommand) return bareYarn(command, found, line, word);
  return {
    manager: found.name,
    program,
    command,
    programWords: command.words.slice(0, skipped + 1),
    section,
    subcommand,
    action: found.subcommands.get(subcommand.value),
    line,
    operands: line.operands.slice(section ? 2 : 1),
  };
}

const isPipOfVersion = /^pip[23]?\.\d+$/;

/** `yarn` alone installs what package.json names. */
function bareYarn(
  command: ShellCommand,
  { name }: PackageManager,
  line: CommandLine,
  word: ShellWord,
): PackageCommand | undefined {
  const informs = line.options.some(it => ['--version', '-v', '--help', '-h'].includes(it.name));
  if (name !== 'yarn' || informs) return undefined;
  return {
    manager: name,
    program: command.name,
    command,
    programWords: [word],
    section: undefined,
    subcommand: word,
    action: 'install',
    line,
    operands: [],
  };
}

/** `python3 -m pip` and `uv pip` are pip. */
function wordsBeforeProgram({ name, words }: ShellCommand): number {
  if (name.startsWith('py') && /^(?:python|pypy)[\d.]*$/.test(name)) {
    const module = words.findIndex(it => it.value === '-m');
    return module > 0 && /^pip\d?$/.test(words[module + 1]?.value ?? '') ? module + 1 : 0;
  }
  return name === 'uv' && words[1]?.value === 'pip' ? 1 : 0;
}
