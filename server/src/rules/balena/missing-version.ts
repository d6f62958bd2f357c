/** A Compose file without the version that balena's cloud builder asks for. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { addEntry } from '../../syntax/yaml/yaml-edits.ts';
import { rule } from '../rule.ts';

export const missingVersion = rule({
  id: 'balena/missing-version',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A Compose file for balena has no version',
  why: 'Compose itself needs no `version` any more, but balena’s cloud builder takes a file without one for the first version of the format, in which `services` would be a service, and stops.',
  bad: [
    {
      'docker-compose.yml': 'services:\n  web:\n    build: ./web\n',
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml': 'services:\n  web:\n    build: ./web\n',
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/multicontainer/',
  ],

  check(compose, project) {
    const { root, version, yaml } = compose.file;
    // Without `services` it may really be a file of the first version, which the builder takes.
    const services = root?.entry('services');
    if (version || !root || !services || !balenaReaders(compose, project)?.builder) return [];
    const message =
      "balena’s cloud builder takes a file without version for one of the oldest format and stops; write version: '2.4'";
    const edits = addEntry(yaml, root, { key: 'version', value: "'2.4'" }, { kind: 'start' });
    if (!edits) return [{ at: services.key.span, message }];
    return [{ at: services.key.span, message, fixes: [{ title: "Add version: '2.4'", safety: 'safe', edits }] }];
  },
});
