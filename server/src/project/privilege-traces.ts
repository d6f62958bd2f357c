/**
 * Which needs of the catalogue the facts of a service speak for: every pattern is filed under the text that it is about,
 * so that a fact meets only the few it may fit.
 */
import type { PrivilegeNeed, Signs } from '../catalog/privilege-need.ts';
import { privilegeNeeds } from '../catalog/privilege-needs.ts';
import { basename } from '../text/path.ts';
import { rememberLast } from '../text/remember.ts';
import { commandFits, commandPattern, fits, fitting, packageKey } from './runtime-facts/pattern.ts';
import type { FactKind, PackageManager, RuntimeFact } from './runtime-facts/runtime-fact.ts';

/** What the facts of one service show of a need, by the role that it has in the catalogue; each fact once. */
export interface Trace extends Readonly<Record<Role, readonly RuntimeFact[]>> {
  readonly need: PrivilegeNeed;
}

type Role = 'signs' | 'hints' | 'support' | 'silencedBy';

const roles: readonly Role[] = ['signs', 'hints', 'support', 'silencedBy'];

interface Hit {
  readonly clue: Clue;
  readonly fact: RuntimeFact;
}

/** A pattern of the catalogue. */
interface Clue {
  /** Its place among all patterns: those of one need stand together, and among them those of one role. */
  readonly order: number;
  readonly need: PrivilegeNeed;
  readonly role: Role;
  /** Its longest part without a star. It has to be in the text, which is quicker to see than whether the whole fits. */
  readonly part: string;
  readonly test: Test;
}

type Test = (fact: RuntimeFact) => boolean;

/**
 * The patterns for one kind of fact by what they are about: there are many hundreds, of which nearly none fits a fact.
 */
interface Clues {
  /** Those without a star by the whole text. */
  readonly whole: Map<string, Clue[]>;
  /** Those with one behind their first `startLength` characters by these, */
  readonly byStart: Map<string, Clue[]>;
  /** or by the one behind the slash where they begin with a folder of any name. */
  readonly behindFolder: Map<string, Clue[]>;
  /** Those that may begin with anything, or nearly so. */
  readonly others: Clue[];
}

/** Enough to tell the libraries of a distribution apart, whose names begin with `lib`. */
const startLength = 4;

/** Filled at the first question. */
const cluesByKind = new Map<FactKind | PackageManager, Clues>();

/** Traces of all needs that anything is found for, in the order of the catalogue. */
export function tracesIn(facts: readonly RuntimeFact[]): readonly Trace[] {
  if (cluesByKind.size === 0) fileClues();
  const hits: Hit[] = [];
  for (const fact of facts) {
    // What a stage that is not part of the image had tells nothing about the running service.
    if (fact.weight === 'build-stage' && fact.kind !== 'build-command') continue;
    const clues = cluesByKind.get(fact.kind === 'package' ? fact.manager : fact.kind);
    if (!clues) continue;
    let text = '';
    for (text of textsOf(fact)) {
      trace(clues.whole.get(text), text, fact, hits);
      if (clues.byStart.size > 0) trace(clues.byStart.get(text.slice(0, startLength)), text, fact, hits);
      if (clues.behindFolder.size === 0) continue;
      for (let slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1))
        trace(clues.behindFolder.get(text.charAt(slash + 1)), text, fact, hits);
    }
    if (clues.others.length > 0) trace(clues.others, text, fact, hits);
  }
  return tracesOf(hits);
}

function trace(clues: readonly Clue[] | undefined, text: string, fact: RuntimeFact, hits: Hit[]): void {
  if (!clues) return;
  for (const clue of clues) if (text.includes(clue.part) && clue.test(fact)) hits.push({ clue, fact });
}

/** Each fact once for a role, as the catalogue orders what it fits. */
function tracesOf(hits: Hit[]): readonly Trace[] {
  // Sets, for thousands of facts may show the same need.
  const traces: (Record<Role, Set<RuntimeFact>> & { readonly need: PrivilegeNeed })[] = [];
  hits.sort((a, b) => a.clue.order - b.clue.order);
  for (const { clue, fact } of hits) {
    let found = traces.at(-1);
    if (found?.need !== clue.need) {
      found = { need: clue.need, signs: new Set(), hints: new Set(), support: new Set(), silencedBy: new Set() };
      traces.push(found);
    }
    found[clue.role].add(fact);
  }
  return traces.map(({ need, signs, hints, support, silencedBy }) => ({
    need,
    signs: [...signs],
    hints: [...hints],
    support: [...support],
    silencedBy: [...silencedBy],
  }));
}

/** The texts of a fact that a pattern may be filed under; the last holds the others. */
function textsOf(fact: RuntimeFact): readonly string[] {
  switch (fact.kind) {
    case 'command':
    case 'build-command': {
      const program = fact.words[0] ?? '';
      return program.includes('/') ? [basename(program), program] : [program];
    }
    case 'package':
      return [keyOfPackage(fact)];
    case 'image':
      return [
        fact.name.slice(fact.name.indexOf('/') + 1),
        fact.tagged.slice(fact.tagged.lastIndexOf('/') + 1),
        fact.name,
        fact.tagged,
      ];
    case 'import':
      return fact.language === 'python'
        ? fact.name.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'))
        : [fact.name];
    default:
      return [fact.name];
  }
}

