/** A host path that nearly is one for which balena would give a label. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { unmatchedHostPath as readUnmatched, type UnmatchedHostPath } from '../host-paths.ts';
import { type Finding, rule } from '../rule.ts';

export const unmatchedHostPath = rule({
  id: 'balena/unmatched-host-path',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A host path is mounted that only comes close to one balena knows',
  why: 'balena puts a label in place of the mount of a few host paths, and compares them letter by letter. What lies below them, or has another name, is refused; of the three paths of the journal, one or two vanish without a message.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    volumes:\n      - /run/dbus/system_bus_socket:/run/dbus/system_bus_socket\n",
      'wifi/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  logs:\n    build: ./logs\n    volumes:\n      - /etc/machine-id:/etc/machine-id:ro\n",
      'logs/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    labels:\n      io.balena.features.dbus: '1'\n",
      'wifi/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    volumes:\n      - /run/dbus:/host/run/dbus\n",
      'wifi/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
    'https://github.com/balena-io-modules/balena-compose-parser/blob/master/lib/compose.ts',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const service of compose.file.services) {
      if (!service.key('volumes')) continue;
      for (const mount of service.mounts) {
        const unmatched = readUnmatched(service, mount);
        if (!unmatched || !mount.source || seen.has(mount.span.start)) continue;
        if (!balenaReaders(compose, project)) return [];
        seen.add(mount.span.start);
        findings.push({ at: mount.source.span, message: messageFor(unmatched) });
      }
    }
    return findings;
  },
});

function messageFor({ path, label, known, missing }: UnmatchedHostPath): string {
  const place = label.mountedAt ?? known;
  if (missing.length > 0) {
    return `balena drops the mount of ${path} without a word, because ${missing.join(' and ')} would have to be mounted too; set the label ${label.name}, which gives all of them`;
  }
  if (path.startsWith('/sys/fs/cgroup')) {
    return `balena knows the host path /sys and not "${path}", so the mount is refused; systemd in the container does with a tmpfs at /sys/fs/cgroup`;
  }
  return `balena knows the host path ${known} and not "${path}", so the mount is refused; set the label ${label.name}, which gives ${place}`;
}
