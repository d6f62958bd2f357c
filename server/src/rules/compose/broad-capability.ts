import { capabilityName, linuxCapability, rootEquivalentCapabilities } from '../../catalog/linux-capabilities.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Service, TextValue } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { appendItems, removeItem, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { foundGrants } from '../found-grants.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { removeServiceKey, serviceKeys, suggestion } from '../service-keys.ts';

export const broadCapability = rule({
  id: 'compose/broad-capability',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:ce76b7d0'],
  summary: 'A service is given a capability that is as good as root on the host',
  why: 'ALL gives everything there is, and some single capabilities are enough to take over the host, too. One of those is still smaller than privileged, and some programs need it: it is worth a second look, not an error.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cap_add:\n      - ALL\n' },
    { 'compose.yaml': 'services:\n  tool:\n    image: example/tool:1\n    cap_add: [SYS_ADMIN]\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  vpn:\n    image: example/vpn:1\n    cap_add:\n      - NET_ADMIN\n' },
    {
      'compose.yaml':
        'services:\n  tool:\n    image: example/tool:1\n    privileged: true\n    cap_add:\n      - SYS_ADMIN\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cap_add',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service } of serviceKeys(compose, 'cap_add')) {
      // Beside privileged the item changes nothing (compose/redundant-capability).
      if (service.isPrivileged) continue;
      for (const item of service.capAdd) {
        const name = capabilityName(item.known ?? '');
        if (!rootEquivalentCapabilities.has(name) || seen.has(item.span.start)) continue;
        seen.add(item.span.start);
        findings.push(
          name === 'ALL' ? findingForAll(compose, project, service, item) : findingFor(service, item, name),
        );
      }
    }
    return findings;
  },
});

function findingFor(service: Service, item: TextValue, name: string): Finding {
  const meaning = linuxCapability(name)?.meaning.replace(/\.$/, '') ?? 'as good as root on the host';
  return {
    at: item.span,
    message: `${name} is smaller than privileged, not safe: with it "${service.name}" can take over the host (${meaning.charAt(0).toLowerCase()}${meaning.slice(1)})`,
  };
}

function findingForAll(compose: ProjectComposeFile, project: Project, service: Service, item: TextValue): Finding {
  const grants = foundGrants(service, project);
  const needed = (grants?.needed ?? []).filter(it => it.key === 'cap_add').map(it => it.name);
  const advice = needed.length > 0 ? `only ${needed.join(', ')} was found needed` : 'name those it needs';
  return {
    at: item.span,
    severity: 'warning',
    message: `ALL gives "${service.name}" every capability of the host's root, almost as privileged does; ${advice}`,
    fixes: () => (!grants || grants.isOpenEnded ? [] : fixesFor(compose, service, item, needed)),
  };
}

function fixesFor(
  compose: ProjectComposeFile,
  service: Service,
  item: TextValue,
  needed: readonly string[],
): readonly Fix[] {
  const { yaml } = compose.file;
  const entry = service.key('cap_add');
  if (!entry || isShared(yaml, item.node)) return [];
  const others = service.capAdd.filter(it => it !== item);
  const missing = needed.filter(name => !others.some(it => capabilityName(it.value) === name));
  const [first] = missing;
  if (first === undefined) {
    return entry.value.kind === 'sequence' && entry.value.items.length > 1
      ? suggestion('Remove ALL', removeItem(yaml, entry.value, item.node))
      : suggestion('Remove cap_add: ALL', removeServiceKey(compose, entry));
  }
  const title = `Replace ALL by ${missing.join(', ')}`;
  const replaced = replaceValue(yaml, item.node, first);
  if (missing.length === 1) return suggestion(title, replaced);
  if (entry.isMerged || entry.value.kind !== 'sequence') return [];
  const added = appendItems(yaml, entry.value, missing.slice(1));
  return suggestion(title, replaced && added && [...replaced, ...added]);
}
