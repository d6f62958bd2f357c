/** An item of `cap_add` that changes nothing, or that is not written as everybody writes it. */
import { capabilityName, defaultCapabilities, linuxCapability } from '../../catalog/linux-capabilities.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Service, TextValue } from '../../syntax/compose/compose-file.ts';
import type { YamlMapping } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const redundantCapability = rule({
  id: 'compose/redundant-capability',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A capability is added that the container has anyway, or is not written by its usual name',
  why: 'Capabilities that a container has by default, or that privileged gives it, hide the few that matter when somebody reads the list.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cap_add:\n      - NET_BIND_SERVICE\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cap_add:\n      - cap_net_admin\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    privileged: true\n    cap_add:\n      - SYS_TIME\n',
    },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cap_add:\n      - NET_ADMIN\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    cap_drop:\n      - ALL\n    cap_add:\n      - NET_BIND_SERVICE\n',
    },
  ],
  references: [
    'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
    'https://docs.docker.com/reference/compose-file/services/#cap_add',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('cap_add')) return findings;
    const seen = new Set<number>();
    for (const service of compose.file.services) {
      const dropped = droppedIn(service, project);
      const names = new Set<string>();
      for (const item of service.capAdd) {
        if (item.known === undefined || seen.has(item.span.start)) continue;
        seen.add(item.span.start);
        const name = capabilityName(item.known);
        const reason = redundancy(name, { isPrivileged: service.isPrivileged, isRepeated: names.has(name), dropped });
        names.add(name);
        if (reason !== undefined) {
          const edits = removal(compose, service, item);
          // Beside privileged the list may be what its author would like to give instead: not to be lost on save.
          const safety = service.isPrivileged ? 'suggestion' : 'safe';
          const fixes: readonly Fix[] = edits ? [{ title: `Remove ${item.known}`, safety, edits }] : [];
          findings.push({ at: item.span, message: `${item.known} ${reason}`, fixes });
        } else if (item.isLiteral && item.known !== name && (linuxCapability(name) || name === 'ALL')) {
          const edits = isShared(compose.file.yaml, item.node) ? undefined : [replace(item.span, name)];
          const fixes: readonly Fix[] = edits ? [{ title: `Write ${name}`, safety: 'safe', edits }] : [];
          findings.push({ at: item.span, message: `${item.known} works, but is usually written ${name}`, fixes });
        }
      }
    }
    return findings;
  },
});

interface Circumstances {
  readonly isPrivileged: boolean;
  readonly isRepeated: boolean;
  readonly dropped: ReadonlySet<string>;
}

/** Why the item changes nothing; undefined when it does. */
function redundancy(name: string, { isPrivileged, isRepeated, dropped }: Circumstances): string | undefined {
  if (isRepeated) return 'is listed twice';
  if (isPrivileged && (linuxCapability(name) || name === 'ALL'))
    return 'changes nothing beside privileged: true, which gives every capability';
  if (defaultCapabilities.has(name) && !dropped.has(name) && !dropped.has('ALL'))
    return 'is a capability every container has by default';
  return undefined;
}

/** What any definition of the service drops; a drop in another file counts, so that adding it back is no redundancy. */
function droppedIn(service: Service, project: Project): ReadonlySet<string> {
  const definitions = project.serviceOf(service)?.definitions.map(it => it.service) ?? [service];
  return new Set(definitions.flatMap(it => it.capDrop.map(item => capabilityName(item.known ?? 'ALL'))));
}

/** Deletes the item, and the whole key with the last one; undefined where that would reach other services. */
function removal(compose: ProjectComposeFile, service: Service, item: TextValue): readonly Edit[] | undefined {
  const { yaml } = compose.file;
  const entry = service.key('cap_add');
  if (!entry || isShared(yaml, item.node)) return undefined;
  if (entry.value.kind === 'sequence' && entry.value.items.length > 1) return removeItem(yaml, entry.value, item.node);
  const mapping: YamlMapping | undefined = service.mapping;
  return mapping && removeEntry(yaml, mapping, entry);
}
