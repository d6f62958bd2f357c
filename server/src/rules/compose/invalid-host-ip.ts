/** `host_ip` of a long port that is no IP address. */
import { isIpAddress } from '../../syntax/compose/port.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import { shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const invalidHostIp = rule({
  id: 'compose/invalid-host-ip',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: '`host_ip` is no IP address',
  why: 'A port is published on an address of the host; a name such as localhost is not looked up, and Compose refuses the file.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: "8080"\n        host_ip: localhost\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: "8080"\n        host_ip: 127.0.0.1\n      - target: 81\n        host_ip: ${ADDRESS}\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-4'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const service of compose.file.services) {
      if (!service.key('ports')) continue;
      for (const { node } of service.ports) {
        const text = node.kind === 'mapping' ? textOf(valueAt(node, 'host_ip')) : undefined;
        if (!text || text.known === undefined || typeof text.node.value !== 'string' || isIpAddress(text.known))
          continue;
        const meant = text.known === 'localhost' ? '127.0.0.1' : 'an address such as 127.0.0.1';
        findings.add({
          at: text.span,
          message: `"${shortened(text.known)}" is no IP address, so Compose refuses the file; write ${meant}`,
        });
      }
    }
    return findings.list;
  },
});
