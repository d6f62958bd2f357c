/** A Dockerfile of an exercise as the checks ask for it: its final stage, what it copies, runs and starts, with line numbers. */
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { runMounts } from '../syntax/dockerfile/run-mounts.ts';
import { startOf } from '../syntax/dockerfile/start-of.ts';
import { flagOf, type Transfer, transferOf } from '../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../syntax/dockerfile/variables.ts';
import { imagePath, workingDirectoryAt } from '../syntax/dockerfile/working-directory.ts';
import { commandsOf, isShell } from '../syntax/shell/commands-of.ts';
import { effectiveCommands } from '../syntax/shell/effective-commands.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { lineIndex } from '../text/line-index.ts';
import type { LessonFacts } from './facts.ts';

export interface ExerciseDockerfile {
  readonly file: Dockerfile;
  readonly final: Stage;
  /** Of the final stage. */
  readonly instructions: readonly Instruction[];
  /** From the context; what comes from another stage or image is not among them. */
  readonly copies: readonly Transfer[];
  readonly runs: readonly Instruction[];
  /** The same of all stages, in order. */
  readonly ofAllStages: { readonly copies: readonly Transfer[]; readonly runs: readonly Instruction[] };
  /** One-based. */
  lineOf(instruction: Instruction): number;
  /** Of an offset; one-based. */
  lineAt(offset: number): number;
  /** The first line of the instruction, as written. */
  textOf(instruction: Instruction): string;
  /** Where the first source of a COPY of one source lands in the image, if that is a file of the folder or a folder. */
  targetOf(transfer: Transfer, source: string): string | undefined;
}

/** Undefined when there is no such file, or no stage in it yet. */
export function exerciseDockerfile(facts: LessonFacts, path = 'Dockerfile'): ExerciseDockerfile | undefined {
  const text = facts.files[path];
  if (text === undefined) return undefined;
  const file = parseDockerfile(text);
  const final = file.stages.at(-1);
  if (!final) return undefined;
  const lines = lineIndex(text);
  const { instructions } = final;
  return {
    file,
    final,
    instructions,
    copies: copiesOf(instructions),
    runs: runsOf(instructions),
    ofAllStages: {
      copies: file.stages.flatMap(it => copiesOf(it.instructions)),
      runs: file.stages.flatMap(it => runsOf(it.instructions)),
    },
    lineOf: it => lines.positionAt(it.span.start).line + 1,
    lineAt: offset => lines.positionAt(offset).line + 1,
    textOf(it) {
      const { start, end } = lines.lineSpan(lines.positionAt(it.span.start).line);
      return text.slice(start, end).trim();
    },
    targetOf(transfer, source) {
      const folder = workingDirectoryAt(file, final, transfer.instruction);
      const written = transfer.destination.value;
      const target = imagePath(folder, written);
      const isFolder = hasFilesBelow(facts, source);
      // A folder pours out its contents; a file keeps its name where the target is a folder. `--parents` keeps all names.
      const keepsName =
        flagOf(transfer.instruction, 'parents') !== undefined ||
        (!isFolder && (written.endsWith('/') || written === '.' || transfer.sources.length > 1));
      if (target === undefined || !keepsName) return target;
      return target === '/' ? `/${source}` : `${target}/${source}`;
    },
  };
}

function copiesOf(instructions: readonly Instruction[]): readonly Transfer[] {
  return instructions.flatMap(it => transferOf(it) ?? []).filter(it => it.from === undefined);
}

function runsOf(instructions: readonly Instruction[]): readonly Instruction[] {
  return instructions.filter(it => it.name === 'RUN');
}

/** The source without `./` in front and `/` behind: `notes`, `.` for the context itself. */
export function plainSource(source: string): string {
  let path = source;
  while (path.startsWith('./')) path = path.slice(2);
  while (path.startsWith('/')) path = path.slice(1);
  while (path.endsWith('/')) path = path.slice(0, -1);
  return path === '' ? '.' : path;
}

/** Whether the source names everything there is. */
export function isEverything(source: string): boolean {
  return ['.', '*', '**', '**/*'].includes(plainSource(source));
}

function hasFilesBelow(facts: LessonFacts, folder: string): boolean {
  return Object.keys(facts.files).some(path => path.startsWith(`${folder}/`));
}

/** The word with its variables filled in, as far as the file knows them; as written where it does not. */
export function filledIn(
  file: Dockerfile,
  instruction: Instruction,
  word: { readonly raw: string; readonly value: string },
): string {
  const known = expand(word, scopeAt(file, instruction.span.start));
  return known.kind === 'known' ? known.value : word.value;
}

export type StartCommand =
  | { readonly kind: 'exec'; readonly words: readonly string[]; readonly instruction: Instruction }
  /** Also exec form that calls a shell with a script. */
  | { readonly kind: 'shell'; readonly instruction: Instruction }
  | { readonly kind: 'none' };

/** What the final stage starts: its ENTRYPOINT with its CMD behind it, or one of them alone. */
export function startCommand({ final }: ExerciseDockerfile): StartCommand {
  const { entrypoint, cmd } = startOf(final);
  const written = [entrypoint, cmd].flatMap(it => it ?? []);
  const [first] = written;
  if (!first) return { kind: 'none' };
  const shell = written.find(it => !it.exec);
  if (shell) return { kind: 'shell', instruction: shell };
  const words = written.flatMap(it => it.exec?.map(({ value }) => value) ?? []);
  return callsShell(words) ? { kind: 'shell', instruction: first } : { kind: 'exec', words, instruction: first };
}

/** `["/bin/sh", "-c", …]` */
export function callsShell(words: readonly string[]): boolean {
  const [program = '', option = ''] = words;
  return isShell(lastPart(program)) && /^-[a-z]*c[a-z]*$/.test(option);
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What a RUN runs in the end: behind `sudo` and its like, and in `sh -c`. */
export function programsOf(run: Instruction): readonly ShellCommand[] {
  return commandsOf(run).flatMap(effectiveCommands);
}

/** Paths of the context that `--mount=type=bind` shows to a RUN; `.` for all of it. */
export function boundSources(run: Instruction): readonly string[] {
  return runMounts(run)
    .filter(({ type, options }) => type === 'bind' && !options.has('from'))
    .map(({ options }) => plainSource(options.get('source') ?? options.get('src') ?? '.'));
}

/** The first command of a RUN that fits, with its RUN. */
export function runWith(
  runs: readonly Instruction[],
  fits: (command: ShellCommand) => boolean,
): { readonly run: Instruction; readonly command: ShellCommand } | undefined {
  for (const run of runs) {
    const command = programsOf(run).find(fits);
    if (command) return { run, command };
  }
  return undefined;
}

export function callsCd(run: Instruction): boolean {
  return programsOf(run).some(it => it.name === 'cd');
}

/** Installs what package.json names: `npm ci`, `npm install`. */
export function installsNpmPackages(command: ShellCommand): boolean {
  return installsByLockFile(command) || isNpm(command, ['install', 'i', 'in', 'add']);
}

/** `npm ci`, and the longer words for it. */
export function installsByLockFile(command: ShellCommand): boolean {
  return isNpm(command, ['ci', 'clean-install', 'ic', 'install-clean']);
}

function isNpm({ name, words }: ShellCommand, subcommands: readonly string[]): boolean {
  return name === 'npm' && words.some(it => subcommands.includes(it.value));
}
