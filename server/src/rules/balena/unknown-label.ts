/** A label in balena's name space that nothing reads, is old, or is not for users to set. */
import { balenaLabel, balenaLabels, reservedBalenaLabels } from '../../catalog/balena-labels.ts';
import { balenaReaders } from '../../project/balena-readers.ts';
import type { ComposeFile } from '../../syntax/compose/compose-file.ts';
import { removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import { closest } from '../../text/closest.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { areOwn, type BalenaLabelUse, balenaLabelUses } from '../service-labels.ts';

export const unknownLabel = rule({
  id: 'balena/unknown-label',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A label begins with `io.balena.` and is none that balena reads, or has an old or reserved name',
  why: 'The Supervisor passes over labels it does not know, so a misspelled one gives nothing; it overwrites those it sets itself; and `io.resin.` is for Supervisors before 7.22.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.features.supervisor_api: '1'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      - io.resin.features.resin-api=1\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.app-id: '12'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.features.supervisor-api: '1'\n      io.balena.update.strategy: hand-over\n      org.example.io.balena: free\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
    'https://github.com/balena-os/balena-supervisor/blob/master/src/compose/utils.ts',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const use of balenaLabelUses(compose.file)) {
      const { key, keySpan } = use.label;
      const isOld = key !== use.name;
      // Unknown requirements are an error of their own rule.
      if (!isOld && (balenaLabel(key) || isRequirement(key) || key.includes('$'))) continue;
      if (!balenaReaders(compose, project)) return [];
      findings.push({ at: keySpan, message: messageFor(use), fixes: () => fixesFor(compose.file, use) });
    }
    return findings;
  },
});

function isRequirement(name: string): boolean {
  return name.startsWith('io.balena.features.requires.');
}

function isReserved(name: string): boolean {
  return (
    reservedBalenaLabels.includes(name) || name.startsWith('io.balena.image.') || name.startsWith('io.balena.private')
  );
}

function messageFor(use: BalenaLabelUse): string {
  const { name, label } = use;
  const meant = nearest(name);
  if (label.key !== name) {
    const better = balenaLabel(name) ? name : meant;
    const advice = better === undefined ? 'nothing reads it; delete it' : `write ${better}`;
    return hasTwin(use)
      ? `${label.key} is the old name of ${name}, which is set too and wins; delete it`
      : `${label.key} is a name for Supervisors before 7.22; ${advice}`;
  }
  if (isReserved(name)) return `balena sets ${name} itself, so a value given here is overwritten or ignored; delete it`;
  const advice = meant === undefined ? 'check its name, or choose one outside of io.balena' : `did you mean ${meant}?`;
  return `Nothing reads the label ${name}, so it changes nothing; ${advice}`;
}

function nearest(name: string): string | undefined {
  return isReserved(name) ? undefined : closest(name, balenaLabels, it => it.name)?.name;
}

/** Whether the service has the label in today's spelling as well. */
function hasTwin({ service, name, label }: BalenaLabelUse): boolean {
  return label.key !== name && service.labels.some(it => it.key === name);
}

function fixesFor(file: ComposeFile, use: BalenaLabelUse): readonly Fix[] {
  const { label, name } = use;
  if (!areOwn(file, use)) return [];
  const better = balenaLabel(name) ? name : nearest(name);
  const isFree = better !== undefined && !use.service.labels.some(it => it.key === better);
  if (isFree && isWrittenPlainly(file, use)) {
    return [{ title: `Change to "${better}"`, safety: 'suggestion', edits: [replace(keyText(file, use), better)] }];
  }
  const edits = better === undefined || !isFree ? removeLabel(file, use) : undefined;
  return edits ? [{ title: `Delete "${label.key}"`, safety: 'suggestion', edits }] : [];
}

function isWrittenPlainly(file: ComposeFile, use: BalenaLabelUse): boolean {
  return slice(file.yaml.text, keyText(file, use)) === use.label.key;
}

/** The name without quotes around it. */
function keyText({ yaml }: ComposeFile, { label }: BalenaLabelUse): BalenaLabelUse['label']['keySpan'] {
  const { start, end } = label.keySpan;
  const isQuoted = /["']/.test(yaml.text.charAt(start));
  return isQuoted ? { start: start + 1, end: end - 1 } : label.keySpan;
}

function removeLabel({ yaml }: ComposeFile, { service, entry, label }: BalenaLabelUse): readonly Edit[] | undefined {
  const { value } = entry;
  if (!service.mapping || value.kind === 'scalar') return undefined;
  if ((value.kind === 'mapping' ? value.pairs : value.items).length === 1)
    return removeEntry(yaml, service.mapping, entry);
  if (value.kind === 'sequence') {
    const item = value.items.find(it => it.span.start <= label.keySpan.start && label.keySpan.end <= it.span.end);
    return item && removeItem(yaml, value, item);
  }
  const pair = value.entries.find(it => it.key.span.start === label.keySpan.start);
  return pair && removeEntry(yaml, value, pair);
}
