/** A restart policy that balena's Supervisor takes for another one. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { type Finding, rule } from '../rule.ts';

const policies = new Set(['no', 'always', 'on-failure', 'unless-stopped']);

export const unsupportedRestartPolicy = rule({
  id: 'balena/unsupported-restart-policy',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  summary: 'The restart policy of a service is one that balena turns into `always`',
  why: 'The Supervisor knows no, always, on-failure and unless-stopped, and makes always of everything else, a count behind on-failure included: a service that should give up starts for ever.',
  bad: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n    restart: on-failure:5\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    restart: on-failure\n  job:\n    build: ./web\n    restart: no\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://github.com/balena-os/balena-supervisor/blob/master/src/compose/utils.ts',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      const restart = service.text('restart');
      // Booleans and numbers are no policies at all, which the schema tells.
      if (restart?.known === undefined || policies.has(restart.known) || typeof restart.node.value !== 'string')
        continue;
      if (findings.some(it => it.at.start === restart.span.start)) continue;
      if (!balenaReaders(compose, project)) return [];
      const advice = restart.known.startsWith('on-failure')
        ? 'a count is not supported; write on-failure'
        : 'write one of no, always, on-failure and unless-stopped';
      const message = `balena’s Supervisor knows no restart policy "${restart.known}" and takes always, so the service is started for ever; ${advice}`;
      findings.push({ at: restart.span, message });
    }
    return findings;
  },
});
