/**
 * The programs that really run: looks through `sudo`, `env`, `sh -c '…'` and other commands whose words name another
 * command, so that a rule about `apt-get` sees `sudo -E apt-get install x`, too.
 */
import { span } from '../../text/span.ts';
import { isShell, shells } from './commands-of.ts';
import { parseCommands } from './parse-shell.ts';
import type { ScriptSource, ShellCommand, ShellWord } from './shell.ts';
import { commandLike } from './shell-level.ts';
import { assignmentOf, programOf } from './shell-word.ts';

/** How the words of a wrapper lead to the command it runs. */
interface Wrapper {
  /** Options that take the next word as their value, when it is not attached. */
  readonly valued: readonly string[];
  /** Words of its own that are no options, in front of the command: the duration of `timeout`. */
  readonly operands: number;
  /** `NAME=value` in front of the command belongs to the wrapper. */
  readonly takesAssignments: boolean;
  /** Options by which it runs nothing. */
  readonly runsNothingWith: readonly string[];
}

const plain: Wrapper = { valued: [], operands: 0, takesAssignments: false, runsNothingWith: [] };

/** Facts of the manual pages of sudo(8), env(1), timeout(1), xargs(1), nice(1), … */
const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      ...plain,
      takesAssignments: true,
      valued: [
        '-u',
        '-g',
        '-h',
        '-p',
        '-C',
        '-r',
        '-t',
        '-U',
        '-D',
        '-R',
        '-T',
        '--user',
        '--group',
        '--host',
        '--prompt',
      ],
      runsNothingWith: ['-l', '-v', '-k', '-K', '-V', '-e', '--list', '--validate', '--version', '--edit'],
    },
  ],
  ['doas', { ...plain, valued: ['-u', '-C'] }],
  ['env', { ...plain, takesAssignments: true, valued: ['-u', '-C', '--unset', '--chdir'] }],
  ['exec', { ...plain, valued: ['-a'] }],
  ['command', { ...plain, runsNothingWith: ['-v', '-V'] }],
  ['builtin', plain],
  ['time', { ...plain, valued: ['-f', '-o', '--format', '--output'] }],
  ['nice', { ...plain, valued: ['-n', '--adjustment'] }],
  ['ionice', { ...plain, valued: ['-c', '-n', '-p', '--class', '--classdata'] }],
  ['nohup', plain],
  ['setsid', plain],
  ['stdbuf', { ...plain, valued: ['-i', '-o', '-e', '--input', '--output', '--error'] }],
  ['timeout', { ...plain, operands: 1, valued: ['-k', '-s', '--kill-after', '--signal'] }],
  [
    'xargs',
    { ...plain, valued: ['-a', '-d', '-E', '-I', '-L', '-n', '-P', '-s', '--max-args', '--max-procs', '--delimiter'] },
  ],
  ['gosu', { ...plain, operands: 1 }],
  ['su-exec', { ...plain, operands: 1 }],
  ['chroot', { ...plain, operands: 1 }],
  ['tini', { ...plain, valued: ['-p', '-e'] }],
  ['dumb-init', { ...plain, valued: ['-r', '--rewrite'] }],
  ['catatonit', plain],
  ['eatmydata', plain],
  ['fakeroot', plain],
  ['linux32', plain],
  ['linux64', plain],
]);

/** Wrappers inside wrappers that are looked through; nobody writes more. */
const maxDepth = 8;

/**
 * The commands that run when `command` does: itself, the one behind its wrappers, or those of the script given to
 * `sh -c` or `su -c`. Words keep their spans; in a script whose text does not stand unbroken in the file every span is
 * that of the whole script. A wrapper around nothing is a command itself.
 */
export function effectiveCommands(command: ShellCommand): readonly ShellCommand[] {
  return mayLeadFurther(command) ? unwrapped(command, 0) : [command];
}

/** The programs that run others. */
export function programsOfWrappers(): readonly string[] {
  return [...wrappers.keys(), ...scriptRunners];
}

/** The command itself, then the one behind its wrapper, and so on: `time sudo make` is three. Scripts are not read. */
export function wrappedCommands(command: ShellCommand): readonly ShellCommand[] {
  const levels = [command];
  for (let at = behindWrapper(command); at && levels.length < maxDepth; at = behindWrapper(at)) levels.push(at);
  return levels;
}

/** Whether the program is one of those that run others. */
function mayLeadFurther({ name }: ShellCommand): boolean {
  return wrappers.has(name) || runsScripts(name);
}

function unwrapped(command: ShellCommand, depth: number): readonly ShellCommand[] {
  if (depth >= maxDepth) return [command];
  const script = scriptOf(command);
  if (script) {
    const inner = scriptCommands(command, script);
    return inner.length === 0 ? [command] : inner.flatMap(it => unwrapped(it, depth + 1));
  }
  const inner = behindWrapper(command);
  return inner ? unwrapped(inner, depth + 1) : [command];
}

/** What a wrapper runs, as a command of its own; undefined for other programs and for a wrapper around nothing. */
function behindWrapper(command: ShellCommand): ShellCommand | undefined {
  const wrapper = wrappers.get(command.name);
  const first = wrapper && commandIndex(command, wrapper);
  const head = first === undefined ? undefined : command.words[first];
  if (first === undefined || !head) return undefined;
  return commandLike(command, span(head.span.start, command.span.end), programOf(head), command.words.slice(first));
}

/** The index of the word that names the command behind the wrapper's own words; undefined when there is none. */
function commandIndex({ words }: ShellCommand, wrapper: Wrapper): number | undefined {
  let operands = wrapper.operands;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    const { value } = word;
    if (value === '--') continue;
    if (value.startsWith('-') && value.length > 1) {
      if (wrapper.runsNothingWith.includes(value)) return undefined;
      if (wrapper.valued.includes(value)) i++;
    } else if (wrapper.takesAssignments && assignmentOf(word)) {
      // `sudo A=b command`
    } else if (operands > 0) operands--;
    else return i;
  }
  return undefined;
}

const scriptRunners: ReadonlySet<string> = new Set(['su', 'runuser', ...shells]);

function runsScripts(name: string): boolean {
  return scriptRunners.has(name);
}

/** The word that holds the script of `sh -c '…'` or `su user -c '…'`. */
function scriptOf({ name, words }: ShellCommand): ShellWord | undefined {
  if (!runsScripts(name)) return undefined;
  for (let i = 1; i < words.length; i++) {
    const value = words[i]?.value ?? '';
    if (value === '--command' || /^-[a-z]*c$/.test(value)) return words[i + 1];
    // `sh script.sh -c x`: the options of the shell end with the first word that is none; those of su do not.
    if (isShell(name) && !/^[-+]/.test(value) && !/^[-+]o$/.test(words[i - 1]?.value ?? '')) return undefined;
  }
  return undefined;
}

function scriptCommands(outer: ShellCommand, word: ShellWord): readonly ShellCommand[] {
  const { span, raw, value } = word;
  const quotes = (raw.length - value.length) / 2;
  // Unbroken in the file, and nothing but one pair of quotes left out.
  const isPlain = span.end - span.start === raw.length && (quotes === 0 || quotes === 1) && raw.includes(value);
  const source: ScriptSource = {
    text: value,
    placeOf: (start, end) => (isPlain ? { start: span.start + quotes + start, end: span.start + quotes + end } : span),
  };
  const commands = parseCommands(source, 0);
  if (outer.within.length === 0) return commands;
  return commands.map(it => commandLike(it, it.span, it.name, it.words, [...outer.within, ...it.within]));
}
