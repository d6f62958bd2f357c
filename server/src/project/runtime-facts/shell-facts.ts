/**
 * Facts from shell text: which commands run, which paths they name and write, which variables and kernel parameters they
 * set. Wrappers (`sudo`, `exec`, `env`, `bash -c …`) are looked through.
 */
import { effectiveCommands } from '../../syntax/shell/effective-commands.ts';
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import { basename } from '../../text/path.ts';
import type { Span } from '../../text/span.ts';
import { type Origin, pathFacts } from './origin.ts';
import { type FactBase, fact, type RuntimeFact } from './runtime-fact.ts';

/** One command with its words as they are read, and whether it stands in a branch. */
export interface RunCommand {
  readonly words: readonly string[];
  readonly at: Span;
  readonly isConditional: boolean;
}

/** The commands that really run when `command` does, with their words; spans are those of `command`'s text. */
export function runsOf(command: ShellCommand): readonly RunCommand[] {
  const runs = effectiveCommands(command).map(it => runOf(it));
  // A priority is asked for by the wrapper itself.
  return priorityWrappers.has(command.name) ? [runOf(command), ...runs] : runs;
}

/** The commands of a shell text that runs. */
export function commandsIn(text: string): readonly RunCommand[] {
  return parseShell(text).commands.flatMap(runsOf);
}

function runOf(command: ShellCommand): RunCommand {
  const isConditional = command.within.some(it => it === 'if' || it === 'case');
  return { words: behindOtherWrappers(command.words.map(it => it.value)), at: command.span, isConditional };
}

const priorityWrappers = new Set(['nice', 'ionice']);

/** A command of plain words, as Compose's exec form has them. */
export function execCommand(
  words: readonly { readonly value: string; readonly span: Span }[],
): ShellCommand | undefined {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return undefined;
  return {
    span: { start: first.span.start, end: last.span.end },
    name: basename(first.value),
    words: words.map(({ value, span }) => ({ value, span, raw: value, isLiteral: true, isQuoted: true })),
    assignments: [],
    redirections: [],
    before: undefined,
    after: undefined,
    within: [],
    pipeline: 1,
  };
}

/** Programs of container images that only start another one; `/usr/bin/entry.sh` belongs to balena's base images. */
const imageWrappers = new Set([
  'dbus-run-session',
  'dbus-launch',
  'xvfb-run',
  'with-contenv',
  'busybox',
  'unbuffer',
  'eval',
]);

function behindOtherWrappers(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let i = 0; i < 4; i++) {
    const program = rest[0] ?? '';
    if (program === 'set' && rest[1] === '--' && rest[2]?.startsWith('/')) rest = rest.slice(2);
    else if (program !== '/usr/bin/entry.sh' && !imageWrappers.has(basename(program))) break;
    else {
      const at = rest.findIndex((word, i) => i > 0 && !word.startsWith('-'));
      if (at < 0) break;
      rest = rest.slice(at);
    }
  }
  return rest;
}

/** Facts of one command that runs; `show` leads from the command's span to the file. */
export function commandFacts(command: RunCommand, origin: Origin): readonly RuntimeFact[] {
  const { words, isConditional } = command;
  const at = origin.spanOf(command.at);
  const { weight, path } = origin;
  const base = { weight, path, at, isConditional };
  const program = words[0] ?? '';
  const phrase = (): string => `${origin.name} ${verbFor(program)} ${shortened(words)}`;
  const facts: RuntimeFact[] = [fact({ kind: 'command', words }, base, phrase)];
  const name = basename(program);
  if (name === 'export' || name === 'declare') {
    for (const word of words.slice(1)) {
      const equals = word.indexOf('=');
      if (equals > 0) facts.push(environmentFact(base, origin.name, word.slice(0, equals), word.slice(equals + 1)));
    }
    return facts;
  }
  if (name === 'sysctl') {
    for (const word of words.slice(1)) {
      const equals = word.indexOf('=');
      if (equals > 0) facts.push(sysctlFact(base, origin.name, word.slice(0, equals), word.slice(equals + 1)));
    }
  }
  const isWriter = name === 'tee';
  for (const word of words.slice(1)) {
    if (isWriter && word.startsWith('/')) facts.push(...writeFacts(base, origin.name, word, ''));
    else if (!isTextOnly(name)) facts.push(...pathFacts(word, base, origin.name));
  }
  return facts;
}

