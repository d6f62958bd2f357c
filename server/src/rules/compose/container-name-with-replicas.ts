/** A fixed container name on a service with several containers. */
import { type ComposeModel, type DefinedEntry, modelOf, placeIn } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { mergedValue } from '../merged-value.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const containerNameWithReplicas = rule({
  id: 'compose/container-name-with-replicas',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service has a container name and more than one replica',
  why: 'Names of containers are unique on a host, so a second container cannot have the same one. Compose refuses the whole project.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    container_name: web-server\n    deploy:\n      replicas: 2\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: web-server\n    scale: 3\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    container_name: web-server\n    deploy:\n      replicas: 1\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#container_name',
    'https://docs.docker.com/reference/compose-file/deploy/#replicas',
  ],

  check(compose, project) {
    const { file } = compose;
    const isNamed = file.hasServiceKey('container_name');
    const isCounted = file.hasServiceKey('deploy') || file.hasServiceKey('scale');
    const mayBeCombined = file.hasServiceKey('extends') || project.composeFiles.length > 1;
    if (!(isNamed && isCounted) && !(mayBeCombined && (isNamed || isCounted || file.hasServiceKey('extends'))))
      return [];
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole } of model.judged) {
      const name = whole.key('container_name');
      if (!name || !textOf(name.entry.value)?.value) continue;
      const count = mergedValue(whole, ['scale']) ?? mergedValue(whole, ['deploy', 'replicas']);
      const replicas = Number(textOf(count?.entry.value)?.known);
      if (!count || !(replicas > 1)) continue;
      // The stronger definition brought the conflict; in one definition the name stands for both.
      const later = whole.definitions.find(
        it => it.service === name.service || it.service === count.definition.service,
      );
      const told = later?.service === name.service ? name : { ...count.definition, entry: count.entry };
      const at = placeIn(model, told);
      if (!at || seen.has(at.start)) continue;
      seen.add(at.start);
      findings.push({
        at,
        message: `Service "${whole.name}" has a container name and ${replicas} replicas, which cannot share it, so the project is refused; let Compose name the containers`,
        fixes: () => deletion(compose, model, name),
      });
    }
    return findings;
  },
});

function deletion(
  { file: { yaml } }: ProjectComposeFile,
  model: ComposeModel,
  { through, service, entry }: DefinedEntry,
): readonly Fix[] {
  const { mapping } = service;
  if (through || !mapping || !model.owns(service) || isShared(yaml, mapping)) return [];
  const edits = removeEntry(yaml, mapping, entry);
  return edits ? [{ title: 'Delete "container_name"', safety: 'suggestion', edits }] : [];
}
