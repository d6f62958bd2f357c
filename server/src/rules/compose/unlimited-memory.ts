import { addLimit, hasDeployLimit, servicesWithout } from '../absent-key.ts';
import { rule } from '../rule.ts';

export const unlimitedMemory = rule({
  id: 'compose/unlimited-memory',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:bb9ac4f7'],
  summary: 'A service has no memory limit',
  why: 'A service that leaks memory without a limit takes that of all others, until the kernel ends whatever it likes. With one, only the culprit is restarted.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' }],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    mem_limit: 256m\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          memory: 256M\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n',
      'compose.override.yaml': 'services:\n  web:\n    mem_limit: ${WEB_MEMORY}\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#mem_limit',
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
  ],

  check: (compose, project) =>
    servicesWithout(compose, project, all => Boolean(all.key('mem_limit')) || hasDeployLimit(all, 'memory')).map(
      it => ({
        at: it.service.nameSpan,
        message: `Service "${it.service.name}" may take all memory of the host; set "mem_limit", or "memory" under deploy.resources.limits`,
        fixes: () => addLimit(compose, it, { key: 'mem_limit', name: 'memory', value: '512m' }),
      }),
    ),
});
