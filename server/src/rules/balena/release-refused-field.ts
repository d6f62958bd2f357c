/** A field that makes a release ask for a Supervisor which is not there yet. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { fieldUses } from '../balena-fields.ts';
import { type Finding, rule } from '../rule.ts';

export const releaseRefusedField = rule({
  id: 'balena/release-refused-field',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  summary: 'A Compose file for balena has a field that today’s devices refuse a whole release for',
  why: 'For fields that are new to it, balena CLI adds the requirement “compose 2” to the service. The Supervisor of today does not know that kind of requirement, so no service of the release is installed.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    device_cgroup_rules:\n      - 'c 188:* rmw'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n  top:\n    build: ./web\n    pid: service:web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    devices:\n      - /dev/ttyUSB0\n    pid: host\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n    cpus: 0.5\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://github.com/balena-io-modules/balena-compose-parser/blob/master/lib/legacy.ts',
    'https://docs.balena.io/reference/supervisor/docker-compose/',
  ],

  check(compose, project) {
    const readers = balenaReaders(compose, project);
    if (!readers?.cli) return [];
    const findings: Finding[] = [];
    for (const { cli, builder, name, entry, instead } of fieldUses(compose.file)) {
      // Where the builder rejects it, that is the thing to know.
      if (cli !== 'demands' || (readers.builder && builder === 'rejects')) continue;
      findings.push({ at: entry.key.span, message: messageFor(`"${name}"`, instead) });
    }
    for (const service of compose.file.services) {
      const pid = service.text('pid');
      if (!pid?.known?.startsWith('service:') || findings.some(it => it.at.start === pid.span.start)) continue;
      findings.push({ at: pid.span, message: messageFor('pid naming a service', undefined) });
    }
    return findings;
  },
});

function messageFor(what: string, instead: string | undefined): string {
  const advice = instead === undefined ? 'leave it out' : instead;
  return `For ${what} balena CLI 25 and later asks for “compose 2”, which no Supervisor of today offers, so devices refuse the whole release; ${advice}`;
}
