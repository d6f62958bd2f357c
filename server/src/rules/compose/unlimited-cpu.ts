import { addLimit, hasDeployLimit, servicesWithout } from '../absent-key.ts';
import { rule } from '../rule.ts';

const keys = ['cpus', 'cpu_quota', 'cpu_count', 'cpu_percent', 'cpuset', 'cpu_rt_runtime'];

export const unlimitedCpu = rule({
  id: 'compose/unlimited-cpu',
  reads: 'compose',
  dialect: 'docker',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:6b610c50'],
  summary: 'A service has no CPU limit',
  why: 'A service that spins without a limit takes all processors, and every other service of the host waits for it.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' }],
  good: [
    { 'compose.yaml': "services:\n  web:\n    image: nginx:1.29\n    cpus: '0.5'\n" },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cpuset: 0-1\n' },
    {
      'compose.yaml':
        "services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          cpus: '0.5'\n",
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cpus',
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
  ],

  check: (compose, project) =>
    servicesWithout(compose, project, all => keys.some(key => all.key(key)) || hasDeployLimit(all, 'cpus')).map(it => ({
      at: it.service.nameSpan,
      message: `Service "${it.service.name}" may take all processors of the host; set "cpus", here or under deploy.resources.limits`,
      fixes: () => addLimit(compose, it, { key: 'cpus', name: 'cpus', value: "'1.0'" }),
    })),
});
