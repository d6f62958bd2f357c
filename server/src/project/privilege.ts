/**
 * Why a service is run privileged, and what would do instead: the facts of a service compared with the catalogue of
 * privilege needs. Says nothing about how a Compose file is written; that is `rules/compose/privileged-service`.
 */
import type { DeviceGrant, PrivilegeNeed, Signs } from '../catalog/privilege-need.ts';
import { privilegeNeeds } from '../catalog/privilege-needs.ts';
import { commandFits, commandPattern, fits, packageKey } from './runtime-facts/pattern.ts';
import type { RuntimeFact } from './runtime-facts/runtime-fact.ts';

/** A need a service has, with what shows it, the most telling first. */
export interface FoundNeed {
  readonly need: PrivilegeNeed;
  readonly evidence: readonly RuntimeFact[];
  /** The device nodes that are needed for it. */
  readonly devices: readonly FoundDevice[];
}

export interface FoundDevice {
  readonly path: string;
  readonly grant: DeviceGrant;
  /** The service names this very node; else it is the usual one and may be called otherwise on the device. */
  readonly isNamed: boolean;
}

export interface PrivilegeReasons {
  /** In the order of the catalogue; those with a `blocker` among them. */
  readonly needs: readonly FoundNeed[];
  /** What is started but could not be read. */
  readonly unseen: readonly RuntimeFact[];
  /** Device paths that only a branch of a script names and that the service's own `devices` leave out. */
  readonly optionalPaths: readonly RuntimeFact[];
  /** What shows that needs which would be likely are met elsewhere: a sound server in another container. */
  readonly relief: readonly RuntimeFact[];
}

/** A sign counts as much as two hints. */
const enough = 2;

/** By the facts they were found in, which are the same list as long as nothing they come from changes. */
const remembered = new WeakMap<readonly RuntimeFact[], PrivilegeReasons>();

export function privilegeReasons(facts: readonly RuntimeFact[]): PrivilegeReasons {
  const found = remembered.get(facts) ?? readReasons(facts);
  remembered.set(facts, found);
  return found;
}

function readReasons(facts: readonly RuntimeFact[]): PrivilegeReasons {
  const known = indexed(facts);
  const relief: RuntimeFact[] = [];
  const scored = privilegeNeeds
    .filter(need => {
      const silencing = matching(need.silencedBy, known);
      if (silencing.length > 0 && matching(need.signs, known).length > 0) relief.push(...silencing);
      return silencing.length === 0;
    })
    .map(need => {
      const signs = matching(need.signs, known);
      const hints = matching(need.hints, known);
      const support = matching(need.support, known);
      // An import in a branch is one of several libraries a program can do with.
      const certain = signs.filter(fact => !(fact.kind === 'import' && fact.isConditional));
      const weak = distinct([...signs.filter(fact => !certain.includes(fact)), ...hints, ...support]);
      const evidence = [...certain, ...signs.filter(fact => !certain.includes(fact)), ...hints, ...support];
      return { need, evidence, score: certain.length * enough + weak, hasHint: hints.length > 0 };
    });
  let matched = scored.filter(it => it.score >= enough);
  // A hint alone explains a service of which nothing else is known, but does not keep it privileged.
  if (matched.length === 0) matched = scored.filter(it => it.hasHint && it.need.confidence !== 'low');
  const ids = new Set(matched.map(it => it.need.id));
  const listed = facts.filter(
    fact => fact.kind === 'path' && fact.weight === 'service-key' && fact.name.startsWith('/dev/'),
  );
  const optionalPaths: RuntimeFact[] = [];
  const needs: FoundNeed[] = [];
  for (const { need, evidence } of matched) {
    if (need.coveredBy?.some(id => ids.has(id))) continue;
    // A service that lists its devices means those; what a branch of a script could open besides is an option.
    if (listed.length > 0 && evidence.every(fact => fact.kind === 'path' && fact.isConditional)) {
      optionalPaths.push(...evidence);
      continue;
    }
    needs.push({ need, evidence, devices: (need.grant.devices ?? []).flatMap(grant => devicesFor(grant, facts)) });
  }
  const named = namedDevices(facts, listed);
  if (named) needs.push(named);
  return { needs, unseen: facts.filter(fact => fact.kind === 'unseen'), optionalPaths, relief };
}

