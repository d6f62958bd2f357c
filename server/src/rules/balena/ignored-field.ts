/** A field that balena takes and does nothing with. */
import { type BalenaReaders, balenaReaders } from '../../project/balena-readers.ts';
import { deleteField, type FieldUse, fieldUses } from '../balena-fields.ts';
import { sayParsers } from '../balena-words.ts';
import { type Finding, rule } from '../rule.ts';

export const ignoredField = rule({
  id: 'balena/ignored-field',
  reads: 'compose',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A Compose file for balena has a field that changes nothing on the device',
  why: 'Parsers and Supervisor take such a field and drop it, so the service runs without what it says.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    container_name: the-web\n    restart: always\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    expose:\n      - '80'\n    restart: always\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n    restart: always\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n    scale: 2\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: ['https://docs.balena.io/reference/supervisor/docker-compose/'],

  check(compose, project) {
    const readers = balenaReaders(compose, project);
    if (!readers) return [];
    const findings: Finding[] = [];
    for (const use of fieldUses(compose.file)) {
      if (use.device === 'uses' || (readers.builder && use.builder === 'rejects')) continue;
      // What the CLI rejects, or makes a demand of, is told by the rules for these.
      if (readers.cli && (use.cli === 'rejects' || use.cli === 'demands')) continue;
      const message = messageFor(use, readers);
      findings.push(
        use.name === 'expose'
          ? { at: use.entry.key.span, message }
          : { at: use.entry.key.span, message, fixes: () => deleteField(compose.file, use) },
      );
    }
    // The builder's schema knows the key, but nothing follows it; without image and build the service is rejected.
    if (!readers.builder) return findings;
    for (const service of compose.file.services) {
      const base = service.extends && (service.key('image') ?? service.key('build')) && service.key('extends');
      if (!base || findings.some(it => it.at.start === base.key.span.start)) continue;
      const message = `balena’s cloud builder (Compose 2.4 schema) follows no "extends", so "${service.name}" is built there without what it would inherit; share keys through a YAML anchor`;
      findings.push({ at: base.key.span, message });
    }
    return findings;
  },
});

function messageFor({ name, place, instead }: FieldUse, readers: BalenaReaders): string {
  if (place === 'service' && name === 'expose') {
    return 'On balena "expose" only tells readers which ports are meant; services of a release reach every port of each other anyway';
  }
  const advice = instead === undefined ? '' : `; ${instead}`;
  return `${sayParsers(readers, 'takes')} "${name}", but nothing on the device heeds it${advice}`;
}
