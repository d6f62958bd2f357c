/**
 * The commands an instruction runs, with spans in the file: RUN, CMD, ENTRYPOINT and HEALTHCHECK in shell form, exec form
 * and as heredoc. What another program than a shell reads, as a Python heredoc, has no commands.
 */
import { span } from '../../text/span.ts';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import { parseCommands } from './parse-shell.ts';
import type { ScriptSource, ShellCommand } from './shell.ts';
import { commandAt } from './shell-level.ts';
import { programOf, wordAt } from './shell-word.ts';

/** Programs that read a script in the shell's language. */
export const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', 'busybox']);

/** Whether the program of this name, without its folder, is a shell whose scripts `parseShell` reads. */
export function isShell(program: string): boolean {
  return shells.has(program);
}

/**
 * Every simple command in order of appearance. Empty for other instructions; a trigger of ONBUILD is asked for by itself.
 * In exec form one command whose words are the elements: no shell sees them, so that all are literal.
 * Read once: many rules ask.
 */
export function commandsOf(instruction: Instruction): readonly ShellCommand[] {
  const { logical } = instruction;
  logical.commands ??= readCommands(instruction);
  return logical.commands;
}

function readCommands(instruction: Instruction): readonly ShellCommand[] {
  switch (instruction.name) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return instruction.exec ? execCommand(instruction) : shellCommands(instruction, 0);
    case 'HEALTHCHECK': {
      const [test] = instruction.arguments;
      if (test?.value.toUpperCase() !== 'CMD') return [];
      return instruction.exec ? execCommand(instruction) : shellCommands(instruction, test.raw.length);
    }
    default:
      return [];
  }
}

function execCommand({ exec }: Instruction): readonly ShellCommand[] {
  const words = (exec ?? []).map(({ span: at, value }) => wordAt(at, JSON.stringify(value), value));
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return [];
  return [commandAt(span(first.span.start, last.span.end), programOf(first), words)];
}

/** `skip` characters of the logical text stand before the commands. */
function shellCommands(instruction: Instruction, skip: number): readonly ShellCommand[] {
  const { logical, heredocs } = instruction;
  const [only] = heredocs;
  // BuildKit: an instruction that is nothing but one heredoc runs its body.
  if (only && heredocs.length === 1 && logical.text.length === only.span.end - only.span.start) {
    return bodyCommands(instruction, 0);
  }
  const { script } = logical;
  const commands = parseCommands(script, script.start + skip);
  if (heredocs.length === 0) return commands;
  const all = commands.flatMap(command => [command, ...stdinCommands(command, instruction)]);
  return all.sort((a, b) => a.span.start - b.span.start);
}

/** The commands of the heredocs that `command`, a shell without a script to run, reads as its input. */
function stdinCommands(command: ShellCommand, instruction: Instruction): readonly ShellCommand[] {
  if (!isShell(command.name)) return [];
  const hasScript = command.words.some(({ value }, i) => {
    // `-o pipefail`: the next word belongs to the option.
    if (i === 0 || /^[-+][a-z]*o$/.test(command.words[i - 1]?.value ?? '')) return false;
    return !/^[-+]/.test(value) || /^-[a-z]*c$/.test(value);
  });
  if (hasScript) return [];
  // Both are in the order of the text.
  let index = 0;
  return command.redirections.flatMap(({ span: { start } }) => {
    while ((instruction.heredocs[index]?.span.start ?? start) < start) index++;
    return instruction.heredocs[index]?.span.start === start ? bodyCommands(instruction, index) : [];
  });
}

/** The commands of a heredoc's body, unless its first line names another interpreter than a shell. */
function bodyCommands(instruction: Instruction, index: number): readonly ShellCommand[] {
  const text = instruction.heredocs[index]?.content ?? '';
  if (text.startsWith('#!') && !isShell(interpreterOf(text))) return [];
  const source: ScriptSource = {
    text,
    placeOf(start, end) {
      // Asked each time: the instruction may be moved.
      const from = instruction.heredocs[index]?.body.start ?? 0;
      return span(from + start, from + end);
    },
  };
  return parseCommands(source, 0);
}

/** `#!/usr/bin/env -S bash -e` → `bash`. */
function interpreterOf(content: string): string {
  const lineEnd = content.indexOf('\n');
  const words = content
    .slice(2, Math.min(lineEnd < 0 ? content.length : lineEnd, 500))
    .trim()
    .split(/[ \t]+/);
  const programs = words.map(word => word.slice(word.lastIndexOf('/') + 1));
  if (programs[0] !== 'env') return programs[0] ?? '';
  return programs.slice(1).find((_, i) => !words[i + 1]?.startsWith('-') && !words[i + 1]?.includes('=')) ?? '';
}
