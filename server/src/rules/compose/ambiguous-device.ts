/** A short device mapping with more parts than the short form has. */
import { shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const ambiguousDevice = rule({
  id: 'compose/ambiguous-device',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A short device mapping has more than three parts',
  why: 'The short form is `HOST[:CONTAINER[:PERMISSIONS]]`; with more colons nobody can tell which part is which, and Compose refuses the file.',
  bad: [
    {
      'compose.yaml':
        'services:\n  reader:\n    image: alpine:3.22\n    devices:\n      - /dev/serial/by-path/pci-0000:00:14.0:/dev/ttyS0\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  reader:\n    image: alpine:3.22\n    devices:\n      - /dev/ttyUSB0:/dev/ttyS0:rw\n      - vendor.com/gpu=all\n      - source: /dev/serial/by-path/pci-0000:00:14.0\n        target: /dev/ttyS0\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#devices'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const service of compose.file.services) {
      if (!service.key('devices')) continue;
      for (const { known, span } of service.list('devices')) {
        if (known === undefined || known.split(':', 4).length < 4) continue;
        findings.add({
          at: span,
          message: `"${shortened(known)}" has too many colons for a short device, so Compose refuses the file; write it with source: and target:`,
        });
      }
    }
    return findings.list;
  },
});
