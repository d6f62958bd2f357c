/**
 * Facts from shell text: which commands run, which paths they name and write, which variables and kernel parameters they
 * set. Wrappers (`sudo`, `exec`, `env`, `bash -c …`) are looked through.
 */
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import type { Span } from '../../text/span.ts';
import { type Origin, pathFacts } from './origin.ts';
import type { RuntimeFact } from './runtime-fact.ts';

/** One command with its words as they are read, and whether it stands in a branch. */
export interface RunCommand {
  readonly words: readonly string[];
  readonly at: Span;
  readonly isConditional: boolean;
}

/** Depth of `sh -c 'sh -c …'` that is followed. */
const maxNesting = 4;

/** The commands of a shell text, wrappers removed, in order. Spans speak of `text`. */
export function commandsIn(text: string, depth = 0): readonly RunCommand[] {
  const commands: RunCommand[] = [];
  for (const command of parseShell(text).commands) {
    const isConditional = isBranch(command);
    const words = unwrapped(command.words.map(word => word.value));
    if (words.length === 0) continue;
    const nested = depth < maxNesting ? scriptOf(words) : undefined;
    if (nested !== undefined) {
      for (const inner of commandsIn(nested, depth + 1)) {
        commands.push({ words: inner.words, at: command.span, isConditional: isConditional || inner.isConditional });
      }
      continue;
    }
    commands.push({ words, at: command.span, isConditional });
  }
  return commands;
}

function isBranch(command: ShellCommand): boolean {
  return command.within.some(it => it === 'if' || it === 'case');
}

const wrappers = new Set([
  'sudo',
  'exec',
  'env',
  'nohup',
  'time',
  'nice',
  'ionice',
  'setsid',
  'command',
  'builtin',
  'eval',
  'tini',
  'dumb-init',
  'catatonit',
  'gosu',
  'su-exec',
  'setpriv',
  'stdbuf',
  'timeout',
  'xargs',
  'watch',
  'unbuffer',
  'catchsegv',
  'entry.sh',
  'dbus-run-session',
  'dbus-launch',
  'xvfb-run',
  'with-contenv',
  's6-setuidgid',
  'wait-for-it.sh',
  'busybox',
  'retry',
]);

/** Wrappers whose first argument is a user or a number rather than the command. */
const takeOneArgument = new Set(['gosu', 'su-exec', 's6-setuidgid', 'timeout', 'wait-for-it.sh']);
/** Wrappers that mean something by themselves when their options say so; `nice -n -5` asks for a priority. */
const meaningful = new Set(['nice', 'ionice']);

/** The command behind its wrappers; empty when there is only the wrapper. */
export function unwrapped(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let i = 0; i < 8; i++) {
    const program = rest[0];
    if (program === undefined) return [];
    const name = basename(program);
    if (name === 'set' && rest[1] === '--' && rest[2]?.startsWith('/')) {
      rest = rest.slice(2);
      continue;
    }
    // `/usr/bin/entry.sh` is the entry script of balena's base images; another `entry.sh` is the project's own.
    if (!wrappers.has(name) || (name === 'entry.sh' && program !== '/usr/bin/entry.sh') || meaningful.has(name)) break;
    let at = 1;
    while (at < rest.length) {
      const word = rest[at] ?? '';
      if (word === '--') {
        at++;
        break;
      }
      if (!word.startsWith('-') && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) break;
      at++;
      if ((name === 'sudo' || name === 'env') && /^-[ugC]$/.test(word)) at++;
    }
    if (takeOneArgument.has(name)) at++;
    if (rest[at] === undefined) return [program];
    rest = rest.slice(at);
  }
  return rest;
}

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'su']);

/** The script behind `sh -c`, `bash -lc` …; undefined for other commands. */
export function scriptOf(words: readonly string[]): string | undefined {
  if (!shells.has(basename(words[0] ?? ''))) return undefined;
  const option = words.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
  return option > 0 ? words[option + 1] : undefined;
}

export function basename(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** Facts of one command that runs; `show` leads from the command's span to the file. */
export function commandFacts(command: RunCommand, origin: Origin): readonly RuntimeFact[] {
  const { words, isConditional } = command;
  const at = origin.spanOf(command.at);
  const base = { weight: origin.weight, path: origin.path, at, isConditional };
  const program = words[0] ?? '';
  const facts: RuntimeFact[] = [
    { ...base, kind: 'command', words, phrase: `${origin.name} ${verbFor(program)} ${shortened(words)}` },
  ];
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
  return ['echo', 'printf', 'grep', 'egrep', 'sed', 'awk', 'apt-get', 'logger', 'mkdir', 'ls', 'chown', 'chmod'].includes(name);
}

/** Facts of a whole shell text that runs: its commands, redirections and assignments. */
export function shellFacts(text: string, origin: Origin): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  for (const command of parseShell(text).commands) {
    const base = {
      weight: origin.weight,
      path: origin.path,
      at: origin.spanOf(command.span),
      isConditional: isBranch(command),
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
  }
  for (const command of commandsIn(text)) facts.push(...commandFacts(command, origin));
  return facts;
}

type Base = Pick<RuntimeFact, 'weight' | 'path' | 'at' | 'isConditional'>;

function lastText(words: readonly ShellWord[]): string {
  return words.length > 1 ? (words.at(-1)?.value ?? '') : '';
}

function environmentFact(base: Base, source: string, name: string, value: string): RuntimeFact {
  const known = value.includes('$') ? undefined : value;
  return { ...base, kind: 'environment', name, value: known, phrase: `${source} sets ${name}` };
}

function sysctlFact(base: Base, source: string, name: string, value: string): RuntimeFact {
  return { ...base, kind: 'sysctl', name: name.replaceAll('/', '.'), value, phrase: `${source} sets ${name}` };
}

const sysctlFolder = '/proc/sys/';

function writeFacts(base: Base, source: string, path: string, value: string): readonly RuntimeFact[] {
  if (path.startsWith(sysctlFolder) && path !== '/proc/sys/kernel/sysrq') {
    return [sysctlFact(base, source, path.slice(sysctlFolder.length), value)];
  }
  if (!/^\/(?:sys|proc|dev)\//.test(path)) return [];
  const written: RuntimeFact = { ...base, kind: 'write', name: path, phrase: `${source} writes ${path}` };
  return [written, ...pathFacts(path, base, source)];
}

function verbFor(program: string): string {
  return /(?:^|\/)(?:systemd|init)$/.test(program) ? 'starts' : 'runs';
}

/** The command as a message shows it: at most three words, systemd by its name. */
function shortened(words: readonly string[]): string {
  const program = words[0] ?? '';
  if (/(?:^|\/)systemd$/.test(program) || /(?:^|\/)s?bin\/init$/.test(program)) return 'systemd';
  const shown = [basename(program), ...words.slice(1, 3)].join(' ');
  return shown.length > 48 ? `${shown.slice(0, 47)}…` : shown;
}
