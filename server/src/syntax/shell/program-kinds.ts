/**
 * What commands are about, as bits, so that a RUN can say of all its commands at once what is among them: most rules ask
 * about something that most RUNs do not have, and need not look at the commands then.
 */
import { type PackageManager, packageManagers } from '../../catalog/package-managers.ts';
import { codeAt } from '../../text/string-methods.ts';
import { programsOfWrappers } from './effective-commands.ts';
import { isPipe, type ShellCommand } from './shell.ts';
import { WordSieve } from './word-sieve.ts';

export const commandKind = {
  /** Runs other programs: `sudo`, `sh -c`. */
  wrapper: 1,
  /** May be a manager of packages. */
  packageManager: 2,
  /** May fetch something and write it to its output. */
  downloader: 4,
  /** Fetches something in another way. */
  fetcher: 8,
  compiler: 16,
  remover: 32,
  /** Behind `|` or `|&`. */
  piped: 64,
  /** With `NAME=value` in front of it, or one that sets such variables for those behind it. */
  assigning: 128,
  /** Named with a capital first. */
  capital: 256,
} as const;

export type CommandKind = keyof typeof commandKind;

/** What its name alone tells about a program. Found once for a command, which keeps it. */
export interface Program {
  /** Bits of `commandKind`. */
  readonly kinds: number;
  /** Undefined for a program that is no package manager, or one under a name of its own. */
  readonly manager: PackageManager | undefined;
  /** Bits of the lists in which rules name it, kept here for `requirementOf`. */
  lists: number;
}

/** The programs of which more is known than of any other. */
const programs = new Map<string, Program>();
const mayBeKnown = new WordSieve();

function addProgram(name: string, kinds: number, manager?: PackageManager): Program {
  const known = programs.get(name);
  const program: Program = {
    kinds: (known?.kinds ?? 0) | kinds,
    manager: manager ?? known?.manager,
    lists: known?.lists ?? 0,
  };
  programs.set(name, program);
  mayBeKnown.add(name);
  return program;
}

function addPrograms(kind: number, names: Iterable<string>): void {
  for (const name of names) addProgram(name, kind);
}

addPrograms(commandKind.wrapper, programsOfWrappers());
for (const it of packageManagers) for (const name of it.programs) addProgram(name, commandKind.packageManager, it);
addPrograms(commandKind.packageManager, ['uv', 'rpm', 'dnf5', 'dnf-3', 'tdnf', 'microdnf']);
addPrograms(commandKind.downloader, ['curl', 'wget', 'aria2c', 'fetch']);
addPrograms(commandKind.fetcher, ['git', 'wget2', 'yum-config-manager', 'dnf-config-manager']);
addPrograms(commandKind.remover, ['rm']);
addPrograms(commandKind.assigning, ['export', 'local', 'declare', 'readonly']);
addPrograms(commandKind.compiler, ['go', 'cargo', 'cross', 'rustc', 'make', 'gmake', 'ninja', 'cmake']);
addPrograms(commandKind.compiler, ['javac', 'mvn', 'mvnw', 'gradle', 'gradlew', 'dotnet']);
addPrograms(commandKind.compiler, ['ghc', 'stack', 'cabal', 'swift', 'swiftc', 'nim', 'zig']);

const cCompiler = /^(?:[\w]+-linux-gnu\w*-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/;
/** With what the name of every C compiler ends: `gcc`, `g++`, `clang`, `gcc-12`. */
const lastOfCompiler = new Uint8Array(128);
for (const character of 'c+g0123456789') lastOfCompiler[character.charCodeAt(0)] = 1;

/** Whether the program of this name is one that compiles C or C++. */
export function isCCompiler(name: string): boolean {
  return name !== '' && lastOfCompiler[codeAt(name, name.length - 1)] === 1 && cCompiler.test(name);
}

const A = 65;
const Z = 90;
const P = 112;

/** The program of this name; undefined for one of which nothing is known. */
export function programNamed(name: string): Program | undefined {
  const { length } = name;
  if (length === 0 || !mayBeKnown.has(codeAt(name, 0), codeAt(name, length - 1), length)) return undefined;
  return programs.get(name);
}

/** The same for the program a command runs. */
export function programRunBy(command: ShellCommand): Program | undefined {
  command.program ??= programNamed(command.name);
  return command.program;
}

/** For a program that a rule names: what is written into it holds for all commands that run it. */
export function ensureProgram(name: string): Program {
  return programNamed(name) ?? addProgram(name, kindsOfUnknown(name));
}

/** The bits of one command. */
export function kindsOf(command: ShellCommand): number {
  command.kinds ??= readKinds(command);
  return command.kinds;
}

function readKinds(command: ShellCommand): number {
  const { name, before, assignments } = command;
  let kinds = name === '' ? 0 : (programRunBy(command)?.kinds ?? kindsOfUnknown(name));
  if (isPipe(before)) kinds |= commandKind.piped;
  return assignments.length > 0 ? kinds | commandKind.assigning : kinds;
}

function kindsOfUnknown(name: string): number {
  const first = codeAt(name, 0);
  const compiler = isCCompiler(name) ? commandKind.compiler : 0;
  if (first >= A && first <= Z) return compiler | commandKind.capital;
  // pip is called by many names, and as a module of Python and PyPy.
  return first === P ? compiler | commandKind.packageManager : compiler;
}