/** Commands whose words are text for people, patterns or names of packages. */
function isTextOnly(name: string): boolean {
  return [
    'echo',
    'printf',
    'grep',
    'egrep',
    'sed',
    'awk',
    'apt-get',
    'logger',
    'mkdir',
    'ls',
    'chown',
    'chmod',
  ].includes(name);
}

/** Facts of a whole shell text that runs: its commands, redirections and assignments. */
export function shellFacts(text: string, origin: Origin): readonly RuntimeFact[] {
  return parseShell(text).commands.flatMap(command => shellCommandFacts(command, origin));
}

/** Facts of one parsed command; its spans are those `origin` leads back to the file. */
export function shellCommandFacts(command: ShellCommand, origin: Origin): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  const base = {
    weight: origin.weight,
    path: origin.path,
    at: origin.spanOf(command.span),
    isConditional: command.within.some(it => it === 'if' || it === 'case'),
  };
  for (const { operator, target } of command.redirections) {
    if (operator.startsWith('>') || operator === '&>') {
      facts.push(...writeFacts(base, origin.name, target.value, lastText(command.words)));
    } else if (operator === '<') facts.push(...pathFacts(target.value, base, origin.name));
  }
  for (const { name, value } of command.assignments) {
    facts.push(environmentFact(base, origin.name, name, value.value));
    if (command.words.length === 0) facts.push(...pathFacts(value.value, base, origin.name));
  }
  for (const run of runsOf(command)) if (run.words.length > 0) facts.push(...commandFacts(run, origin));
  return facts;
}

function lastText(words: readonly ShellWord[]): string {
  return words.length > 1 ? (words.at(-1)?.value ?? '') : '';
}

function environmentFact(base: FactBase, source: string, name: string, value: string): RuntimeFact {
  const known = value.includes('$') ? undefined : value;
  return fact({ kind: 'environment', name, value: known }, base, `${source} sets ${name}`);
}

function sysctlFact(base: FactBase, source: string, name: string, value: string): RuntimeFact {
  return fact({ kind: 'sysctl', name: name.replaceAll('/', '.'), value }, base, `${source} sets ${name}`);
}

const sysctlFolder = '/proc/sys/';

function writeFacts(base: FactBase, source: string, path: string, value: string): readonly RuntimeFact[] {
  if (path.startsWith(sysctlFolder) && path !== '/proc/sys/kernel/sysrq') {
    return [sysctlFact(base, source, path.slice(sysctlFolder.length), value)];
  }
  if (!/^\/(?:sys|proc|dev)\//.test(path)) return [];
  const written = fact({ kind: 'write', name: path }, base, `${source} writes ${path}`);
  return [written, ...pathFacts(path, base, source)];
}

function verbFor(program: string): string {
  return /(?:^|\/)(?:systemd|init)$/.test(program) ? 'starts' : 'runs';
}

/** The command as a message shows it: a few words, systemd by its name. */
function shortened(words: readonly string[]): string {
  const program = words[0] ?? '';
  if (/(?:^|\/)systemd$/.test(program) || /(?:^|\/)s?bin\/init$/.test(program)) return 'systemd';
  return shownCommand(words);
}

/** `modprobe i2c-dev`, `date -s`, `ip link set`: the program and the first words that say what it does. */
export function shownCommand(words: readonly string[]): string {
  const program = basename(words[0] ?? '');
  const isTelling = (word: string | undefined): word is string =>
    word !== undefined && word.length < 30 && !/[$`\n]/.test(word);
  const [, first, second] = words;
  if (!isTelling(first)) return program;
  // An option alone says nothing, except where it is what the command is about.
  if (first.startsWith('-') && !isTelling(second) && program !== 'date') return program;
  return isTelling(second) && !second.startsWith('-') ? `${program} ${first} ${second}` : `${program} ${first}`;
}
