/** A dependency that asks for more than that the other service was started. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { ComposeFile, Dependency, Service } from '../../syntax/compose/compose-file.ts';
import type { YamlEntry } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { replace } from '../../text/edit.ts';
import { sayParsers } from '../balena-words.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unsupportedDependsOnCondition = rule({
  id: 'balena/unsupported-depends-on-condition',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A dependency has a condition other than `service_started`, or is not required',
  why: 'balena starts services in order and waits for nothing else, so its parsers reject the whole file. What must wait has to try again by itself.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: redis:8\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    depends_on:\n      db:\n        condition: service_started\n        required: false\n  db:\n    image: redis:8\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    depends_on:\n      - db\n  job:\n    build: ./web\n    depends_on:\n      db:\n        condition: service_started\n  db:\n    image: redis:8\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/multicontainer/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      const entry = service.key('depends_on');
      if (entry?.value.kind !== 'mapping') continue;
      for (const dependency of service.dependsOn) {
        const finding = judge(dependency);
        if (!finding || findings.some(it => it.at.start === finding.at.start)) continue;
        const readers = balenaReaders(compose, project);
        if (!readers) return [];
        // That a dependency is optional, the builder rejects as a key it does not know.
        if (finding.isOptional && !readers.cli) continue;
        const { at, what } = finding;
        const message = `${sayParsers(finding.isOptional ? { cli: true, builder: false } : readers, 'rejects')} ${what}; list the service and let "${service.name}" try until "${dependency.name}" answers`;
        findings.push({ at, message, fixes: () => fixesFor(compose.file, service, entry, dependency) });
      }
    }
    return findings;
  },
});

/** What Compose knows beside `service_started`; other words are mistakes for everybody. */
const otherConditions = new Set(['service_healthy', 'service_completed_successfully']);

interface Judgement {
  readonly at: Dependency['span'];
  readonly what: string;
  readonly isOptional: boolean;
}

function judge({ condition, conditionSpan, isRequired, span }: Dependency): Judgement | undefined {
  if (conditionSpan && otherConditions.has(condition)) {
    return { at: conditionSpan, what: `the condition "${condition}"`, isOptional: false };
  }
  return isRequired ? undefined : { at: span, what: 'a dependency that is not required', isOptional: true };
}

function fixesFor(
  file: ComposeFile,
  service: Service,
  { value, isMerged }: YamlEntry,
  { conditionSpan, condition }: Dependency,
): readonly Fix[] {
  if (isMerged || isShared(file.yaml, value)) return [];
  const fixes: Fix[] = [];
  // A list has no room for comments beside each condition.
  const { text, comments } = file.yaml;
  const lineEnd = text.indexOf('\n', value.span.end);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const hasComments = comments.some(it => it.span.start > value.span.start && it.span.start < end);
  const names = service.dependsOn.map(it => scalarText(it.name));
  const edits = hasComments ? undefined : replaceValue(file.yaml, value, names);
  if (edits) fixes.push({ title: 'List the services without conditions', safety: 'suggestion', edits });
  if (conditionSpan && condition !== 'service_started') {
    const change = [replace(conditionSpan, 'service_started')];
    fixes.push({ title: 'Change to "service_started"', safety: 'suggestion', edits: change });
  }
  return fixes;
}
