/** A volume, network, secret or config that nothing uses. */
import { type ComposeModel, modelOf, type ResourceSection } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import type { Resource, Service } from '../../syntax/compose/compose-file.ts';
import { resourceUses } from '../../syntax/compose/resource-uses.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unusedResource = rule({
  id: 'compose/unused-resource',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A volume, network, secret or config is declared and no service uses it',
  why: 'Compose ignores it, so what looks like kept data, a separate network or a handed-over secret is none. Mostly its name is misspelled somewhere, or a service went away.',
  bad: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n  backup:\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n\nnetworks:\n  front:\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\nnetworks:\n  default:\n    driver: bridge\n',
    },
    { 'compose.yaml': 'networks:\n  shared:\n    external: true\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/volumes/',
    'https://docs.docker.com/reference/compose-file/networks/',
  ],

  check(compose, project) {
    if (!compose.file.roots.some(root => sections.some(section => root.entry(section)))) return none;
    const model = modelOf(compose, project);
    if (!model.isComplete || model.services.size === 0) return none;
    const findings: Finding[] = [];
    for (const section of sections) {
      const resources = compose.file[section];
      if (resources.length === 0) continue;
      const used = usesOf(model, section);
      if (!used) continue;
      for (const resource of resources) {
        const { name, nameSpan } = resource;
        if (used.has(name) || (section === 'networks' && name === 'default')) continue;
        findings.push({
          at: nameSpan,
          message: `No service uses the ${section.slice(0, -1)} "${name}", so Compose ignores it; delete it, or name it where it is meant`,
          fixes: () => deletion(compose, section, resource),
        });
      }
    }
    return findings;
  },
});

const none: readonly Finding[] = [];

type Section = Exclude<ResourceSection, 'models'>;
const sections: readonly Section[] = ['volumes', 'networks', 'secrets', 'configs'];

/** The names services use; undefined when some are not known. */
function usesOf(model: ComposeModel, section: Section): ReadonlySet<string> | undefined {
  const used = new Set<string>();
  for (const { definitions, isComplete } of model.services.values()) {
    if (!isComplete) return undefined;
    for (const { service } of definitions) {
      if (section === 'volumes') {
        for (const { kind, source } of service.mounts) {
          if (source === undefined) continue;
          if (source.known !== source.text || kind === 'other') {
            if (source.known === undefined || source.text.includes('$')) return undefined;
          }
          used.add(source.known);
        }
        continue;
      }
      if (hasUnknown(service, section)) return undefined;
      for (const { name } of resourceUses(service, section)) used.add(name);
      if (section !== 'configs') continue;
      const spec = service.key('credential_spec')?.value;
      const config = spec?.kind === 'mapping' ? textOf(valueAt(spec, 'config'))?.known : undefined;
      if (config) used.add(config);
    }
  }
  return used;
}

function hasUnknown(service: Service, section: Section): boolean {
  const isUnknown = (item: YamlNode): boolean => {
    const text = textOf(item.kind === 'mapping' ? valueAt(item, 'source') : item);
    return text !== undefined && !text.isLiteral;
  };
  return [service.key(section)?.value, valueAt(service.build?.mapping, section)].some(
    list => list?.kind === 'sequence' && list.items.some(isUnknown),
  );
}

function deletion(
  { file: { yaml, roots } }: ProjectComposeFile,
  section: Section,
  { entry }: Resource,
): readonly Fix[] {
  for (const root of roots) {
    const at = root.entry(section);
    const list = at?.value;
    if (!at || list?.kind !== 'mapping' || !list.pairs.some(it => it.key === entry.key)) continue;
    if (isShared(yaml, list)) return [];
    // An empty section would be left over.
    const edits = list.pairs.length === 1 ? removeEntry(yaml, root, at) : removeEntry(yaml, list, entry);
    return edits
      ? [{ title: `Delete the ${section.slice(0, -1)} "${entry.key.source}"`, safety: 'suggestion', edits }]
      : [];
  }
  return [];
}
