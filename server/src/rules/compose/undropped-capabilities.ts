import { addServiceKey, servicesWithout } from '../absent-key.ts';
import { rule } from '../rule.ts';

export const undroppedCapabilities = rule({
  id: 'compose/undropped-capabilities',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:ce76b7d0'],
  summary: 'A service keeps all capabilities that containers have by default',
  why: 'Containers start with fourteen capabilities, of which most services need none or one. Dropping all and adding back what is needed leaves less to whoever breaks in.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' }],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    cap_drop:\n      - ALL\n    cap_add:\n      - NET_BIND_SERVICE\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cap_drop',
    'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  ],

  check: (compose, project) =>
    servicesWithout(compose, project, all => all.entries('cap_drop').length > 0).map(({ service }) => ({
      at: service.nameSpan,
      message: `Service "${service.name}" keeps every capability containers have by default; drop ALL under "cap_drop" and add back what it needs`,
      fixes: () => addServiceKey(compose, service, 'cap_drop', ['ALL']),
    })),
});
