import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const hostNetwork = rule({
  id: 'compose/host-network',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  aka: ['kics:071a71ff'],
  summary: 'A service uses the network of the host',
  why: 'With `network_mode: host` whatever the service listens on is open to everybody who reaches the host, its local services are open to the container, and services cannot find each other by name.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n' }],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: bridge\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: ${NETWORK_MODE}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
    'https://docs.docker.com/engine/network/drivers/host/',
  ],

  check(compose) {
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'network_mode')) {
      if (service.networkMode?.known !== 'host') continue;
      findings.push({
        at: entry.value.span,
        message: `Service "${service.name}" uses the network of the host: all its ports are open there and it reaches whatever listens on 127.0.0.1; publish the ports it needs instead, if that will do`,
      });
    }
    return findings;
  },
});
