/** `cap_add` or `cap_drop` names something that is no Linux capability. */
import { capabilityName, linuxCapabilities, linuxCapability } from '../../catalog/linux-capabilities.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unknownCapability = rule({
  id: 'compose/unknown-capability',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A capability does not exist',
  why: 'The engine refuses to create a container whose `cap_add` or `cap_drop` names a capability that Linux does not have.',
  bad: [{ 'compose.yaml': 'services:\n  vpn:\n    image: alpine:3.22\n    cap_add:\n      - NET_ADMINN\n' }],
  good: [
    { 'compose.yaml': 'services:\n  vpn:\n    image: alpine:3.22\n    cap_add:\n      - NET_ADMIN\n' },
    {
      'compose.yaml':
        'services:\n  vpn:\n    image: alpine:3.22\n    cap_drop:\n      - ALL\n    cap_add:\n      - ${CAPABILITY}\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cap_add',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],

  check(compose) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('cap_add') && !compose.file.hasServiceKey('cap_drop')) return findings;
    const seen = new Set<number>();
    for (const service of compose.file.services) {
      for (const { known, node, span } of [...service.capAdd, ...service.capDrop]) {
        if (known === undefined || seen.has(span.start)) continue;
        // A list that services share through an anchor is written once and reported once.
        seen.add(span.start);
        if (capabilityName(known) === 'ALL' || linuxCapability(known)) continue;
        const meant = closest(capabilityName(known), linuxCapabilities, it => it.name);
        const hint = meant ? `; did you mean ${meant.name}?` : '';
        const fixes: readonly Fix[] =
          meant && !isShared(compose.file.yaml, node)
            ? [{ title: `Change to ${meant.name}`, safety: 'suggestion', edits: [replace(span, meant.name)] }]
            : [];
        findings.push({
          at: span,
          message: `Linux has no capability "${known}", so the container is not created${hint}`,
          fixes,
        });
      }
    }
    return findings;
  },
});
