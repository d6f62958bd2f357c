/** `ports` beside `network_mode: host`. */
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const portsWithHostNetwork = rule({
  id: 'compose/ports-with-host-network',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service lists ports and uses the network of the host, where ports are ignored',
  why: 'With the host’s network there is nothing to publish: every port the service listens on is open on the host under its own number, and the list, which promises something else, has no effect.',
  bad: [
    {
      'docker-compose.yml':
        'version: \'2.1\'\nservices:\n  web:\n    build: ./web\n    network_mode: host\n    ports:\n      - "80:80"\n',
    },
  ],
  good: [
    { 'docker-compose.yml': 'version: \'2.1\'\nservices:\n  web:\n    build: ./web\n    ports:\n      - "80:80"\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n' },
  ],
  references: [
    'https://docs.docker.com/engine/network/drivers/host/',
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
  ],

  check(compose) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('network_mode')) return findings;
    for (const service of compose.file.services) {
      const mode = service.networkMode;
      const network = service.key('network_mode');
      const ports = service.key('ports');
      if (mode?.value !== 'host' || !network || !ports || service.ports.length === 0) continue;
      const { mapping } = service;
      const fixes: Fix[] = [];
      for (const entry of mapping && !isShared(compose.file.yaml, mapping) ? [network, ports] : []) {
        const edits = mapping && removeEntry(compose.file.yaml, mapping, entry);
        if (edits) fixes.push({ title: titleFor(entry.key.source), safety: 'suggestion', edits });
      }
      findings.push({
        at: ports.key.span,
        message: `"ports" has no effect beside "network_mode: host": service "${service.name}" listens on the host itself, on every port it opens; delete "network_mode" to publish just these ports, or delete "ports"`,
        related: [{ path: compose.path, at: network.span, message: 'the network of the host is chosen here' }],
        fixes,
      });
    }
    return findings;
  },
});

function titleFor(key: string): string {
  return key === 'ports' ? 'Delete "ports" and keep the host network' : 'Delete "network_mode" and publish the ports';
}
