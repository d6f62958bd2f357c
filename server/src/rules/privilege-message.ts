/** The sentences about a privileged service: what shows why it is, what it needs instead, what stays dangerous. */
import { balenaLabel } from '../catalog/balena-labels.ts';
import { rootEquivalentCapabilities } from '../catalog/linux-capabilities.ts';
import type { FoundNeed, PrivilegeReasons } from '../project/privilege.ts';
import type { Dialect } from '../project/project.ts';
import type { RuntimeFact } from '../project/runtime-facts.ts';
import type { Addition, Grants } from './grants.ts';

/** Needs and files named in one message; the related places show more. */
const maxNamed = 3;

/** Why the service has to stay privileged, and what would do otherwise. */
export function blockedMessage(names: string, reasons: PrivilegeReasons, grants: Grants): string {
  const blocked = reasons.needs.filter(it => it.need.confidence === 'low').slice(0, maxNamed);
  const because = evidenceWords(blocked);
  const blockers = new Set([...blocked.map(it => it.need.blocker ?? ''), ...grants.obstacles].filter(it => it !== ''));
  const sentences = [
    `${names} privileged, and no smaller set of grants is known to do${because === '' ? '' : `: ${because}`}`,
  ];
  sentences.push(...[...blockers].slice(0, 2));
  if (grants.needed.length > 0) sentences.push(`Apart from that it needs ${grantWords(grants.needed)}`);
  return sentences.join('. ');
}

/** What was found out about a service. */
export interface Judgement {
  readonly reasons: PrivilegeReasons;
  readonly grants: Grants;
  readonly dialect: Dialect;
}

/** What was found and what does instead of privileged. */
export function replaceableMessage(names: string, { reasons, grants, dialect }: Judgement): string {
  const found = evidenceWords(reasons.needs.slice(0, maxNamed + 1));
  const sentences = [`${names} privileged: ${found}`];
  const dangerous = stillDangerous(grants.needed);
  const still = dangerous === undefined ? '' : `; that is less, but with ${dangerous} it can still take over the host`;
  const advice = reasons.needs.find(it => it.need.advice && (it.need.adviceFor ?? dialect) === dialect)?.need.advice;
  if (grants.needed.length === 0) sentences.push(...(advice === undefined ? ['That needs no privilege'] : []));
  else if (grants.additions.length === 0)
    sentences.push(`All it needs is granted already: ${grantWords(grants.needed)}${still}`);
  else sentences.push(`It needs only ${grantWords(grants.needed)}${still}`);
  const guessed = grants.additions.filter(it => it.isGuess).map(it => it.name);
  if (guessed.length > 0)
    sentences.push(`Check ${joined(guessed)}: a node that is missing keeps the container from starting`);
  sentences.push(...grants.remarks);
  const optional = optionalWords(reasons.optionalPaths);
  if (optional !== undefined) sentences.push(optional);
  else if (advice !== undefined) sentences.push(advice);
  return sentences.join('. ');
}

/** What a need is given, each with its reason: `SYS_TIME lets it set the system clock`. Undefined for nothing. */
export function reasonWords({ need }: FoundNeed, grants: Grants): string | undefined {
  const own = grants.needed.filter(it => it.need === need.id && it.key !== 'environment' && it.key !== 'sysctls');
  return own.length === 0
    ? undefined
    : own
        .map(it => (it.key === 'network_mode' ? `network_mode: host, because ${it.why}` : `${wordsOf(it)} ${it.why}`))
        .join(', ');
}

/** Nothing explains why the service is privileged; `comment` is what its author wrote beside the key. */
export function unexplainedMessage(names: string, reasons: PrivilegeReasons, comment: string | undefined): string {
  const first = `${names} privileged, and nothing was found that needs it`;
  const blind = reasons.unseen[0];
  const relief = reasons.relief[0];
  const known = relief ? `${first} (${relief.phrase}, so another service does that part)` : first;
  const second = blind ? `${known}; but ${blind.phrase}, so try it before you rely on it` : known;
  return comment === undefined ? second : `${second}. The comment beside it says: ${comment}`;
}

/** The names of services as the subject of a sentence, with their verb. */
export function subject(names: readonly string[]): string {
  const quoted = names.map(name => `"${name}"`);
  const shown =
    quoted.length > maxNamed + 1 ? [...quoted.slice(0, maxNamed), `${quoted.length - maxNamed} more`] : quoted;
  return `${joined(shown)} ${names.length === 1 ? 'runs' : 'run'}`;
}

/** One piece of evidence for each need, each once. */
function evidenceWords(needs: readonly FoundNeed[]): string {
  const phrases = new Set<string>();
  for (const { evidence, need } of needs) {
    if (evidence.some(fact => phrases.has(fact.phrase))) continue;
    phrases.add(evidence[0]?.phrase ?? need.what);
  }
  return joined([...phrases]);
}

function optionalWords(facts: readonly RuntimeFact[]): string | undefined {
  const paths = [...new Set(facts.map(fact => fact.name ?? ''))];
  return paths.length === 0 ? undefined : `If you use ${joined(paths)}, list it under devices, too`;
}

/** `SYS_RESOURCE, SYS_ADMIN, an unconfined AppArmor profile and a tmpfs at /sys/fs/cgroup`. */
export function grantWords(grants: readonly Addition[]): string {
  return joined(grants.map(wordsOf));
}

function wordsOf({ key, name, value }: Addition): string {
  switch (key) {
    case 'cap_add':
    case 'devices':
      return name;
    case 'security_opt':
      if (name.startsWith('apparmor')) return 'an unconfined AppArmor profile';
      return name.startsWith('seccomp') ? 'no seccomp filter' : name;
    case 'tmpfs':
      return `a tmpfs at ${name}`;
    case 'group_add':
      return `the group ${name}`;
    case 'sysctls':
      return `${name}=${value ?? ''}`;
    case 'shm_size':
      return `${name} of shared memory`;
    case 'network_mode':
      return 'the network of the host';
    case 'volumes':
      return `the mount ${name.split(':')[0] ?? name}`;
    case 'environment':
      return name;
    case 'labels':
      return `the label ${name}`;
  }
}

function stillDangerous(grants: readonly Addition[]): string | undefined {
  const dangerous = grants.find(
    it =>
      (it.key === 'cap_add' && rootEquivalentCapabilities.has(it.name)) ||
      (it.key === 'labels' && it.name.endsWith('.balena-socket')) ||
      (it.key === 'labels' && balenaLabel(it.name)?.isDangerous === true && /dbus|procfs/.test(it.name)) ||
      (it.key === 'volumes' && /docker\.sock|\/run\/dbus/.test(it.name)),
  );
  return dangerous && wordsOf(dangerous);
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
