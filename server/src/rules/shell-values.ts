/**
 * What the words of a command in a RUN come to: variables of the Dockerfile and of the same script filled in, as far as
 * they are known.
 */

import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { type Expansion, expandWord } from '../syntax/dockerfile/expand.ts';
import { scopeAt } from '../syntax/dockerfile/variables.ts';
import type { PackageUse } from '../syntax/shell/package-uses.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellWord } from '../syntax/shell/shell.ts';
import { assignmentOf } from '../syntax/shell/shell-word.ts';

/** The words a word becomes; undefined when that is not known. A quoted one stays one word. */
export function valuesOf(word: ShellWord, run: Run, file: Dockerfile): readonly string[] | undefined {
  // A pattern stays as written.
  if (word.isLiteral || !/[$`]/.test(word.raw)) return [word.value];
  if (word.raw.includes('$(') || word.raw.includes('`')) return undefined;
  const scope = scopeAt(file, run.instruction.span.start);
  const expansion = expandWord(word.raw, '\\', name => {
    const assigned = assignedIn(run, name);
    if (assigned.length > 0) {
      const [only] = assigned;
      const isKnown = assigned.length === 1 && only?.isLiteral;
      return isKnown ? { kind: 'known', value: only.value } : { kind: 'unknown', names: [name] };
    }
    const state = scope.find(name)?.state;
    return state?.kind === 'known' ? state : { kind: 'unknown', names: [name] };
  });
  return split(expansion, word);
}

function split(expansion: Expansion, word: ShellWord): readonly string[] | undefined {
  if (expansion.kind !== 'known') return undefined;
  if (word.isQuoted) return [expansion.value];
  return expansion.value.split(/[ \t\n]+/).filter(it => it !== '');
}

const assignments = new WeakMap<Run, ReadonlyMap<string, readonly ShellWord[]>>();

/** The values the script gives the variable in `NAME=…` or `export NAME=…`. */
function assignedIn(run: Run, name: string): readonly ShellWord[] {
  const known = assignments.get(run) ?? assignmentsOf(run);
  assignments.set(run, known);
  return known.get(name) ?? [];
}

function assignmentsOf({ programs }: Run): ReadonlyMap<string, readonly ShellWord[]> {
  const found = new Map<string, ShellWord[]>();
  for (const { name, words, assignments: own } of programs) {
    const declares = name === 'export' || name === 'local' || name === 'declare' || name === 'readonly';
    const declared = declares ? words.slice(1).flatMap(it => assignmentOf(it) ?? []) : [];
    for (const it of [...own, ...declared]) {
      const values = found.get(it.name);
      if (values) values.push(it.value);
      else found.set(it.name, [it.value]);
    }
  }
  return found;
}

/** The one value the script gives the variable; undefined for none, several, or one that is not known. */
export function assignedValue(run: Run, name: string): string | undefined {
  const [only, second] = assignedIn(run, name);
  return only && !second && only.isLiteral ? only.value : undefined;
}

/** The operands with known variables filled in; a word that is not known gives none. */
export function* knownOperands(
  operands: readonly ShellWord[],
  run: Run,
  file: Dockerfile,
): Iterable<{ readonly word: ShellWord; readonly value: string }> {
  for (const word of operands) {
    if (word.isLiteral) {
      yield { word, value: word.value };
      continue;
    }
    for (const value of valuesOf(word, run, file) ?? []) {
      // A variable may hold options as well.
      if (!value.startsWith('-')) yield { word, value };
    }
  }
}

/** Variables by whose name one tells that they hold options. */
const optionVariable = /opt|arg|flag|param|yes|quiet/i;

/** Words that a variable of the command adds to its options: those that are known, and whether others may come. */
export interface AddedOptions {
  readonly words: readonly string[];
  readonly isOpen: boolean;
}

export function addedOptions({ command, run }: PackageUse, file: Dockerfile): AddedOptions {
  const words: string[] = [];
  let isOpen = false;
  for (let i = 0; i < command.words.length; i++) {
    const word = command.words[i];
    if (!word || word.isLiteral || !word.raw.includes('$')) continue;
    const values = valuesOf(word, run, file);
    if (values) words.push(...values.filter(it => it.startsWith('-')));
    else if (i === 0 || (/^["']?\$/.test(word.raw) && optionVariable.test(word.raw))) isOpen = true;
  }
  return { words, isOpen };
}
