/** What each RUN of a Dockerfile knows when it runs: the shell that reads it and the variables that are set for it. */
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { type RunShell, type ShellDialect, shellOfWords, shOfImage } from './shell-dialect.ts';

export interface Surroundings {
  /** Undefined for one that ShellCheck does not read. */
  readonly shell: RunShell | undefined;
  /** What `/bin/sh` is. */
  readonly sh: ShellDialect;
  /** Names of variables that may be set, each one for a shell; true until the next RUN is asked for. */
  readonly names: ReadonlySet<string>;
}

export interface RunWithSurroundings {
  /** A RUN, or the one behind ONBUILD. */
  readonly run: Instruction;
  readonly surroundings: Surroundings;
}

/** BuildKit passes them to every RUN without a declaration. Source: docs.docker.com, “Predefined ARGs”. */
const predefined = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
];

/** A stage while it is read. */
interface State {
  shell: RunShell | undefined;
  /** That of the stages built from this one, once an ONBUILD SHELL has set it. */
  triggered: { readonly shell: RunShell | undefined } | undefined;
  readonly sh: ShellDialect;
  readonly names: Set<string>;
}

/** Every RUN in order. What stands in front of the first FROM is read as a stage of its own. */
export function* surroundingsOf(file: Dockerfile): Generator<RunWithSurroundings> {
  const stages = new Map(file.stages.map(stage => [stage.from.index, stage]));
  const ends = new Map<Stage, State>();
  const pragmas = hadolintShells(file);
  const isWindows = saysWindows(file);
  let stage: Stage | undefined;
  let state = newState(isWindows ? undefined : 'sh');
  for (const instruction of file.instructions) {
    if (instruction.name === 'FROM') {
      if (stage) ends.set(stage, state);
      stage = stages.get(instruction.index);
      const parent = stage?.parent && ends.get(stage.parent);
      state = parent ? { ...parent, names: new Set(parent.names) } : newState(shOfStage(stage, isWindows));
    }
    for (let next = pragmas[0]; next && next.offset < instruction.span.start; next = pragmas[0]) {
      pragmas.shift();
      state.shell = shellOfWords([next.program], state.sh);
    }
    const { trigger } = instruction;
    apply(trigger ?? instruction, state, trigger ? 'behind ONBUILD' : 'by itself');
    const run = trigger ?? instruction;
    if (run.name === 'RUN') {
      const { shell } = (trigger && state.triggered) ?? state;
      yield { run, surroundings: { shell, sh: state.sh, names: state.names } };
    }
  }
}

/** `sh`: undefined for an image of Windows. */
function newState(sh: ShellDialect | undefined): State {
  return {
    shell: sh && { dialect: sh, exitsOnError: false },
    triggered: undefined,
    sh: sh ?? 'sh',
    names: new Set(predefined),
  };
}

/** The variables of a trigger count as well: the triggers behind it run after it in the same stage. */
function apply(instruction: Instruction, state: State, stands: 'by itself' | 'behind ONBUILD'): void {
  switch (instruction.name) {
    case 'SHELL': {
      if (!instruction.exec) return;
      const shell = shellOf(instruction, state.sh);
      if (stands === 'by itself') state.shell = shell;
      else state.triggered = { shell };
      return;
    }
    case 'ARG':
    case 'ENV':
      for (const { key } of instruction.pairs) if (isName(key.value)) state.names.add(key.value);
      return;
    default:
      return;
  }
}

/** Whether a shell can export it. `IFS` would change how everything is split. */
function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z_0-9]*$/.test(name) && name !== 'IFS';
}

function shellOf(instruction: Instruction, sh: ShellDialect): RunShell | undefined {
  const words = (instruction.exec ?? []).map(it => it.value);
  return shellOfWords(words, sh);
}

function shOfStage(stage: Stage | undefined, isWindows: boolean): ShellDialect | undefined {
  if (stage?.platform?.value?.value.startsWith('windows')) return undefined;
  const sh = shOfImage(stage?.base?.value ?? '');
  return isWindows && sh === 'sh' ? undefined : sh;
}

/**
 * Whether an image that could be anything is one of Windows here: the file switches to a shell of Windows somewhere, or it
 * has the backtick as escape character, which exists for the paths of Windows, and names images of Microsoft.
 */
function saysWindows(file: Dockerfile): boolean {
  if (file.instructions.some(it => it.exec && it.name === 'SHELL' && isOfWindows(it))) return true;
  const bases = file.stages.map(stage => stage.base?.value ?? '');
  return (
    file.escape === '`' && bases.some(base => shOfImage(base) === undefined || /^mcr\.microsoft\.com\/|\$/.test(base))
  );
}

function isOfWindows(shell: Instruction): boolean {
  return !shellOf(shell, 'sh') && /cmd|powershell|pwsh/i.test(shell.exec?.[0]?.value ?? '');
}

/** `# hadolint shell=powershell`: from there on, the stage's shell is that program. */
function hadolintShells(file: Dockerfile): { readonly offset: number; readonly program: string }[] {
  return file.comments.flatMap(({ span, text }) => {
    const program = /^hadolint\s+shell\s*=\s*(\S+)/.exec(text)?.[1];
    return program === undefined ? [] : [{ offset: span.start, program }];
  });
}
