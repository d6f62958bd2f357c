/**
 * What the words of a command in a RUN come to: variables of the Dockerfile and of the same script filled in, as far as
 * they are known.
 */

import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { type Expansion, expandWord } from '../syntax/dockerfile/expand.ts';
import { scopeAt } from '../syntax/dockerfile/variables.ts';
import type { PackageUse } from '../syntax/shell/package-uses.ts';
import { commandKind } from '../syntax/shell/program-kinds.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellAssignment, ShellWord } from '../syntax/shell/shell.ts';
import { assignmentOf } from '../syntax/shell/shell-word.ts';
import { rememberLast } from '../text/remember.ts';

/** The words a word becomes; undefined when that is not known. A quoted one stays one word. */
export function valuesOf(word: ShellWord, run: Run, file: Dockerfile): readonly string[] | undefined {
  // A pattern stays as written.
  if (word.isLiteral) return [word.value];
  if (word.raw.includes('`') || word.raw.includes('$(')) return undefined;
  if (!word.raw.includes('$')) return [word.value];
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
  return expansion.value.match(/[^ \t\n]+/g) ?? [];
}

/** The values the script gives the variable in `NAME=…` or `export NAME=…`. */
function assignedIn(run: Run, name: string): readonly ShellWord[] {
  return assignmentsOf(run).get(name) ?? noWords;
}

const noWords: readonly ShellWord[] = [];

const noAssignments: ReadonlyMap<string, readonly ShellWord[]> = new Map();

const assignmentsOf = rememberLast(({ programs, kinds }: Run): ReadonlyMap<string, readonly ShellWord[]> => {
  if ((kinds & commandKind.assigning) === 0) return noAssignments;
  const found = new Map<string, ShellWord[]>();
  const add = (it: ShellAssignment): void => {
    const values = found.get(it.name);
    if (values) values.push(it.value);
    else found.set(it.name, [it.value]);
  };
  for (const { name, words, assignments } of programs) {
    for (const it of assignments) add(it);
    if (name !== 'export' && name !== 'local' && name !== 'declare' && name !== 'readonly') continue;
    for (let i = 1; i < words.length; i++) {
      const word = words[i];
      const declared = word && assignmentOf(word);
      if (declared) add(declared);
    }
  }
  return found;
});

/** The one value the script gives the variable; undefined for none, several, or one that is not known. */
export function assignedValue(run: Run, name: string): string | undefined {
  const [only, second] = assignedIn(run, name);
  return only && !second && only.isLiteral ? only.value : undefined;
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
