/** A version of the Compose file that balena's cloud builder does not read. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { rule } from '../rule.ts';

const supported = new Set(['2', '2.0', '2.1', '2.2', '2.3', '2.4']);

export const unsupportedVersion = rule({
  id: 'balena/unsupported-version',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A Compose file for balena names a version other than 2 to 2.4',
  why: 'balena’s cloud builder knows the versions 2 to 2.4 and stops at any other, whatever the rest of the file holds.',
  bad: [
    {
      'docker-compose.yml': "version: '3.8'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.1'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml': "version: '3.8'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/multicontainer/',
  ],

  check(compose, project) {
    const version = textOf(compose.file.version?.value);
    if (version?.known === undefined || supported.has(version.known)) return [];
    if (!balenaReaders(compose, project)?.builder) return [];
    const message = `balena’s cloud builder reads Compose files of version 2 to 2.4 only and stops at "${version.known}"; write '2.4'`;
    const edits = replaceValue(compose.file.yaml, version.node, "'2.4'");
    if (!edits) return [{ at: version.span, message }];
    return [{ at: version.span, message, fixes: [{ title: 'Change to 2.4', safety: 'suggestion', edits }] }];
  },
});
