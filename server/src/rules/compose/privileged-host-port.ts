import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const privilegedHostPort = rule({
  id: 'compose/privileged-host-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  aka: ['kics:bc2908f3'],
  summary: 'A port of the host below 1024 is published',
  why: 'Ports below 1024 belong to the services of the system: only root may listen there, a rootless engine cannot, and the host may want the port itself.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:8080"\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 8443\n        published: "443"\n',
    },
  ],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n      - "81"\n' }],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ports',
    'https://docs.docker.com/engine/security/rootless/tips/#exposing-privileged-ports',
  ],

  check(compose) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service } of serviceKeys(compose, 'ports')) {
      for (const { published, span, isValid } of service.ports) {
        if (!isValid || !published || published.from === 0 || published.from >= 1024 || seen.has(span.start)) continue;
        seen.add(span.start);
        findings.push({
          at: span,
          message: `Port ${published.from} of the host is one of the system's: a rootless engine cannot publish it, and the host may need it; take one from 1024 on`,
        });
      }
    }
    return findings;
  },
});
