import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { packageUses } from '../../syntax/shell/package-uses.ts';
import type { ShellWord } from '../../syntax/shell/shell.ts';
import { replace } from '../../text/edit.ts';
import { codeAt } from '../../text/string-methods.ts';
import { type PackageLine, packageLines } from '../package-lines.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unsortedPackages = rule({
  id: 'dockerfile/unsorted-packages',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  needs: { commands: ['packageManager'] },
  summary: 'The packages of an install command stand one a line and are not sorted',
  why: 'In a sorted list a package is found at once, is not named twice, and a change shows as one line.',
  bad: [
    {
      Dockerfile: 'FROM debian:12\nRUN apt-get install -y \\\n    git \\\n    curl\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y \\\n    curl \\\n    git\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y git curl\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (use.action !== 'install' || use.subcommand.value === 'run' || areInOrder(use.operands)) continue;
      const lines = packageLines(file, use);
      const found = lines && findingOf(lines, file);
      if (found) findings.push(found);
    }
    return findings;
  },
});

type Order = (one: string, other: string) => number;

const byText: Order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byName: Order = (one, other) => byText(nameOf(one), nameOf(other)) || byText(one, other);
/** As dictionaries and the sort command of most languages have it. */
const byLetters: Order = (one, other) => byText(lettersOf(one), lettersOf(other));

function nameOf(operand: string): string {
  return operand.toLowerCase().split(/[=<>~]/, 1)[0] ?? '';
}

function lettersOf(operand: string): string {
  return operand.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Sorted as texts, as most lists are; then they need not be looked at as lines. */
function areInOrder(words: readonly ShellWord[]): boolean {
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1]?.value ?? '';
    const value = words[i]?.value ?? '';
    const difference = codeAt(before, 0) - codeAt(value, 0);
    // Two texts are compared outside of compiled code, mostly, and their first letters tell as much.
    if (difference > 0 || (!(difference < 0) && before > value)) return false;
  }
  return true;
}

/** At the first package that stands too low; nothing when the list is sorted in any of the usual ways. */
function findingOf(lines: readonly PackageLine[], file: Dockerfile): Finding | undefined {
  if (!firstMisplaced(lines, byText) || !firstMisplaced(lines, byLetters)) return undefined;
  const misplaced = firstMisplaced(lines, byName);
  if (!misplaced) return undefined;
  return {
    at: misplaced.line.word,
    message: `"${misplaced.line.name}" stands behind "${misplaced.before.name}"; a sorted list is easier to read and to compare`,
    fixes: () => [sorted(lines, file)],
  };
}

function firstMisplaced(
  lines: readonly PackageLine[],
  order: Order,
): { readonly line: PackageLine; readonly before: PackageLine } | undefined {
  for (let i = 1; i < lines.length; i++) {
    const before = lines[i - 1];
    const line = lines[i];
    if (before && line && order(before.name, line.name) > 0) return { line, before };
  }
  return undefined;
}

/** Each package moves with the comments above it; what stands behind the words stays in its line. */
function sorted(lines: readonly PackageLine[], { text }: Dockerfile): Fix {
  const target = [...lines].sort((one, other) => byName(one.name, other.name));
  const edits = lines.flatMap((line, i) => {
    const moved = target[i];
    if (!moved || moved === line) return [];
    return [replace(line.span, moved.head + text.slice(moved.word.start, moved.word.end))];
  });
  return { title: 'Sort the packages', safety: 'safe', edits };
}
