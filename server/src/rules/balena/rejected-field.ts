/** A field, or a form of one, that a parser of balena rejects. */

import { type BalenaReaders, balenaReaders } from '../../project/balena-readers.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { ComposeFile } from '../../syntax/compose/compose-file.ts';
import { isTrue, textOf, valueAt } from '../../syntax/compose/text-value.ts';
import { deleteField, type FieldUse, fieldUses } from '../balena-fields.ts';
import { rejectedForms } from '../balena-forms.ts';
import { sayParsers, whichOf } from '../balena-words.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const rejectedField = rule({
  id: 'balena/rejected-field',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A Compose file for balena has a field that balena’s parsers reject',
  why: 'balena takes less than Docker does: the release is not built, and the message of the builder often does not name the field. The cloud builder knows the Compose 2.4 schema only, balena CLI 25 and later the newer one with exceptions.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    deploy:\n      resources:\n        limits:\n          memory: 64M\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    ports:\n      - target: 80\n        published: '8080'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    ports:\n      - '8080:80'\n    mem_limit: 64M\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nx-note: extensions are free\nservices:\n  web:\n    build: ./web\n    stdin_open: false\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://github.com/balena-io-modules/balena-compose-parser',
  ],

  check(compose, project) {
    const readers = balenaReaders(compose, project);
    if (!readers) return [];
    const findings: Finding[] = [];
    for (const use of fieldUses(compose.file)) {
      // The long form of a port is rejected as a whole, and conditions of dependencies have a rule of their own.
      if (use.place === 'port' || (use.place === 'depends_on' && hasCondition(use, readers))) continue;
      const by = whichOf(readers, { cli: use.cli === 'rejects', builder: isRejectedByBuilder(use) });
      if (by) findings.push(fieldFinding(compose, project, use, by));
    }
    for (const { at, by: does, what, instead, fixes } of rejectedForms(compose.file)) {
      const by = whichOf(readers, does);
      if (!by) continue;
      const message = `${sayParsers(by, 'rejects')} ${what}${instead === undefined ? '' : `; ${instead}`}`;
      findings.push(fixes ? { at, message, fixes } : { at, message });
    }
    return findings;
  },
});

/** Whether balena/unsupported-depends-on-condition speaks of the dependency. */
function hasCondition({ mapping }: FieldUse, { cli }: BalenaReaders): boolean {
  const condition = textOf(valueAt(mapping, 'condition'))?.known ?? 'service_started';
  const required = valueAt(mapping, 'required');
  return condition !== 'service_started' || (cli && required !== undefined && !isTrue(required));
}

function isRejectedByBuilder({ builder, name, entry, mapping, place }: FieldUse): boolean {
  if (place !== 'service') return builder === 'rejects';
  // The 2.4 schema knows both, and asks for the one beside it, or looks whether anything is said.
  if (name === 'memswap_limit') return !mapping.entry('mem_limit');
  if (name === 'scale' && entry.value.kind === 'scalar' && entry.value.value === 0) return false;
  return builder === 'rejects';
}

function fieldFinding(compose: ProjectComposeFile, project: Project, use: FieldUse, by: BalenaReaders): Finding {
  const { name, place, entry, instead } = use;
  const message = `${sayParsers(by, 'rejects')} ${placeWords[place](name)}${instead === undefined ? '' : `; ${instead}`}`;
  return { at: entry.key.span, message, fixes: () => fixesOf(compose.file, project, use) };
}

const placeWords: Readonly<Record<FieldUse['place'], (name: string) => string>> = {
  'top-level': name => `the top-level "${name}"`,
  service: name => `"${name}" of a service`,
  build: name => `"${name}" of a build`,
  healthcheck: name => `"${name}" of a health check`,
  attachment: name => `"${name}" where a service joins a network`,
  depends_on: name => `"${name}" of a dependency`,
  port: name => `"${name}" of a port`,
  network: name => `"${name}" of a network`,
  volume: name => `"${name}" of a volume`,
};

/** Fields that others in the file lean on: deleting one alone would only move the mistake. */
const leantOn = new Set([
  'include',
  'secrets',
  'configs',
  'models',
  'provider',
  'dockerfile_inline',
  'additional_contexts',
]);

function fixesOf(file: ComposeFile, project: Project, use: FieldUse): readonly Fix[] {
  // A build or health check of nothing is a mistake of its own.
  if (use.mapping.entries.length === 1 && (use.place === 'build' || use.place === 'healthcheck')) return [];
  if (use.place === 'top-level' && (use.name === 'secrets' || use.name === 'configs')) {
    const isUsed = project.composeFiles.some(it =>
      it.file.services.some(service => service.key(use.name) ?? service.build),
    );
    return isUsed ? [] : deleteField(file, use);
  }
  const isOwn = use.place === 'service' && (use.name === 'secrets' || use.name === 'configs');
  return leantOn.has(use.name) && !isOwn ? [] : deleteField(file, use);
}
