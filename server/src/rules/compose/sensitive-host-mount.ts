import { bindMounts, mountReadOnly } from '../bind-mounts.ts';
import { type Finding, rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

export const sensitiveHostMount = rule({
  id: 'compose/sensitive-host-mount',
  reads: 'compose',
  dialect: 'docker',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:1c1325ff'],
  summary: 'A service may write to system folders of the host',
  why: 'Whoever can write to `/etc`, `/usr` or the data of the engine changes the host itself: adds users, replaces programs, takes over other containers. What is only read can be mounted read-only.',
  bad: [
    { 'compose.yaml': 'services:\n  backup:\n    image: example/backup:1\n    volumes:\n      - /:/host\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /etc/localtime:/etc/localtime\n',
    },
    {
      'compose.yaml':
        'services:\n  agent:\n    image: example/agent:1\n    volumes:\n      - type: bind\n        source: /var/lib/docker\n        target: /var/lib/docker\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /etc/localtime:/etc/localtime:ro\n      - /etc/letsencrypt:/etc/letsencrypt\n',
    },
    {
      'compose.yaml':
        'services:\n  metrics:\n    image: prom/node-exporter:v1.9.1\n    volumes:\n      - /proc:/host/proc:ro\n      - /:/rootfs:ro\n      - /dev/dri:/dev/dri\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./etc:/etc/nginx\n' },
  ],
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],

  check(compose) {
    const findings: Finding[] = [];
    for (const it of bindMounts(compose)) {
      if (it.mount.isReadOnly || !it.path.startsWith('/')) continue;
      const harm = harmOf(it.path);
      if (harm === undefined) continue;
      findings.push({
        at: it.source.span,
        message: `"${it.service.name}" may write to ${it.path} of the host and so ${harm}; mount it read-only, or only the part it needs`,
        fixes: () => suggestion('Mount it read-only', mountReadOnly(compose, it)),
      });
    }
    return findings;
  },
});

/**
 * What writing there can do, as the rest of a sentence. Only folders as a whole and files that every system has: what
 * lies below in a folder of its own (`/etc/letsencrypt`) was made for the service.
 */
const harms: ReadonlyMap<string, string> = new Map(
  (
    [
      ['/', 'change anything there'],
      ['/boot', 'replace the kernel'],
      ['/dev', 'write past every file system to its disks'],
      ['/etc', 'add users and services'],
      ['/bin /sbin /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin', 'replace its programs'],
      ['/lib /lib64', 'replace the libraries of all its programs'],
      ['/lib/modules /usr/lib/modules', 'replace its kernel modules'],
      ['/proc /sys', 'change settings of its kernel'],
      ['/root /root/.ssh', 'log in as its root'],
      ['/home', 'log in as its users'],
      ['/var /var/lib', 'change the data of its services'],
      ['/var/lib/docker /var/lib/docker/volumes /var/lib/containerd', 'take over all other containers'],
      ['/run /var/run', 'talk to its services, the container engine among them'],
      ['/etc/passwd /etc/shadow /etc/group /etc/sudoers /etc/sudoers.d /etc/pam.d', 'give itself rights there'],
      ['/etc/ssh /etc/systemd /etc/systemd/system /etc/cron.d /etc/crontab /etc/init.d', 'start programs there'],
      ['/etc/docker', 'change the settings of its container engine'],
      ['/etc/localtime /etc/timezone', 'change its time zone'],
      ['/etc/hosts /etc/resolv.conf /etc/hostname', 'change what its names stand for'],
      ['/etc/machine-id', 'change its identity'],
    ] as const
  ).flatMap(([paths, harm]) => paths.split(' ').map(path => [path, harm] as const)),
);

function harmOf(path: string): string | undefined {
  return harms.get(path);
}
