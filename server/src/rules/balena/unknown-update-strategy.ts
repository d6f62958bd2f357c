/** A label about updates with a value that the Supervisor passes over. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Project } from '../../project/project.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { closest } from '../../text/closest.ts';
import { type Finding, rule } from '../rule.ts';
import { type BalenaLabelUse, balenaLabelUses } from '../service-labels.ts';

const strategyLabel = 'io.balena.update.strategy';
const timeoutLabel = 'io.balena.update.handover-timeout';
const strategies = ['download-then-kill', 'kill-then-download', 'delete-then-download', 'hand-over'];

export const unknownUpdateStrategy = rule({
  id: 'balena/unknown-update-strategy',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  summary: 'The update strategy of a service is none that balena knows, or its hand-over timeout counts for nothing',
  why: 'The Supervisor takes its defaults without a message: it downloads, then kills, and a hand-over ends after a minute.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.update.strategy: handover\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.update.handover-timeout: '120000'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      - io.balena.update.strategy=hand-over\n      - io.balena.update.handover-timeout=2m\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.update.strategy: hand-over\n      io.balena.update.handover-timeout: 120000\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/deploy/release-strategy/update-strategies/',
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const use of balenaLabelUses(compose.file)) {
      const message = messageFor(use, project);
      if (message === undefined) continue;
      if (!balenaReaders(compose, project)) return [];
      findings.push({ at: use.label.value?.span ?? use.label.keySpan, message });
    }
    return findings;
  },
});

function messageFor({ name, label, service }: BalenaLabelUse, project: Project): string | undefined {
  const value = label.value ? label.value.known : '';
  if (value === undefined || (name !== strategyLabel && name !== timeoutLabel)) return undefined;
  if (name === strategyLabel) {
    if (strategies.includes(value)) return undefined;
    const meant = closest(value, strategies, it => it);
    const advice = meant === undefined ? `it knows ${strategies.join(', ')}` : `did you mean "${meant}"?`;
    if (value === '') return `The update strategy has no value, so the Supervisor takes download-then-kill; ${advice}`;
    return `The Supervisor knows no update strategy "${value}" and silently takes download-then-kill; ${advice}`;
  }
  if (!/^\d+$/.test(value)) {
    return `"${value}" is no number of milliseconds, so the Supervisor silently takes 60000; write digits only`;
  }
  const strategy = strategyOf(service, project);
  if (strategy === 'hand-over' || strategy === 'unknown') return undefined;
  return `The timeout counts only with the update strategy hand-over, and this service has ${strategy ?? 'none set'}; set ${strategyLabel}, or leave the timeout out`;
}

/** Undefined when none is set; `unknown` when it comes from a variable or is one the Supervisor does not know. */
function strategyOf(service: Service, project: Project): string | undefined {
  const definitions = project.serviceOf(service)?.definitions.map(it => it.service) ?? [service];
  for (const { key, value } of definitions.flatMap(it => it.labels)) {
    if (key.endsWith('.update.strategy') && key.startsWith('io.'))
      return strategies.includes(value?.known ?? '') ? value?.known : 'unknown';
  }
  return undefined;
}