/** Several facts of one package or command are one hint; that something could not be read adds to what a key says. */
function distinct(facts: readonly RuntimeFact[]): number {
  const isAsked = facts.some(fact => fact.weight === 'service-key' && fact.kind !== 'unseen');
  const counted = facts.filter(fact => fact.kind !== 'unseen');
  const unseen = isAsked && facts.length > counted.length ? 1 : 0;
  return (
    unseen +
    new Set(counted.map(fact => ('name' in fact ? `${fact.kind}:${fact.name}` : `${fact.kind}:${fact.words[0]}`))).size
  );
}

interface Known {
  readonly byKind: ReadonlyMap<string, readonly RuntimeFact[]>;
}

/** What a stage that is not part of the image had tells nothing about the running service. */
function indexed(facts: readonly RuntimeFact[]): Known {
  const byKind = new Map<string, RuntimeFact[]>();
  for (const fact of facts) {
    if (fact.weight === 'build-stage' && fact.kind !== 'build-command') continue;
    const key = fact.kind === 'package' ? `package:${fact.manager}` : fact.kind;
    const list = byKind.get(key);
    if (list) list.push(fact);
    else byKind.set(key, [fact]);
  }
  return { byKind };
}

/** One kind of fact and the test that one pattern means; made once for each set of signs. */
interface Test {
  readonly kind: string;
  readonly test: (fact: RuntimeFact) => boolean;
}

const testsOfSigns = new WeakMap<Signs, readonly Test[]>();

function testsOf(signs: Signs): readonly Test[] {
  const known = testsOfSigns.get(signs);
  if (known) return known;
  const tests: Test[] = [];
  const add = (
    kind: string,
    patterns: readonly string[] | undefined,
    make: (pattern: string) => Test['test'],
  ): void => {
    for (const pattern of patterns ?? []) tests.push({ kind, test: make(pattern) });
  };
  add('command', signs.commands, byCommand);
  add('build-command', signs.buildCommands, byCommand);
  add('path', signs.paths, byName);
  add('write', signs.writes, byName);
  add('image', signs.images, pattern => fact => imageFits(pattern, fact));
  add('environment', signs.environment, pattern => fact => environmentFits(pattern, fact));
  add('label', signs.labels, byName);
  add('call', signs.calls, byName);
  add('sysctl', signs.sysctls, byName);
  add('stop-signal', signs.stopSignals, byName);
  add('unseen', signs.unseen, byName);
  add('package:os', signs.os, byPackage);
  add('package:pip', signs.pip, byPackage);
  add('package:npm', signs.npm, byPackage);
  add('package:go', signs.go, byPackage);
  add('package:cargo', signs.cargo, byPackage);
  add('import', signs.imports, byModule);
  add(
    'import',
    signs.npm,
    pattern => fact => fact.kind === 'import' && fact.language === 'javascript' && fits(pattern, fact.name),
  );
  testsOfSigns.set(signs, tests);
  return tests;
}

function matching(signs: Signs | undefined, known: Known): readonly RuntimeFact[] {
  if (!signs) return [];
  const found = new Set<RuntimeFact>();
  for (const { kind, test } of testsOf(signs)) {
    for (const fact of known.byKind.get(kind) ?? []) if (test(fact)) found.add(fact);
  }
  return [...found];
}

function byName(pattern: string): Test['test'] {
  return fact => 'name' in fact && fits(pattern, fact.name);
}

function byPackage(pattern: string): Test['test'] {
  const wanted = packageKey(pattern);
  return fact => 'name' in fact && fits(wanted, packageKey(fact.name));
}

function byCommand(pattern: string): Test['test'] {
  const wanted = commandPattern(pattern);
  return fact => 'words' in fact && commandFits(wanted, fact.words);
}

