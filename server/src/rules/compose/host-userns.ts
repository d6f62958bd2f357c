import { hostNamespaceFindings } from '../host-namespace.ts';
import { rule } from '../rule.ts';

export const hostUserns = rule({
  id: 'compose/host-userns',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:8af7162d'],
  summary: 'A service opts out of user namespace remapping',
  why: 'Where the engine maps the users of containers to harmless ones of the host, `userns_mode: host` takes the service out of it: its root is root of the host again.',
  bad: [{ 'compose.yaml': 'services:\n  agent:\n    image: example/agent:1\n    userns_mode: host\n' }],
  good: [
    { 'compose.yaml': 'services:\n  agent:\n    image: example/agent:1\n' },
    { 'compose.yaml': 'services:\n  agent:\n    image: example/agent:1\n    userns_mode: ${USERNS}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#userns_mode',
    'https://docs.docker.com/engine/security/userns-remap/',
  ],

  check: compose =>
    hostNamespaceFindings(
      compose,
      'userns_mode',
      'opts out of user namespaces, so its root is root of the host even where the engine remaps users; remove the key',
    ),
});
