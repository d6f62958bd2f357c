import { hostNamespaceFindings } from '../host-namespace.ts';
import { rule } from '../rule.ts';

export const hostIpc = rule({
  id: 'compose/host-ipc',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:baa3890f'],
  summary: 'A service shares the IPC namespace of the host',
  why: 'With `ipc: host` the container reads and writes the shared memory of programs of the host. For more shared memory there is `shm_size`, and services share theirs by `ipc: service:name`.',
  bad: [{ 'compose.yaml': 'services:\n  train:\n    image: example/train:1\n    ipc: host\n' }],
  good: [
    { 'compose.yaml': 'services:\n  train:\n    image: example/train:1\n    shm_size: 8gb\n' },
    { 'compose.yaml': 'services:\n  train:\n    image: example/train:1\n    ipc: shareable\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ipc',
    'https://docs.docker.com/engine/containers/run/#ipc-settings---ipc',
  ],

  check: compose =>
    hostNamespaceFindings(
      compose,
      'ipc',
      'shares memory with the programs of the host; for more of its own set "shm_size", to share it with a service "ipc: service:…"',
    ),
});
