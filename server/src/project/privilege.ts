/**
 * Why a service is run privileged, and what would do instead: the facts of a service compared with the catalogue of
 * privilege needs. Says nothing about how a Compose file is written; that is `rules/compose/privileged-service`.
 */
import type { DeviceGrant, PrivilegeNeed } from '../catalog/privilege-need.ts';
import { privilegeNeeds } from '../catalog/privilege-needs.ts';
import { tracesIn } from './privilege-traces.ts';
import { fits } from './runtime-facts/pattern.ts';
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

/** So many hints count as much as a sign. */
const enough = 2;

/** By the facts they were found in, which are the same list as long as nothing they come from changes. */
const remembered = new WeakMap<readonly RuntimeFact[], PrivilegeReasons>();

export function privilegeReasons(facts: readonly RuntimeFact[]): PrivilegeReasons {
  const found = remembered.get(facts) ?? reasonsIn(facts);
  remembered.set(facts, found);
  return found;
}

/** The same for a list that nobody asks about again. */
export function reasonsIn(facts: readonly RuntimeFact[]): PrivilegeReasons {
  const relief: RuntimeFact[] = [];
  const judged: Judged[] = [];
  for (const { need, signs, hints, support, silencedBy } of tracesIn(facts)) {
    if (silencedBy.length > 0) {
      if (signs.length > 0) relief.push(...silencedBy);
      continue;
    }
    // An import in a branch is one of several libraries a program can do with.
    const certain = signs.filter(fact => !(fact.kind === 'import' && fact.isConditional));
    const weak = [...signs.filter(fact => !certain.includes(fact)), ...hints, ...support];
    const isEnough = certain.length > 0 || distinct(weak) >= enough;
    judged.push({ need, evidence: [...certain, ...weak], isEnough, hasHint: hints.length > 0 });
  }
  let matched = judged.filter(it => it.isEnough);
  // A hint alone explains a service of which nothing else is known, but does not keep it privileged.
  if (matched.length === 0) matched = judged.filter(it => it.hasHint && it.need.confidence !== 'low');
  const ids = new Set(matched.map(it => it.need.id));
  const nodes = facts.filter(fact => fact.kind === 'path' && fact.name.startsWith('/dev/'));
  const listed = nodes.filter(fact => fact.weight === 'service-key');
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
  const named = namedDevices(nodes, listed);
  if (named) needs.push(named);
  return { needs, unseen: facts.filter(fact => fact.kind === 'unseen'), optionalPaths, relief };
}

interface Judged {
  readonly need: PrivilegeNeed;
  readonly evidence: readonly RuntimeFact[];
  /** One sign, or several weaker traces. */
  readonly isEnough: boolean;
  readonly hasHint: boolean;
}

/** Several facts of one package or command are one hint; that something could not be read adds to what a key says. */
function distinct(facts: readonly RuntimeFact[]): number {
  const isAsked = facts.some(fact => fact.weight === 'service-key' && fact.kind !== 'unseen');
  const counted = facts.filter(fact => fact.kind !== 'unseen');
  const unseen = isAsked && facts.length > counted.length ? 1 : 0;
  return unseen + new Set(counted.map(fact => `${fact.kind}:${fact.name ?? fact.words?.[0]}`)).size;
}

/** The nodes of a grant: those the service names, of many alternatives the usual one, else the usual ones. */
function devicesFor(grant: DeviceGrant, facts: readonly RuntimeFact[]): readonly FoundDevice[] {
  const named = facts.filter(
    fact => (fact.kind === 'path' || fact.kind === 'write') && isIn(grant, fact.name) && isNode(fact.name),
  );
  const listed = named.filter(fact => fact.weight === 'service-key');
  const paths = unique((listed.length > 0 ? listed : named).map(fact => fact.name ?? ''));
  if (paths.length === 0) return grant.usual.map(path => ({ path, grant, isNamed: false }));
  const strong = unique(
    named.filter(fact => fact.weight !== 'runtime-file' && !fact.isConditional).map(fact => fact.name ?? ''),
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
function namedDevices(nodes: readonly RuntimeFact[], listed: readonly RuntimeFact[]): FoundNeed | undefined {
  const evidence = nodes.filter(
    fact =>
      fact.kind === 'path' &&
      fact.weight !== 'build-stage' &&
      isNode(fact.name) &&
      !(listed.length > 0 && fact.isConditional) &&
      !claimed.some(pattern => fits(pattern, fact.name)),
  );
  const paths = unique(evidence.map(fact => fact.name ?? ''));
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
