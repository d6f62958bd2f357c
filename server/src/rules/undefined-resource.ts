/** Uses of networks, secrets, configs and models that no file of the project declares; one rule speaks for each kind. */
import { counts, modelOf } from '../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../project/project.ts';
import { declareResources } from '../syntax/compose/declare-resources.ts';
import { type ResourceUse, resourceUses, type UsableSection } from '../syntax/compose/resource-uses.ts';
import { spanInScalar } from '../syntax/yaml/scalar-span.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import type { NewValue } from '../syntax/yaml/yaml-edits.ts';
import { closest } from '../text/closest.ts';
import { replace } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { Finding, Fix } from './rule.ts';

const nouns: Readonly<Record<UsableSection, string>> = {
  networks: 'network',
  secrets: 'secret',
  configs: 'config',
  models: 'model',
};

/** What a new declaration holds; each is the shortest one that Compose takes. */
function declaration(section: UsableSection, name: string): NewValue {
  switch (section) {
    case 'networks':
      return null;
    case 'secrets':
      return { file: `./${name}.txt` };
    case 'configs':
      return { file: `./${name}` };
    case 'models':
      return { model: `ai/${name}` };
  }
}

export function undefinedResources(
  compose: ProjectComposeFile,
  project: Project,
  section: UsableSection,
): readonly Finding[] {
  if (!mayUse(compose, section)) return none;
  const model = modelOf(compose, project);
  if (!model.isComplete) return none;
  const names = model.declared(section);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const judged of model.judged) {
    const { service } = judged.definition;
    for (const use of resourceUses(service, section)) {
      if (names.has(use.name) || (section === 'networks' && use.name === 'default') || !counts(judged, use.key))
        continue;
      const at = judged.inheritedAt ?? use.span;
      // A list that services share through an anchor is written once, and reported once.
      const key = judged.inheritedAt ? `${at.start} ${use.name}` : `${at.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { dialect } = project;
      const fixes = (): readonly Fix[] => [
        ...declareFix(compose, dialect, section, use.name),
        ...(judged.inheritedAt ? [] : nearest(compose, service.key(use.key)?.value, use, names, at)),
      ];
      findings.push({ at, message: message(section, use.name, judged.whole.name), fixes });
    }
  }
  return findings;
}

const none: readonly Finding[] = [];

function message(section: UsableSection, name: string, service: string): string {
  return `The ${nouns[section]} "${name}" of service "${service}" is not declared, so the project is refused; declare it under the top-level "${section}"`;
}

/** Whether the section is worth a look: most files use none of them. */
function mayUse(compose: ProjectComposeFile, section: UsableSection): boolean {
  const { file } = compose;
  if (file.hasServiceKey(section) || file.hasServiceKey('extends')) return true;
  // A secret of a build; the word is somewhere in the file then.
  return section === 'secrets' && file.hasServiceKey('build') && file.yaml.text.includes('secrets');
}

function declareFix(
  compose: ProjectComposeFile,
  dialect: Project['dialect'],
  section: UsableSection,
  name: string,
): readonly Fix[] {
  // balena's builders take none of the others.
  if ((dialect === 'balena' && section !== 'networks') || !/^[\w.-]+$/.test(name)) return [];
  const place = dialect === 'balena' ? 'before-services' : 'end';
  const edits = declareResources(compose.file, section, [{ name, value: declaration(section, name) }], place);
  return edits ? [{ title: `Declare the ${nouns[section]} "${name}"`, safety: 'suggestion', edits }] : [];
}

function nearest(
  { file }: ProjectComposeFile,
  list: Parameters<typeof isShared>[1] | undefined,
  use: ResourceUse,
  names: ReadonlySet<string>,
  at: Span,
): readonly Fix[] {
  const meant = closest(use.name, names, it => it);
  if (meant === undefined || use.node.source !== use.name || isShared(file.yaml, use.node)) return [];
  if (list?.kind === 'mapping' ? list.entry(meant) : list?.kind === 'sequence' && holds(list, meant)) return [];
  const inner = spanInScalar(file.yaml.text, use.node, 0, use.name.length);
  return [
    {
      title: `Change to "${meant}"`,
      safety: 'suggestion',
      edits: [replace(inner.end > inner.start ? inner : at, meant)],
    },
  ];
}

function holds(list: Extract<Parameters<typeof isShared>[1], { kind: 'sequence' }>, name: string): boolean {
  return list.items.some(item => item.kind === 'scalar' && item.source === name);
}
