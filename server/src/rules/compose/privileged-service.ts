/** A service runs with every capability and device of the host; the fix leaves it what its files show it needs. */
import { type FoundNeed, type PrivilegeReasons, privilegeReasons } from '../../project/privilege.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import { type RuntimeFact, runtimeFacts } from '../../project/runtime-facts.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import type { YamlEntry } from '../../syntax/yaml/node.ts';
import { type Addition, type Grants, grantsFor } from '../grants.ts';
import { owningMapping, replaceByGrants } from '../grants-edit.ts';
import {
  blockedMessage,
  joined,
  reasonWords,
  replaceableMessage,
  subject,
  unexplainedMessage,
} from '../privilege-message.ts';
import { type Finding, type Fix, type RelatedPlace, rule } from '../rule.ts';

/** Places of evidence shown beside a finding. */
const maxRelated = 8;

export const privilegedService = rule({
  id: 'compose/privileged-service',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:ae5b6871'],
  summary: 'A service runs privileged although smaller grants would do',
  why: 'A privileged container has every capability and every device of the host and no AppArmor or seccomp confinement, so whoever breaks into it owns the host. What a service does tells which few capabilities, devices or labels it needs instead.',
  bad: [
    {
      'docker-compose.yml': "version: '2.1'\nservices:\n  sensor:\n    build: ./sensor\n    privileged: true\n",
      'sensor/Dockerfile.template':
        'FROM python:3.13-slim\nCOPY requirements.txt read.py ./\nRUN pip install -r requirements.txt\nCMD ["python", "read.py"]\n',
      'sensor/requirements.txt': 'smbus2\n',
      'sensor/read.py': 'import smbus2\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    privileged: true\n' },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  sensor:\n    build: ./sensor\n    devices:\n      - /dev/i2c-1\n',
      'sensor/Dockerfile': 'FROM python:3.13-slim\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    privileged: false\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    privileged: ${PRIVILEGED}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#privileged',
    'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
    'https://docs.balena.io/learn/develop/runtime/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('privileged')) return findings;
    for (const { entry, services } of privilegedEntries(compose)) {
      const users = services.map(it => project.serviceOf(it)).filter(it => it !== undefined);
      const first = users[0];
      if (!first) continue;
      const factsOfEach = users.map(it => runtimeFacts(it, project));
      const facts = factsOfEach.flat();
      const reasons = reasonsOf(factsOfEach);
      const grants = grantsFor({ needs: reasons.needs, facts, service: first, dialect: project.dialect });
      const names = subject(services.map(it => it.name));
      const related = relatedPlaces(reasons.needs, grants);
      const isBlocked = grants.obstacles.length > 0 || reasons.needs.some(it => it.need.confidence === 'low');
      if (isBlocked) {
        const message = blockedMessage(names, reasons, grants);
        findings.push({ at: entry.span, severity: 'hint', message, related });
        continue;
      }
      const message =
        reasons.needs.length === 0
          ? unexplainedMessage(names, reasons, commentBeside(compose, entry))
          : replaceableMessage(names, { reasons, grants, dialect: project.dialect });
      const fixes = () => fixesFor({ compose, project, entry, reasons, grants });
      findings.push({ at: entry.span, message, related, fixes });
    }
    return findings;
  },
});

