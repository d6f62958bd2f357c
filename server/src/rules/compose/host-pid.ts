import { hostNamespaceFindings } from '../host-namespace.ts';
import { rule } from '../rule.ts';

export const hostPid = rule({
  id: 'compose/host-pid',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:4f31dd9f'],
  summary: 'A service shares the process namespace of the host',
  why: 'With `pid: host` the container sees every process of the host. Running as root it can signal them and read their arguments and environment, where secrets often stand.',
  bad: [
    { 'compose.yaml': 'services:\n  monitor:\n    image: example/monitor:1\n    pid: host\n' },
    { 'compose.yaml': 'services:\n  monitor:\n    image: example/monitor:1\n    pid: "${PID_MODE:-host}"\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  app:\n    image: example/app:1\n  debug:\n    image: example/debug:1\n    pid: service:app\n',
    },
    { 'compose.yaml': 'services:\n  monitor:\n    image: example/monitor:1\n    pid: ${PID_MODE}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#pid',
    'https://docs.docker.com/engine/containers/run/#pid-settings---pid',
  ],

  check: compose =>
    hostNamespaceFindings(
      compose,
      'pid',
      'sees every process of the host and may signal those of its user; remove "pid" unless it watches or debugs the host',
    ),
});
