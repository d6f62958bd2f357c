/** A service depends on, links to, shares with or extends a service that is not there. */
import { type ComposeModel, counts, extendedBy, type JudgedDefinition, modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { serviceReferences } from '../../syntax/compose/service-references.ts';
import type { YamlScalar } from '../../syntax/yaml/node.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const undefinedService = rule({
  id: 'compose/undefined-service',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service refers to a service that the project does not have',
  why: 'Compose refuses the whole project when the service another one waits for, shares something with, extends or is built from is not there.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - databse\n  database:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'services:\n  tunnel:\n    image: example/tunnel:3\n  web:\n    image: nginx:1.29\n    network_mode: service:tunel\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    extends: base\n    ports:\n      - "80:80"\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      database:\n        condition: service_started\n  database:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'include:\n  - database.yaml\nservices:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - database\n',
      'database.yaml': 'services:\n  database:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    network_mode: container:tunnel\n    volumes_from:\n      - container:store:ro\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!referringKeys.some(key => compose.file.hasServiceKey(key))) return [];
    const model = modelOf(compose, project);
    if (!model.isComplete) return [];
    const seen = new Set<number>();
    for (const judged of model.judged) {
      const { definition, inheritedAt } = judged;
      for (const { name, at, node, key } of serviceReferences(definition.compose.file.yaml, definition.service)) {
        if (model.services.has(name) || !counts(judged, key)) continue;
        const place = inheritedAt ?? at;
        if (seen.has(place.start)) continue;
        seen.add(place.start);
        findings.push({
          at: place,
          message: `${relation(key, judged)} "${name}", which no file of the project has, so the project is refused; correct the name or add the service`,
          fixes: () => (inheritedAt ? [] : nearest(compose, model, judged.whole.name, name, node, at)),
        });
      }
      if (inheritedAt || !definition.service.extends || definition.service.extends.file) continue;
      const extended = extendedBy(definition, model.files, project);
      if (extended.kind !== 'no-service' || seen.has(extended.at.span.start)) continue;
      const { span: at, node, value } = extended.at;
      seen.add(at.start);
      findings.push({
        at,
        message: `Service "${judged.whole.name}" extends "${value}", which this file does not have, so the project is refused; correct the name or say in which "file" it is`,
        fixes: () =>
          nearest(
            compose,
            model,
            judged.whole.name,
            value,
            node,
            spanInScalar(compose.file.yaml.text, node, 0, value.length),
          ),
      });
    }
    return findings;
  },
});

const referringKeys = [
  'depends_on',
  'extends',
  'build',
  'network_mode',
  'links',
  'volumes_from',
  'ipc',
  'pid',
  'uts',
  'cgroup',
];

function relation(key: string, { whole, inheritedAt }: JudgedDefinition): string {
  const service = `Service "${whole.name}"`;
  const inherited = inheritedAt ? 'inherits that it ' : '';
  switch (key) {
    case 'depends_on':
      return `${service} ${inherited}depends on`;
    case 'links':
      return `${service} ${inherited}links to`;
    case 'volumes_from':
      return `${service} ${inherited}mounts the volumes of`;
    case 'build':
      return `${service} ${inherited}takes a build context from`;
    default:
      return `"${key}" of service "${whole.name}" names`;
  }
}

function nearest(
  { file }: ProjectComposeFile,
  model: ComposeModel,
  own: string,
  name: string,
  node: YamlScalar,
  at: Span,
): readonly Fix[] {
  const others = [...model.services.keys()].filter(it => it !== own);
  const meant = closest(name, others, it => it);
  if (meant === undefined || isShared(file.yaml, node)) return [];
  // The list may name it already, and must not twice.
  const definition = file.service(own);
  if (definition?.dependsOn.some(it => it.name === meant)) return [];
  return [{ title: `Change to "${meant}"`, safety: 'suggestion', edits: [replace(at, meant)] }];
}
