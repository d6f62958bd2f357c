/** A label that should switch a feature of balena on, with a value that leaves it off. */
import { balenaLabel, isLabelOn } from '../../catalog/balena-labels.ts';
import { balenaReaders } from '../../project/balena-readers.ts';
import type { ComposeFile } from '../../syntax/compose/compose-file.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { type Edit, insert, replace } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';
import { areOwn, type BalenaLabelUse, balenaLabelUses } from '../service-labels.ts';

export const ineffectiveLabelValue = rule({
  id: 'balena/ineffective-label-value',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A feature label of balena has a value that does not switch it on',
  why: 'The Supervisor takes 1, true and on for yes, and everything else for no, without a message: the service then runs without what the label should give it.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.features.supervisor-api: enabled\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      - io.balena.features.sysfs\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.features.supervisor-api: '1'\n      io.balena.features.sysfs: TRUE\n      io.balena.features.procfs: 'off'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
    'https://github.com/balena-os/balena-supervisor/blob/master/src/lib/validation.ts',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const use of balenaLabelUses(compose.file)) {
      const { value, keySpan } = use.label;
      if (balenaLabel(use.name)?.value !== 'switch' || (value && value.known === undefined)) continue;
      const text = value?.known ?? '';
      if (isLabelOn(text) || isPlainlyOff(text)) continue;
      if (!balenaReaders(compose, project)) return [];
      const message = `${text === '' ? 'Without a value' : `With the value "${text}"`} ${use.name} stays off: the Supervisor takes only 1, true and on for yes; write '1'`;
      findings.push({
        at: value && value.span.end > value.span.start ? value.span : keySpan,
        message,
        fixes: () => {
          const edits = areOwn(compose.file, use) ? switchOn(compose.file, use) : undefined;
          return edits ? [{ title: "Change to '1'", safety: 'suggestion', edits }] : [];
        },
      });
    }
    return findings;
  },
});

/** Written by somebody who means no. */
function isPlainlyOff(text: string): boolean {
  return /^(?:0|false|off|no)$/i.test(text);
}

function switchOn({ yaml }: ComposeFile, { entry, label }: BalenaLabelUse): readonly Edit[] | undefined {
  if (entry.value.kind === 'mapping') {
    const pair = entry.value.entries.find(it => it.key.span.start === label.keySpan.start);
    return pair && !pair.isMerged ? replaceValue(yaml, pair.value, "'1'") : undefined;
  }
  return label.value ? [replace(label.value.span, '1')] : [insert(label.keySpan.end, '=1')];
}