/** What the author wrote behind the key, on its line; undefined for nothing of at least two words. */
function commentBeside({ file }: ProjectComposeFile, { span }: YamlEntry): string | undefined {
  const lineEnd = file.yaml.text.indexOf('\n', span.end);
  const comment = file.yaml.comments.find(it => it.span.start >= span.end && (lineEnd < 0 || it.span.start < lineEnd));
  const text = comment?.text.replace(/^#+\s*/, '').replace(/[.\s]+$/, '');
  return text?.includes(' ') ? text : undefined;
}

interface PrivilegedEntry {
  readonly entry: YamlEntry;
  /** The services it makes privileged; several when it reaches them through an anchor. */
  readonly services: readonly Service[];
}

function privilegedEntries(compose: ProjectComposeFile): readonly PrivilegedEntry[] {
  const byPlace = new Map<number, { readonly entry: YamlEntry; readonly services: Service[] }>();
  for (const service of compose.file.services) {
    const entry = service.key('privileged');
    if (!entry || !service.isPrivileged) continue;
    const known = byPlace.get(entry.key.span.start);
    if (known) known.services.push(service);
    else byPlace.set(entry.key.span.start, { entry, services: [service] });
  }
  return [...byPlace.values()];
}

/** The reasons of all services that share the key, each need once. */
function reasonsOf(factsOfEach: readonly (readonly RuntimeFact[])[]): PrivilegeReasons {
  const each = factsOfEach.map(privilegeReasons);
  const needs = new Map<string, FoundNeed>();
  for (const need of each.flatMap(it => it.needs)) if (!needs.has(need.need.id)) needs.set(need.need.id, need);
  return {
    needs: [...needs.values()],
    unseen: each.flatMap(it => it.unseen),
    optionalPaths: each.flatMap(it => it.optionalPaths),
    relief: each.flatMap(it => it.relief),
  };
}

/** Where it shows, the reasons for the grants beside the first place of each need. */
function relatedPlaces(needs: readonly FoundNeed[], grants: Grants): readonly RelatedPlace[] {
  const places = new Map<string, RelatedPlace>();
  const take = (fact: RuntimeFact | undefined, reasons: string | undefined): void => {
    if (!fact) return;
    const key = `${fact.path}:${fact.at.start}`;
    const known = places.get(key)?.message;
    if (known === undefined ? places.size >= maxRelated : reasons === undefined) return;
    const message = [known ?? fact.phrase, reasons].filter(it => it !== undefined).join('; ');
    places.set(key, { path: fact.path, at: fact.at, message });
  };
  for (const found of needs) take(found.evidence[0], reasonWords(found, grants));
  for (const { evidence } of needs) for (const fact of evidence.slice(1, 3)) take(fact, undefined);
  return [...places.values()];
}

interface FixSource {
  readonly compose: ProjectComposeFile;
  readonly project: Project;
  readonly entry: YamlEntry;
  readonly reasons: PrivilegeReasons;
  readonly grants: Grants;
}

function fixesFor({ compose, project, entry, reasons, grants }: FixSource): readonly Fix[] {
  const { yaml } = compose.file;
  // In a file that is broken somewhere an edit may land in what the mistake swallowed.
  if (yaml.problems.some(problem => problem.code !== 'duplicate-key')) return [];
  const place = owningMapping(compose.file, entry);
  const fixes: Fix[] = [];
  const add = (title: string, additions: readonly Addition[]): void => {
    const edits = place && replaceByGrants(yaml, place.mapping, place.entry, additions);
    if (edits) fixes.push({ title, safety: 'suggestion', edits });
  };
  const { additions } = grants;
  const hasSystemd = reasons.needs.some(it => it.need.id === 'systemd');
  // A tmpfs in place of the control groups starts systemd on engines with control groups v1 only.
  const isForV1 = hasSystemd && project.dialect === 'docker';
  add(`${titleOf(additions, reasons)}${isForV1 ? ' (control groups v1)' : ''}`, additions);
  if (isForV1) {
    const writable: Addition = {
      key: 'security_opt',
      name: 'writable-cgroups=true',
      need: 'systemd',
      why: 'lets systemd make control groups',
      isGuess: false,
    };
    const others = additions.filter(it => !(it.key === 'tmpfs' && it.name === '/sys/fs/cgroup'));
    const at = others.findLastIndex(it => it.key === 'security_opt' || it.key === 'devices' || it.key === 'cap_add');
    const all = [...others.slice(0, at + 1), writable, ...others.slice(at + 1)];
    add(`${titleOf(all, reasons)} (control groups v2, Docker Engine 28 and later)`, all);
  }
  return fixes;
}

/** `Replace privileged by cap_add SYS_TIME and devices /dev/rtc0 (check the device numbers)`. */
function titleOf(additions: readonly Addition[], reasons: PrivilegeReasons): string {
  if (additions.length === 0)
    return reasons.needs.length === 0 ? 'Remove privileged' : 'Remove privileged, what it needs is there';
  const keys = [...new Set(additions.map(it => it.key))];
  const parts = keys.map(key => {
    const names = additions.filter(it => it.key === key).map(it => it.name.replace('io.balena.features.', ''));
    return `${key} ${names.join(', ')}`;
  });
  const check = additions.some(it => it.isGuess) ? ' (check the device numbers)' : '';
  return `Replace privileged by ${joined(parts)}${check}`;
}