function fileClues(): void {
  let order = 0;
  for (const need of privilegeNeeds) {
    for (const role of roles) {
      for (const { kind, about, test } of patternsOf(need[role] ?? {})) {
        let clues = cluesByKind.get(kind);
        if (!clues) {
          clues = { whole: new Map(), byStart: new Map(), behindFolder: new Map(), others: [] };
          cluesByKind.set(kind, clues);
        }
        listFor(about, clues).push({ order: order++, need, role, part: longestPart(about), test });
      }
    }
  }
}

function listFor(about: string, { whole, byStart, behindFolder, others }: Clues): Clue[] {
  const star = about.indexOf('*');
  if (star < 0) return listAt(whole, about);
  if (star >= startLength) return listAt(byStart, about.slice(0, startLength));
  return /^\*\/[^*]/.test(about) ? listAt(behindFolder, about.charAt(2)) : others;
}

function longestPart(about: string): string {
  return about.split('*').reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function listAt(lists: Map<string, Clue[]>, key: string): Clue[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** One kind of fact, what it is filed under, and the test that the pattern means. */
interface Pattern {
  readonly kind: FactKind | PackageManager;
  readonly about: string;
  readonly test: Test;
}

function patternsOf(signs: Signs): readonly Pattern[] {
  const found: Pattern[] = [];
  const add = (
    kind: Pattern['kind'],
    patterns: readonly string[] | undefined,
    make: (pattern: string) => Test,
    about: (pattern: string) => string = pattern => pattern,
  ): void => {
    for (const pattern of patterns ?? []) found.push({ kind, about: about(pattern), test: make(pattern) });
  };
  const program = (pattern: string): string => commandPattern(pattern).name;
  add('command', signs.commands, byCommand, program);
  add('build-command', signs.buildCommands, byCommand, program);
  add('path', signs.paths, byName);
  add('write', signs.writes, byName);
  add('image', signs.images, byImage);
  add('environment', signs.environment, pattern => fact => environmentFits(pattern, fact), variableName);
  add('label', signs.labels, byName);
  add('call', signs.calls, byName);
  add('sysctl', signs.sysctls, byName);
  add('stop-signal', signs.stopSignals, byName);
  add('unseen', signs.unseen, byName);
  add('os', signs.os, byPackage, packageKey);
  add('pip', signs.pip, byPackage, packageKey);
  add('npm', signs.npm, byPackage, packageKey);
  add('go', signs.go, byPackage, packageKey);
  add('cargo', signs.cargo, byPackage, packageKey);
  add('import', signs.imports, byModule);
  add(
    'import',
    signs.npm,
    pattern => fact => fact.kind === 'import' && fact.language === 'javascript' && fits(pattern, fact.name),
  );
  return found;
}

function byName(pattern: string): Test {
  const isWanted = fitting(pattern);
  return fact => fact.name !== undefined && isWanted(fact.name);
}

function byPackage(pattern: string): Test {
  const isWanted = fitting(packageKey(pattern));
  return fact => fact.kind === 'package' && isWanted(keyOfPackage(fact));
}

function byCommand(pattern: string): Test {
  const wanted = commandPattern(pattern);
  return fact => fact.words !== undefined && commandFits(wanted, fact.words);
}

/** Python modules with those below them, and C headers. */
function byModule(pattern: string): Test {
  return fact =>
    fact.kind === 'import' &&
    fact.language !== 'javascript' &&
    (fact.name === pattern || (fact.language === 'python' && fact.name.startsWith(`${pattern}.`)));
}

/** With and without the registry in front: `ghcr.io/esphome/esphome` is `esphome/esphome`. */
function byImage(pattern: string): Test {
  const isWanted = fitting(pattern);
  if (pattern.includes(':'))
    return fact => fact.kind === 'image' && isWanted(fact.tagged.slice(fact.tagged.lastIndexOf('/') + 1));
  return fact => fact.kind === 'image' && namesOfImage(fact).some(isWanted);
}

/** One package is compared with several patterns in a row. */
const keyOfPackage = rememberLast(({ name }: RuntimeFact & { readonly kind: 'package' }): string => packageKey(name));

/** One image is compared with all patterns in a row. */
const namesOfImage = rememberLast(({ name }: RuntimeFact & { readonly kind: 'image' }): readonly string[] => {
  const slash = name.indexOf('/');
  return slash > 0 && /[.:]/.test(name.slice(0, slash)) ? [name, name.slice(slash + 1)] : [name];
});

function variableName(pattern: string): string {
  return pattern.split('=', 1)[0] ?? '';
}

function environmentFits(pattern: string, fact: RuntimeFact): boolean {
  if (fact.kind !== 'environment') return false;
  const equals = pattern.indexOf('=');
  if (equals < 0) return fact.name === pattern && fact.value !== '';
  return (
    fact.name === pattern.slice(0, equals) &&
    fact.value !== undefined &&
    fits(pattern.slice(equals + 1), fact.value.toLowerCase())
  );
}
