/** Package managers that ask before they install: what the rules `…-without-yes` have in common. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { hasOption } from '../syntax/shell/command-line.ts';
import { type PackageUse, packageUses, writtenCommand } from '../syntax/shell/package-uses.ts';
import { insertOption, programToSubcommand } from './command-edits.ts';
import { isConfiguredBefore } from './configured-before.ts';
import type { Finding } from './rule.ts';
import { addedOptions } from './shell-values.ts';

export interface Confirmation {
  /** Whether the rule is about this command, which would ask. */
  asks(use: PackageUse): boolean;
  /** When it asks, to go on behind “asks”. */
  readonly when: string;
  /** Options that answer, or by which nothing is asked, with their dashes. */
  readonly answers: readonly string[];
  /** A longer reading of the command that answers as well. */
  readonly answersOtherwise?: (use: PackageUse) => boolean;
  /** What answers in the configuration of the program. */
  readonly configured?: { readonly words: RegExp; readonly isConfiguration: RegExp };
  /** What is added, and behind which word. */
  readonly option: { readonly text: string; readonly behind: 'program' | 'subcommand' };
}

export function commandsWithoutYes(file: Dockerfile, it: Confirmation): readonly Finding[] {
  const findings: Finding[] = [];
  for (const use of packageUses(file)) {
    if (!it.asks(use) || hasOption(use.line, ...it.answers) || it.answersOtherwise?.(use)) continue;
    if (hasInput(use) || (it.configured && isConfiguredBefore(file, use.run, it.configured))) continue;
    const added = addedOptions(use, file);
    if (added.isOpen || added.words.some(word => isAnswer(word, it.answers))) continue;
    const { program, section, subcommand, programWords } = use;
    const name = [program, section?.value, subcommand.value].filter(Boolean).join(' ');
    const word = it.option.behind === 'program' ? programWords.at(-1) : subcommand;
    findings.push({
      at: programToSubcommand(file, use),
      message: `"${name}" asks ${it.when}, and nobody can answer during a build; add "${it.option.text}"`,
      fixes() {
        const edit = word && insertOption(file, use, word, it.option.text);
        return edit ? [{ title: `Add "${it.option.text}"`, safety: 'safe', edits: [edit] }] : [];
      },
    });
  }
  return findings;
}

/** `-yq` out of a variable answers like `-y`. */
function isAnswer(word: string, answers: readonly string[]): boolean {
  const name = word.split('=', 1)[0] ?? '';
  if (answers.includes(name)) return true;
  const isCluster = /^-[A-Za-z]{2,}$/.test(word);
  return isCluster && answers.some(it => it.length === 2 && word.includes(it.charAt(1)));
}

/** Something is piped or read into it: `yes | apt-get install x`. What xargs starts does not read the pipe. */
function hasInput(use: PackageUse): boolean {
  const { command } = use;
  if (writtenCommand(use).words.some(it => it.value === 'xargs')) return false;
  if (command.redirections.some(it => it.operator.startsWith('<') && it.operator !== '<&')) return true;
  return command.before === '|' || command.before === '|&';
}
