/** The sentences about a privileged service: what shows why it is, what it needs instead, what stays dangerous. */
import { balenaLabel } from '../catalog/balena-labels.ts';
import { rootEquivalentCapabilities } from '../catalog/linux-capabilities.ts';
import type { FoundNeed, PrivilegeReasons } from '../project/privilege.ts';
import type { RuntimeFact } from '../project/runtime-facts.ts';
import type { Addition, Grants } from './grants.ts';

/** Needs and files named in one message; the related places show more. */
const maxNamed = 3;

/** Why the service has to stay privileged. */
export function blockedMessage(names: string, blocked: readonly FoundNeed[], obstacles: readonly string[]): string {
  const shown = blocked.slice(0, maxNamed);
  const evidence = joined(shown.map(it => it.evidence[0]?.phrase ?? it.need.what));
  const reasons = [...shown.map(it => it.need.blocker ?? ''), ...obstacles].filter(it => it !== '');
  const because = evidence === '' ? '' : `: ${evidence}`;
  return `${names} privileged and has to stay so as it is${because}. ${[...new Set(reasons)].slice(0, 2).join('. ')}`;
}

/** What was found and what does instead of privileged. */
export function replaceableMessage(names: string, reasons: PrivilegeReasons, grants: Grants): string {
  const needs = reasons.needs.filter(it => it.need.id !== 'named-device' || reasons.needs.length === 1);
  const found = joined(needs.slice(0, maxNamed + 1).map(it => it.evidence[0]?.phrase ?? it.need.what));
  const sentences = [`${names} privileged, which gives every capability and every device of the host; ${found}`];
  if (grants.needed.length === 0) {
    const advice = reasons.needs.find(it => it.need.advice)?.need.advice;
    sentences.push(advice ?? 'That needs no privilege');
  } else if (grants.additions.length === 0)
    sentences.push(`All it needs is granted already: ${grantWords(grants.needed)}`);
  else sentences.push(`It needs ${grantWords(grants.needed)}`);
  const hosts = stillDangerous(grants.needed);
  if (hosts !== undefined)
    sentences.push(`That is less than privileged but not safe: with ${hosts} it can still take over the host`);
  const guessed = grants.additions.filter(it => it.isGuess).map(it => it.name);
  if (guessed.length > 0)
    sentences.push(`Check ${joined(guessed)}: a node that is missing keeps the container from starting`);
  const optional = optionalWords(reasons.optionalPaths);
  if (optional !== undefined) sentences.push(optional);
  return sentences.join('. ');
}

/** Nothing explains why the service is privileged. */
export function unexplainedMessage(names: string, unseen: readonly RuntimeFact[]): string {
  const first = `${names} privileged, which gives every capability and every device of the host, and nothing was found that needs it`;
  const blind = unseen[0];
  return blind ? `${first}; but ${blind.phrase}, so try it before you rely on it` : first;
}

function optionalWords(facts: readonly RuntimeFact[]): string | undefined {
  const paths = [...new Set(facts.map(fact => ('name' in fact ? fact.name : '')))];
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
