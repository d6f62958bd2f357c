/** A service needs another one that its profiles do not start. */
import { type ComposeModel, counts, type ModelService, modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { type ServiceReference, serviceReferences } from '../../syntax/compose/service-references.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { addEntry, type NewValue, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { profilesOf } from '../profiles.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const disabledDependency = rule({
  id: 'compose/disabled-dependency',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service needs another one that only other profiles start',
  why: 'Where the profiles of the other service are not switched on, it does not exist for Compose, and the whole project is refused.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - debugger\n  debugger:\n    image: example/debugger:2\n    profiles: [debug]\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      debugger:\n        condition: service_started\n        required: false\n  debugger:\n    image: example/debugger:2\n    profiles: [debug]\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    profiles: [debug]\n    depends_on:\n      - debugger\n  debugger:\n    image: example/debugger:2\n    profiles: [debug, test]\n',
    },
  ],
  references: [
    'https://docs.docker.com/compose/how-tos/profiles/',
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
  ],

  check(compose, project) {
    const isWithProfiles = ({ file }: ProjectComposeFile): boolean => file.hasServiceKey('profiles');
    if (!isWithProfiles(compose) && !project.composeFiles.some(isWithProfiles)) return [];
    const model = modelOf(compose, project);
    const always = project.composeReferences.variables.get('COMPOSE_PROFILES')?.split(',') ?? [];
    const isDocker = project.dialect === 'docker';
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const judged of model.judged) {
      const { service } = judged.definition;
      if (judged.inheritedAt) continue;
      for (const reference of serviceReferences(compose.file.yaml, service)) {
        const other = model.services.get(reference.name);
        if (reference.key === 'build' || !reference.isRequired || !other || !counts(judged, reference.key)) continue;
        const profiles = missingProfiles(judged.whole, other, always);
        if (!profiles || seen.has(reference.at.start)) continue;
        seen.add(reference.at.start);
        findings.push({
          at: reference.at,
          message: `Service "${judged.whole.name}" needs "${reference.name}", which only the profiles ${profiles.join(', ')} start: without them the project is refused; share a profile, or need it with "required: false"`,
          fixes: () => (isDocker ? notRequired(compose, service, reference, model) : []),
        });
      }
    }
    return findings;
  },
});

/** The profiles of the other service, when the one that needs it can be started without any of them. */
function missingProfiles(
  service: ModelService,
  other: ModelService,
  always: readonly string[],
): readonly string[] | undefined {
  const needed = profilesOf(other);
  if (!needed || needed.length === 0) return undefined;
  const own = profilesOf(service);
  if (!own || always.includes('*') || needed.some(it => own.includes(it) || always.includes(it))) return undefined;
  return needed;
}

function notRequired(
  { file: { yaml } }: ProjectComposeFile,
  service: Service,
  { key, name }: ServiceReference,
  model: ComposeModel,
): readonly Fix[] {
  const value = service.key('depends_on')?.value;
  if (key !== 'depends_on' || !value || !model.services.has(name)) return [];
  const edits = value.kind === 'mapping' ? inLongForm(yaml, value, name) : asLongForm(yaml, value, name);
  return edits ? [{ title: `Need "${name}" only when it is started`, safety: 'suggestion', edits }] : [];
}

function inLongForm(
  yaml: ProjectComposeFile['file']['yaml'],
  value: Extract<YamlNode, { kind: 'mapping' }>,
  name: string,
): Fix['edits'] | undefined {
  const entry = value.entry(name);
  if (!entry || entry.isMerged || entry.value.kind === 'sequence') return undefined;
  const required = entry.value.kind === 'mapping' ? entry.value.entry('required') : undefined;
  if (required) return replaceValue(yaml, required.value, 'false');
  // A condition is obligatory.
  const isWhole = entry.value.kind === 'mapping' && entry.value.entry('condition') !== undefined;
  return isWhole ? addEntry(yaml, entry.value, { key: 'required', value: 'false' }) : undefined;
}

function asLongForm(yaml: ProjectComposeFile['file']['yaml'], list: YamlNode, name: string): Fix['edits'] | undefined {
  const hasComments = yaml.comments.some(({ span }) => span.start >= list.span.start && span.end <= list.span.end);
  if (list.kind !== 'sequence' || hasComments) return undefined;
  const pairs: Record<string, NewValue> = {};
  for (const item of list.items) {
    if (item.kind !== 'scalar' || item.alias || !/^[\w.-]+$/.test(item.source)) return undefined;
    const condition = { condition: 'service_started' };
    pairs[item.source] = item.source === name ? { ...condition, required: 'false' } : condition;
  }
  return replaceValue(yaml, list, pairs);
}
