/** What the RUNs of a stage compile: the command, where the program ends up, and whether it needs the C library at run time. */
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { precedingInChain } from '../syntax/dockerfile/stage-chain.ts';
import { imagePath, pathWithin, workingDirectoryAt } from '../syntax/dockerfile/working-directory.ts';
import { commandKind, isCCompiler, kindsOf } from '../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { basename } from '../text/path.ts';
import { rememberLast } from '../text/remember.ts';

type Linking = 'dynamic' | 'static' | 'unknown';

export interface Compilation {
  readonly run: Run;
  readonly command: ShellCommand;
  /** `make` is whatever the Makefile says; `other` are virtual machines and bundlers, whose results are no programs. */
  readonly language: 'c' | 'go' | 'rust' | 'make' | 'other';
  /** Where the command puts what it makes, as a path in the image; a folder for Rust. Undefined when it is not told. */
  readonly output: string | undefined;
  /** `static`: nothing is needed beside it. `unknown`: a variable or another target decides. Few ask. */
  linking(): Linking;
}

const memos = rememberLast((_: Dockerfile) => new Map<Stage, readonly Compilation[]>());
const none: readonly Compilation[] = [];

const runsThatCompile = rememberLast((file: Dockerfile) =>
  runsOf(file).filter(it => !it.onbuild && (it.kinds & commandKind.compiler) !== 0),
);

/** Whether a RUN of the stage has something to do with compilers, though it need not compile. */
export function mayCompile(file: Dockerfile, stage: Stage): boolean {
  for (const run of runsThatCompile(file)) if (run.stage === stage) return true;
  return false;
}

/** In order of the file. */
export function compilationsOf(file: Dockerfile, stage: Stage): readonly Compilation[] {
  const runs = runsThatCompile(file);
  if (runs.length === 0) return none;
  const memo = memos(file);
  const known = memo.get(stage);
  if (known) return known;
  const found: Compilation[] = [];
  for (const run of runs) if (run.stage === stage) found.push(...compilationsIn(run, file));
  memo.set(stage, found);
  return found;
}

/** A path longer than this is a mistake or an attack. */
const maxPathLength = 1000;

function compilationsIn(run: Run, file: Dockerfile): readonly Compilation[] {
  const found: Compilation[] = [];
  let folder = usable(workingDirectoryAt(file, run.stage, run.instruction));
  for (const command of run.programs) {
    if (command.name === 'cd') {
      folder = usable(imagePath(folder, command.words[1]?.isLiteral ? command.words[1].value : '$'));
    }
    if ((kindsOf(command) & commandKind.compiler) === 0) continue;
    const compiled = compilation(command, run, file, folder);
    if (compiled) found.push(compiled);
  }
  return found;
}

function usable(folder: string | undefined): string | undefined {
  return folder === undefined || folder.includes('$') || folder.length > maxPathLength ? undefined : folder;
}

const others = new Set('javac mvn mvnw gradle gradlew dotnet ghc stack cabal swift swiftc nim zig'.split(' '));

function compilation(
  command: ShellCommand,
  run: Run,
  file: Dockerfile,
  folder: string | undefined,
): Compilation | undefined {
  const { name, words } = command;
  const ofMake: Compilation = { run, command, language: 'make', output: undefined, linking: unknown };
  if (name === 'make' || name === 'gmake' || name === 'ninja') return ofMake;
  const values = words.slice(1).map(it => it.value);
  if (isCCompiler(name)) {
    const only = values.some(
      it =>
        it.charCodeAt(0) === HYPHEN &&
        (/^-(?:[cSEMv]|MM|shared|nostdlib|nostartfiles)$/.test(it) || /^--?(?:version|print|dump)/.test(it)),
    );
    if (only || values.length === 0) return undefined;
    const output = outputOf(values, folder, 'a.out');
    return { run, command, language: 'c', output, linking: () => cLinking(values) };
  }
  if (name === 'go' && (values[0] === 'build' || values[0] === 'install')) {
    const output = goOutput(values, folder);
    return { run, command, language: 'go', output, linking: () => goLinking(command, run, file) };
  }
  if ((name === 'cargo' || name === 'cross') && values.some(it => it === 'build' || it === 'install')) {
    const output = values.includes('install') ? '/usr/local/cargo/bin' : imagePath(folder, 'target');
    const linking = () => rustLinking(values, environmentText(command, run, file));
    return { run, command, language: 'rust', output, linking };
  }
  if (name === 'rustc' && !values.some(it => it.startsWith('--version') || it === '-V')) {
    const output = outputOf(values, folder, '');
    return { run, command, language: 'rust', output, linking: () => rustLinking(values, '') };
  }
  if (name === 'cmake' && values.includes('--build')) return ofMake;
  if (
    !others.has(name) ||
    !values.some(it => /^(?:package|build|publish|install|verify|assemble|\S+Jar|jar|compile|\S+\.java)$/.test(it))
  )
    return undefined;
  return { run, command, language: 'other', output: undefined, linking: unknown };
}

const HYPHEN = 45;
const unknown = (): Linking => 'unknown';