/** Python modules with those below them, and C headers. */
function byModule(pattern: string): Test['test'] {
  return fact =>
    fact.kind === 'import' &&
    fact.language !== 'javascript' &&
    (fact.name === pattern || (fact.language === 'python' && fact.name.startsWith(`${pattern}.`)));
}

/** With and without the registry in front: `ghcr.io/esphome/esphome` is `esphome/esphome`. */
function imageFits(pattern: string, fact: RuntimeFact): boolean {
  if (fact.kind !== 'image') return false;
  if (pattern.includes(':')) return fits(pattern, fact.tagged.slice(fact.tagged.lastIndexOf('/') + 1));
  const slash = fact.name.indexOf('/');
  const hasRegistry = slash > 0 && /[.:]/.test(fact.name.slice(0, slash));
  return fits(pattern, fact.name) || (hasRegistry && fits(pattern, fact.name.slice(slash + 1)));
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

/** The nodes of a grant: those the service names, of many alternatives the usual one, else the usual ones. */
function devicesFor(grant: DeviceGrant, facts: readonly RuntimeFact[]): readonly FoundDevice[] {
  const named = facts.filter(
    fact => (fact.kind === 'path' || fact.kind === 'write') && isIn(grant, fact.name) && isNode(fact.name),
  );
  const listed = named.filter(fact => fact.weight === 'service-key');
  const paths = unique((listed.length > 0 ? listed : named).map(fact => ('name' in fact ? fact.name : '')));
  if (paths.length === 0) return grant.usual.map(path => ({ path, grant, isNamed: false }));
  const strong = unique(
    named
      .filter(fact => fact.weight !== 'runtime-file' && !fact.isConditional)
      .map(fact => ('name' in fact ? fact.name : '')),
  );
  const meant = listed.length > 0 ? paths : strong.length > 0 ? strong : paths;
  if (listed.length === 0 && strong.length === 0 && meant.length > 1) {
    // Alternatives a program tries in turn: every entry has to exist, so only one is given.
    const [first = ''] = meant;
    return [{ path: grant.usual.find(path => meant.includes(path)) ?? first, grant, isNamed: false }];
  }
  // A name in a source file may be a default that users change.
  return meant.map(path => ({ path, grant, isNamed: listed.length > 0 || strong.length > 0 }));
}

function isIn(grant: DeviceGrant, path: string): boolean {
  return grant.family.some(pattern => fits(pattern, path));
}

/** A whole path: `/dev/ttyUSB` or `/dev/video$N` only begins one. */
function isNode(path: string): boolean {
  return (
    !/[$*]/.test(path) &&
    !/\/(?:ttyUSB|ttyACM|ttyAMA|ttyS|video|i2c|spidev|gpiochip|fb|lirc|hidraw|ttymxc|ttyTHS|tty|input\/event|input\/js|rtc|loop|sd|iio:device|serial\/by-\w+)$/.test(
      path,
    )
  );
}

const claimed = privilegeNeeds.flatMap(need => [
  ...(need.signs.paths ?? []),
  ...(need.support?.paths ?? []),
  ...(need.grant.devices ?? []).flatMap(it => it.family),
]);

/** Nodes that are named and belong to no need of the catalogue: they are needed for what they are. */
function namedDevices(facts: readonly RuntimeFact[], listed: readonly RuntimeFact[]): FoundNeed | undefined {
  const evidence = facts.filter(
    fact =>
      fact.kind === 'path' &&
      fact.name.startsWith('/dev/') &&
      fact.weight !== 'build-stage' &&
      isNode(fact.name) &&
      !(listed.length > 0 && fact.isConditional) &&
      !claimed.some(pattern => fits(pattern, fact.name)),
  );
  const paths = unique(evidence.map(fact => ('name' in fact ? fact.name : '')));
  if (paths.length === 0) return undefined;
  const grant: DeviceGrant = { family: paths, usual: paths, why: 'is named', naming: 'fixed' };
  return {
    need: {
      id: 'named-device',
      what: 'a device node',
      confidence: 'medium',
      signs: {},
      grant: { devices: [grant] },
      source: 'the project itself',
    },
    evidence,
    devices: paths.map(path => ({ path, grant, isNamed: true })),
  };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
