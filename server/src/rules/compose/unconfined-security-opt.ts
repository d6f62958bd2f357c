import type { ProjectComposeFile } from '../../project/project.ts';
import type { Service, TextValue } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeItem } from '../../syntax/yaml/yaml-edits.ts';
import { foundGrants } from '../found-grants.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { removeServiceKey, serviceKeys, suggestion } from '../service-keys.ts';

export const unconfinedSecurityOpt = rule({
  id: 'compose/unconfined-security-opt',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:404fde2c'],
  summary: 'A service runs without the confinement of seccomp or AppArmor',
  why: 'The default profiles block system calls and files that ordinary programs never need and break-ins do. Switching one off is right for few: systemd, mounting, FUSE, the sandbox of a browser.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - seccomp:unconfined\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - no-new-privileges:true\n      - apparmor=unconfined\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - seccomp:./profile.json\n      - label=disable\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - seccomp:${PROFILE}\n' },
  ],
  references: ['https://docs.docker.com/engine/security/seccomp/', 'https://docs.docker.com/engine/security/apparmor/'],

  check(compose, project) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service } of serviceKeys(compose, 'security_opt')) {
      for (const item of service.securityOpt) {
        const profile = unconfined(item);
        if (profile === undefined || seen.has(item.span.start)) continue;
        seen.add(item.span.start);
        const grants = foundGrants(service, project);
        const need = grants?.needed.find(
          it => it.key === 'security_opt' && optionKey(it.name) === optionKey(item.known),
        );
        if (need) {
          findings.push({
            at: item.span,
            severity: 'hint',
            message: `"${service.name}" runs without ${profile}, which seems needed (it ${need.why}); so grant it little else`,
          });
          continue;
        }
        findings.push({
          at: item.span,
          message: `"${service.name}" runs without ${profile}, which stops most ways out of a container, and nothing was found that needs that; remove the item`,
          fixes: () => fixesFor(compose, service, item),
        });
      }
    }
    return findings;
  },
});

/** The profile that the item switches off, by its name for users. */
function unconfined({ known }: TextValue): string | undefined {
  const [name, value] = optionKey(known).split('=');
  if (value !== 'unconfined') return undefined;
  return name === 'seccomp' ? 'seccomp' : name === 'apparmor' ? 'AppArmor' : undefined;
}

/** Both separators mean the same. */
function optionKey(option: string | undefined): string {
  return (option ?? '').trim().toLowerCase().replace(':', '=');
}

function fixesFor(compose: ProjectComposeFile, service: Service, item: TextValue): readonly Fix[] {
  const { yaml } = compose.file;
  const entry = service.key('security_opt');
  if (!entry || isShared(yaml, item.node)) return [];
  const title = `Remove ${item.value}`;
  return entry.value.kind === 'sequence' && entry.value.items.length > 1
    ? suggestion(title, removeItem(yaml, entry.value, item.node))
    : suggestion(title, removeServiceKey(compose, entry));
}
