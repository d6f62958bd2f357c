/** `chown` and `chmod` as what they change, and what flag of COPY says the same. */
import { commandLine, hasOption } from '../syntax/shell/command-line.ts';
import type { ShellCommand, ShellWord } from '../syntax/shell/shell.ts';

export interface OwnerChange {
  readonly command: ShellCommand;
  readonly kind: 'owner' | 'mode';
  readonly paths: readonly ShellWord[];
  readonly isRecursive: boolean;
  /** What `--chown` or `--chmod` would be given; undefined when it cannot be said so. */
  readonly flagValue: string | undefined;
  /** It does not depend on the mode before. */
  readonly isAbsolute: boolean;
  /** `+x`, which is meant for files. */
  readonly makesExecutable: boolean;
}

/** Undefined for other commands, and for one whose words are not all known. */
export function ownerChange(command: ShellCommand): OwnerChange | undefined {
  const kind = command.name === 'chown' ? 'owner' : command.name === 'chmod' ? 'mode' : undefined;
  if (!kind) return undefined;
  // `chmod -x file` takes away: its first operand looks like options.
  if (kind === 'mode' && command.words.some((it, i) => i > 0 && /^-[rwxXst]+$/.test(it.value))) return undefined;
  const line = commandLine(command);
  if (line.options.some(it => !known.has(it.name))) return undefined;
  const [value, ...paths] = line.operands;
  if (!value || paths.length === 0 || command.redirections.some(it => it.descriptor !== 2)) return undefined;
  const isRecursive = hasOption(line, '-R', '--recursive');
  const flagValue = kind === 'owner' ? ownerValue(value) : modeValue(value);
  return {
    command,
    kind,
    paths,
    isRecursive,
    flagValue,
    isAbsolute: kind === 'owner' || /^[0-7]+$/.test(value.value),
    makesExecutable: kind === 'mode' && /^[augo]*\+r?x$/.test(value.value),
  };
}

const known = new Set('-R --recursive -v --verbose -c --changes -f --silent --quiet -h --no-dereference'.split(' '));

/** `user`, `user:group`, `1000:1000`; a variable is filled in by the builder when it is an ARG or ENV, so it stays. */
function ownerValue({ value, isLiteral }: ShellWord): string | undefined {
  return isLiteral && /^[\w-]+(?::[\w-]+)?$/.test(value) ? value : undefined;
}

/** Octal as it is; the usual ways to make a file executable as what they come to for one that all may read. */
function modeValue({ value, isLiteral }: ShellWord): string | undefined {
  if (!isLiteral) return undefined;
  if (/^[0-7]{3,4}$/.test(value)) return value;
  if (/^(?:a|ugo)?\+r?x$/.test(value)) return '755';
  return /^u\+r?x$/.test(value) ? '744' : undefined;
}