function cLinking(values: readonly string[]): Linking {
  if (values.some(it => /^--?static(?:-pie)?$/.test(it) || it === '-Wl,-static')) return 'static';
  return values.some(it => /[$`]/.test(it)) ? 'unknown' : 'dynamic';
}

/** Targets other than those of glibc make another kind of program, as wasm; one may also be set from outside. */
function rustLinking(values: readonly string[], environment: string): Linking {
  if (/musl|crt-static/.test(`${values.join(' ')} ${environment}`)) return 'static';
  const target = values.find((it, i) => it.startsWith('--target=') || values[i - 1] === '--target');
  const isOther = target !== undefined && !/-linux-gnu\w*$/.test(target);
  return isOther || /CARGO_BUILD_TARGET|RUSTFLAGS=\S*\$/.test(environment) ? 'unknown' : 'dynamic';
}

/** `-o name` and `-oname`. */
function outputOf(values: readonly string[], folder: string | undefined, otherwise: string): string | undefined {
  const at = values.indexOf('-o');
  const attached = values.find(it => /^-o\S/.test(it))?.slice(2);
  const name = at >= 0 ? values[at + 1] : (attached ?? otherwise);
  return name === undefined || name === '' || /[$`*]/.test(name) ? undefined : imagePath(folder, name);
}

function goOutput(values: readonly string[], folder: string | undefined): string | undefined {
  if (values[0] === 'install') return '/go/bin';
  const equals = values.find(it => it.startsWith('-o='))?.slice(3);
  if (equals !== undefined) return /[$`*]/.test(equals) ? undefined : imagePath(folder, equals);
  if (values.includes('-o')) return outputOf(values, folder, '');
  const packages = values.slice(1).filter(it => !it.startsWith('-') && !it.includes('$'));
  const target = packages.at(-1);
  // Without a name it is called like its first file, like the folder of its package, or like the module.
  const [source] = packages;
  if (source?.endsWith('.go')) return imagePath(folder, basename(`/${source}`).slice(0, -'.go'.length));
  if (target?.startsWith('./') && !target.endsWith('...')) return imagePath(folder, basename(`/${target}`));
  return undefined;
}

function goLinking(command: ShellCommand, run: Run, file: Dockerfile): Linking {
  const text = `${environmentText(command, run, file)} ${command.words.map(it => it.value).join(' ')}`;
  if (/CGO_ENABLED=["']?0|-static|netgo|osusergo|linkmode[ =]internal/.test(text)) return 'static';
  // Another platform than the builder's switches cgo off by itself; who is the builder is not known.
  if (/\bGO(?:OS|ARCH|ARM|FLAGS)\b|CGO_ENABLED=\S*\$/.test(text)) return 'unknown';
  return command.words.some(it => /[$`]/.test(it.value) && !/VERSION|COMMIT|DATE|REVISION|TAG/i.test(it.value))
    ? 'unknown'
    : 'dynamic';
}

/** Assignments and `export`s in front of the command in its RUN, and ENV and ARG that hold for it. */
function environmentText(command: ShellCommand, run: Run, file: Dockerfile): string {
  const parts: string[] = [];
  for (const it of run.commands) {
    if (it.span.start > command.span.start) break;
    for (const { name, value } of it.assignments) parts.push(`${name}=${value.value}`);
    if (['export', 'env', 'sudo', 'set'].includes(it.name) || (it.name === 'go' && it.words[1]?.value === 'env')) {
      parts.push(...it.words.map(word => word.value));
    }
  }
  const { instruction, stage } = run;
  for (const it of precedingInChain(stage, file.instructions[instruction.index] ?? instruction)) {
    if (it.name !== 'ENV' && it.name !== 'ARG') continue;
    for (const { key, value } of it.pairs) parts.push(`${key.value}=${value?.value ?? '$'}`);
  }
  return parts.join(' ');
}

/**
 * Where the program of a compilation may stand at the end of the stage: its output and the places `cp`, `mv` and `install`
 * bring it to, by name, as their folders are not followed.
 */
export function namesOf({ output, run }: Compilation): ReadonlySet<string> {
  const names = new Set<string>();
  if (output === undefined) return names;
  names.add(basename(output));
  for (const { name, words } of run.programs) {
    if (name !== 'cp' && name !== 'mv' && name !== 'install' && name !== 'ln') continue;
    const operands = words.slice(1).filter(it => !it.value.startsWith('-') && !/^\d+$/.test(it.value));
    const [source, target] = [operands.at(-2), operands.at(-1)];
    if (source && target && names.has(basename(`/${source.value}`)) && !target.value.endsWith('/')) {
      names.add(basename(`/${target.value}`));
    }
  }
  return names;
}

/** Whether copying `source`, an absolute path of the stage, brings the program. */
export function bringsProgram(source: string, compilation: Compilation): boolean {
  const { language, output } = compilation;
  if (output === undefined) return false;
  // Cargo and `go install` are known by their folder.
  if (language === 'rust' || output === '/go/bin')
    return pathWithin(output, source) !== undefined || pathWithin(source, output) !== undefined;
  return pathWithin(source, output) !== undefined || namesOf(compilation).has(basename(source));
}
