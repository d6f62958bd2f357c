/** A service waits for another one to be healthy that is never checked. */
import { type ModelService, modelOf } from '../../project/compose-model.ts';
import type { Project } from '../../project/project.ts';
import { serviceReferences } from '../../syntax/compose/service-references.ts';
import { isTrue, textOf, textsOf } from '../../syntax/compose/text-value.ts';
import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { lastNamed, stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replace } from '../../text/edit.ts';
import { mergedValue } from '../merged-value.ts';
import { type Finding, rule } from '../rule.ts';

export const healthyDependencyWithoutHealthcheck = rule({
  id: 'project/healthy-dependency-without-healthcheck',
  reads: 'compose',
  dialect: 'docker',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service waits until another one is healthy that has no health check',
  why: 'A container without health check never becomes healthy, so the service that waits for it is not started. The image itself may bring a check; then nothing is wrong.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        condition: service_healthy\n  api:\n    build: api\n',
      'api/Dockerfile': 'FROM node:22\nCMD ["node", "server.js"]\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        condition: service_healthy\n  api:\n    image: example/api:1\n    healthcheck:\n      disable: true\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        condition: service_healthy\n  api:\n    build: api\n',
      'api/Dockerfile': 'FROM node:22\nHEALTHCHECK CMD ["node", "health.js"]\nCMD ["node", "server.js"]\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        condition: service_healthy\n  api:\n    image: example/api:1\n    healthcheck:\n      test: ["CMD", "health"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/compose/how-tos/startup-order/',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],

  check(compose, project) {
    const { file } = compose;
    if (!file.yaml.text.includes('service_healthy')) return [];
    const model = modelOf(compose, project);
    if (!model.isComplete) return [];
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of model.judged) {
      if (inheritedAt) continue;
      for (const { name, condition } of serviceReferences(file.yaml, definition.service)) {
        const other = condition?.known === 'service_healthy' ? model.services.get(name) : undefined;
        const lack = other?.isComplete ? lackOf(other, project) : undefined;
        if (!condition || !lack || seen.has(condition.span.start)) continue;
        seen.add(condition.span.start);
        const isEditable = condition.isLiteral && !isShared(file.yaml, condition.node);
        findings.push({
          at: condition.span,
          message: `Service "${whole.name}" waits until "${name}" is healthy, but ${lack.words}; give it a health check, or wait only until it is started`,
          ...(lack.isCertain ? {} : { severity: 'hint' as const }),
          fixes: isEditable
            ? [
                {
                  title: 'Wait until it is started',
                  safety: 'suggestion',
                  edits: [replace(condition.span, 'service_started')],
                },
              ]
            : [],
        });
      }
    }
    return findings;
  },
});

interface Lack {
  readonly words: string;
  /** The image may bring a check where it is false. */
  readonly isCertain: boolean;
}

function lackOf(service: ModelService, project: Project): Lack | undefined {
  if (isTrue(mergedValue(service, ['healthcheck', 'disable'])?.entry.value)) {
    return { words: 'its health check is disabled', isCertain: true };
  }
  const test = mergedValue(service, ['healthcheck', 'test']);
  if (test) {
    const [first] = textsOf(test.entry.value);
    const isNone = first?.known === 'NONE' && (test.entry.value.kind === 'sequence' || first.isLiteral);
    return isNone ? { words: 'its health check is "NONE"', isCertain: true } : undefined;
  }
  // The settings of a check that is not known: it may come from the image.
  if (service.key('healthcheck') && !service.key('build')) return undefined;
  if (service.key('provider')) return undefined;
  if (!service.key('build')) {
    const image = textOf(service.key('image')?.entry.value)?.value;
    return image === undefined
      ? undefined
      : { words: `only the image ${image} could bring the health check it lacks here`, isCertain: false };
  }
  const it = project.services.find(({ name }) => name === service.name);
  const built = it && project.dockerfileOf(it);
  if (built?.kind !== 'found' && built?.kind !== 'inline') return undefined;
  const stage = built.kind === 'found' ? built.stage : built.file.stages.at(-1);
  return stage && !checksHealth(stage)
    ? { words: 'neither the Compose file nor its Dockerfile has a health check', isCertain: true }
    : undefined;
}

/** Whether the image has a check as far as its Dockerfile tells; the last HEALTHCHECK of its stages counts. */
function checksHealth(stage: Stage): boolean {
  for (const it of [...stageChain(stage)].reverse()) {
    const last = lastNamed(it.instructions, 'HEALTHCHECK');
    if (last) return last.arguments[0]?.value.toUpperCase() !== 'NONE';
  }
  return false;
}
