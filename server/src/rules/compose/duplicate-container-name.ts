/** Two services want the same container name. */
import {
  type ComposeModel,
  type DefinedEntry,
  extendsPlace,
  type ModelService,
  modelOf,
} from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replace } from '../../text/edit.ts';
import type { Span } from '../../text/span.ts';
import { areAlternatives } from '../profiles.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const duplicateContainerName = rule({
  id: 'compose/duplicate-container-name',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:no-duplicate-container-names'],
  summary: 'Two services have the same container name',
  why: 'Names of containers are unique on a host: the second service cannot be started.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    container_name: site\n  api:\n    image: example/api:1\n    container_name: site\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  cpu:\n    image: example/model:1\n    container_name: model\n    profiles: [cpu]\n  gpu:\n    image: example/model:1-gpu\n    container_name: model\n    profiles: [gpu]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],

  check(compose, project) {
    if (!compose.file.hasServiceKey('container_name') && !compose.file.hasServiceKey('extends')) return [];
    const model = modelOf(compose, project);
    const first = new Map<string, Named[]>();
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const [, service] of model.services) {
      const found = service.key('container_name');
      const name = found && textOf(found.entry.value)?.known;
      if (!found || !name) continue;
      const others = first.get(name);
      if (!others) {
        first.set(name, [{ service, found }]);
        continue;
      }
      const other = others.find(it => !areAlternatives(it.service, service));
      // Some are kept apart by profiles; a handful of them is all that is compared.
      if (others.length < maxAlternatives) others.push({ service, found });
      const at = other && placeOf(model, found);
      if (!other || !at || seen.has(at.start)) continue;
      seen.add(at.start);
      const own = placeOf(model, other.found);
      findings.push({
        at,
        message: `The container name "${name}" is taken by service "${other.service.name}" already, so "${service.name}" cannot be started beside it; give each its own`,
        related:
          own && own.start !== at.start
            ? [{ path: compose.path, at: own, message: `service "${other.service.name}" has it too` }]
            : [],
        fixes: () => suffixFix(compose, service, found, name),
      });
    }
    return findings;
  },
});

const maxAlternatives = 16;

interface Named {
  readonly service: ModelService;
  readonly found: DefinedEntry;
}

/** The name in this file, or the `extends` that brings it; undefined when another file does. */
function placeOf(model: ComposeModel, { entry, service, through }: DefinedEntry): Span | undefined {
  if (!through) return model.owns(service) ? entry.value.span : undefined;
  return model.owns(through) ? extendsPlace(through) : undefined;
}

function suffixFix(
  { file: { yaml } }: ProjectComposeFile,
  service: ModelService,
  { entry, through }: DefinedEntry,
  name: string,
): readonly Fix[] {
  const { value } = entry;
  if (through || value.kind !== 'scalar' || value.source !== name || isShared(yaml, value)) return [];
  if (entry.isMerged || !/^[\w.-]+$/.test(name)) return [];
  const at = spanInScalar(yaml.text, value, 0, name.length);
  const renamed = `${name}-${service.name}`;
  return [{ title: `Change to "${renamed}"`, safety: 'suggestion', edits: [replace(at, renamed)] }];
}
