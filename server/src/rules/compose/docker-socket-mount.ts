import { type BindMount, bindMounts, removeMount } from '../bind-mounts.ts';
import { type Finding, rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

export const dockerSocketMount = rule({
  id: 'compose/docker-socket-mount',
  reads: 'compose',
  dialect: 'docker',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:d6355c88'],
  summary: 'A service is given the socket of the container engine',
  why: 'Who talks to the engine can start a privileged container and own the host; that the socket is mounted read-only changes nothing, because talking is not writing. A proxy in front of it lets through only the few requests a service needs.',
  bad: [
    {
      'compose.yaml':
        'services:\n  proxy:\n    image: traefik:v3.5\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
    },
    {
      'compose.yaml':
        'services:\n  ui:\n    image: portainer/portainer-ce:2.33.0\n    volumes:\n      - type: bind\n        source: ${DOCKER_SOCKET:-/run/docker.sock}\n        target: /var/run/docker.sock\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  proxy:\n    image: traefik:v3.5\n    volumes:\n      - ./traefik.yaml:/etc/traefik/traefik.yaml:ro\n',
    },
    {
      'compose.yaml':
        'services:\n  socket-proxy:\n    image: tecnativa/docker-socket-proxy:v0.4\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
    },
  ],
  references: [
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
    'https://docs.docker.com/engine/security/protect-access/',
  ],

  check(compose) {
    const findings: Finding[] = [];
    for (const it of bindMounts(compose)) {
      if (!isEngineSocket(it.path) || isSocketProxy(it)) continue;
      findings.push({
        at: it.source.span,
        message: `Through the socket of the engine "${it.service.name}" can start any container and so owns the host, read-only or not; put a socket proxy between, or remove the mount`,
        fixes: () => suggestion('Remove the mount', removeMount(compose, it)),
      });
    }
    return findings;
  },
});

/** Docker's, also a rootless one, Podman's and containerd's. */
function isEngineSocket(path: string): boolean {
  return /^(?:\/var)?\/run\/(?:user\/\d{1,10}\/)?(?:docker\.sock|balena-engine\.sock|podman\/podman\.sock|containerd\/containerd\.sock|crio\/crio\.sock)$/.test(
    path,
  );
}

/** A proxy that filters requests is what stands between, so it has to have the socket. */
function isSocketProxy({ service }: BindMount): boolean {
  return /socket-?proxy/i.test(`${service.name} ${service.image?.value ?? ''}`);
}
