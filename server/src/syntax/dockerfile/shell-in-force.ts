/**
 * Which shell runs the shell forms of an instruction: what SHELL says in the stage or the stages below it, a
 * `# hadolint shell=` comment, or the default of the platform.
 */
import { rememberLast } from '../../text/remember.ts';
import type { Comment, Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { skipSpaces } from './whitespace.ts';

export interface ShellInForce {
  /** `posix` for everything whose scripts `parseShell` reads. */
  readonly language: 'posix' | 'powershell' | 'cmd' | 'other';
  /** Without its folder and `.exe`, lower case: `sh`, `bash`, `ash`, `pwsh`. */
  readonly program: string;
  /** The words of SHELL; empty for the default. */
  readonly words: readonly string[];
  /** The SHELL that set it; undefined for the default, or when a comment says so. */
  readonly setBy: Instruction | undefined;
  /** `-e` or `-o errexit` is among its options. */
  readonly hasErrexit: boolean;
  /** `-o pipefail` is among its options. */
  readonly hasPipefail: boolean;
}

interface Change {
  /** Offset from which on it holds. */
  readonly from: number;
  readonly shell: ShellInForce;
}

interface Shells {
  /** By index of the stage: what changes it there, in order; undefined for nothing. */
  readonly changes: readonly (readonly Change[] | undefined)[];
  readonly beforeStages: ShellInForce | undefined;
  /** What the platform gives, by index of the stage; filled when asked for. */
  readonly defaults: (ShellInForce | undefined)[];
}

const posixShells = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'busybox']);

const defaultShell: ShellInForce = shellOf(['/bin/sh', '-c'], undefined);
const windowsShell: ShellInForce = shellOf(['cmd', '/S', '/C'], undefined);

const shellsOf = rememberLast(read);

/** The shell of `instruction`, which stands in `stage`. */
export function shellAt(file: Dockerfile, stage: Stage, instruction: Instruction): ShellInForce {
  const shells = shellsOf(file);
  let limit = instruction.span.start;
  for (let at: Stage | undefined = stage, steps = 0; at && steps < 1000; at = at.parent, steps++) {
    const found = shells.changes[at.index]?.findLast(it => it.from < limit);
    if (found) return found.shell;
    if (!at.parent) return shells.beforeStages ?? defaultOf(file, at, shells.defaults);
    limit = Number.POSITIVE_INFINITY;
  }
  return defaultShell;
}

/** Looked up once for a stage: every RUN asks. */
function defaultOf(file: Dockerfile, stage: Stage, known: (ShellInForce | undefined)[]): ShellInForce {
  known[stage.index] ??= isWindowsStage(file, stage) ? windowsShell : defaultShell;
  return known[stage.index] ?? defaultShell;
}

/** By index of the stage; filled when asked for. */
const windowsStages = rememberLast((_: Dockerfile): (boolean | undefined)[] => []);

/** Whether the image of the stage is a Windows one, as far as base image and platform tell. Many rules ask. */
export function isWindowsStage(file: Dockerfile, stage: Stage): boolean {
  const known = windowsStages(file);
  known[stage.index] ??= isForWindows(file, stage);
  return known[stage.index] ?? false;
}

function isForWindows(file: Dockerfile, stage: Stage): boolean {
  let oldest = stage;
  for (let steps = 0; oldest.parent && steps < 1000; steps++) oldest = oldest.parent;
  if (oldest.platform) {
    const platform = oldest.platform.value?.value.toLowerCase() ?? '';
    if (platform.startsWith('windows')) return true;
    if (platform.startsWith('linux')) return false;
  }
  const base = oldest.base?.value ?? '';
  if (/windows|nanoserver|servercore|dotnet\/framework/i.test(base)) return true;
  // Nobody writes a backtick as escape character but for the paths of Windows; a base that is known not to be one wins.
  return file.escape === '`' && base.includes('$');
}

function read(file: Dockerfile): Shells {
  const pragmas = pragmasOf(file);
  const changes: (readonly Change[] | undefined)[] = [];
  for (const stage of file.stages) changes.push(changesIn(stage, pragmas));
  const first = file.stages[0]?.from.span.start ?? 0;
  const head = pragmas.findLast(it => it.span.start < first);
  return { changes, beforeStages: head && pragmaShell(head), defaults: [] };
}

/** The comments that may say which shell there is: most files have none, and a look at its first word tells. */
function pragmasOf({ text, comments }: Dockerfile): readonly Comment[] {
  let pragmas: Comment[] | undefined;
  for (const comment of comments) {
    const { start, end } = comment.span;
    if (!text.startsWith('hadolint', skipSpaces(text, start + 1, end)) || !comment.text.includes('shell=')) continue;
    pragmas ??= [];
    pragmas.push(comment);
  }
  return pragmas ?? none;
}

const none: readonly never[] = [];

function changesIn(stage: Stage, pragmas: readonly Comment[]): readonly Change[] | undefined {
  let found: Change[] | undefined;
  for (const instruction of stage.instructions) {
    if (instruction.name !== 'SHELL' || !instruction.exec) continue;
    const words = instruction.exec.map(it => it.value);
    if (words.length === 0) continue;
    found ??= [];
    found.push({ from: instruction.span.start, shell: shellOf(words, instruction) });
  }
  for (const comment of pragmas) {
    const { start } = comment.span;
    const shell = pragmaShell(comment);
    if (!shell || start <= stage.from.span.start || start >= stage.span.end) continue;
    found ??= [];
    found.push({ from: start, shell });
  }
  return found?.sort((a, b) => a.from - b.from);
}

/** `hadolint shell=powershell`, as hadolint reads it. */
function pragmaShell({ text }: Comment): ShellInForce | undefined {
  const shell = /^hadolint\s+shell\s*=\s*(\S+)/.exec(text)?.[1];
  return shell === undefined ? undefined : shellOf([shell], undefined);
}

function shellOf(words: readonly string[], setBy: Instruction | undefined): ShellInForce {
  const path = (words[0] ?? '').replaceAll('\\', '/').toLowerCase();
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.exe$/, '');
  // `/usr/bin/env bash`, `/bin/busybox sh`
  const inner = name === 'env' || name === 'busybox' ? words.slice(1).find(it => !it.startsWith('-')) : undefined;
  const program = inner === undefined ? name : inner.slice(inner.lastIndexOf('/') + 1);
  const options = words.slice(1);
  return {
    language: languageOf(program),
    program,
    words: setBy ? words : [],
    setBy,
    hasErrexit: options.some((it, i) => /^-[a-z]*e[a-z]*$/.test(it) || hasLongOption(options, i, 'errexit')),
    hasPipefail: options.some((_, i) => hasLongOption(options, i, 'pipefail')),
  };
}

function languageOf(program: string): ShellInForce['language'] {
  if (posixShells.has(program)) return 'posix';
  if (program === 'powershell' || program === 'pwsh') return 'powershell';
  return program === 'cmd' ? 'cmd' : 'other';
}

/** `-o name`, also at the end of a cluster as in `-eo name`; `-oname` is none. */
function hasLongOption(options: readonly string[], at: number, name: string): boolean {
  return options[at] === name && /^-[a-z]*o$/.test(options[at - 1] ?? '');
}
