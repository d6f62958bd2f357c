/** A build context taken from a service that is not built. */
import { counts, modelOf } from '../../project/compose-model.ts';
import { serviceReferences } from '../../syntax/compose/service-references.ts';
import { type Finding, rule } from '../rule.ts';

export const contextServiceWithoutBuild = rule({
  id: 'project/context-service-without-build',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A build takes a context from a service that has no build',
  why: 'A `service:` context is the image that the other service is built into. Compose refuses a project in which nothing builds it.',
  bad: [
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        base: service:base\n  base:\n    image: alpine:3.22\n',
      Dockerfile: 'FROM base\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        base: service:base\n  base:\n    build: base\n',
      Dockerfile: 'FROM base\n',
      'base/Dockerfile': 'FROM alpine:3.22\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/build/#additional_contexts'],

  check(compose, project) {
    const isInherited = compose.file.hasServiceKey('extends');
    if (!isInherited && !compose.file.yaml.text.includes('additional_contexts')) return [];
    const model = modelOf(compose, project);
    if (!model.isComplete) return [];
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const judged of model.judged) {
      const { definition, inheritedAt, whole } = judged;
      for (const { name, at, key } of serviceReferences(definition.compose.file.yaml, definition.service)) {
        const other = key === 'build' ? model.services.get(name) : undefined;
        if (!other?.isComplete || other.key('build') || !counts(judged, 'build')) continue;
        const place = inheritedAt ?? at;
        if (seen.has(place.start)) continue;
        seen.add(place.start);
        findings.push({
          at: place,
          message: `Service "${whole.name}" builds from service "${name}", which has no build itself, so the project is refused; name its image with "docker-image://", or build it`,
        });
      }
    }
    return findings;
  },
});
