import type { ModelService } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { textsOf } from '../../syntax/compose/text-value.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { appendItems } from '../../syntax/yaml/yaml-edits.ts';
import { addServiceKey, servicesWithout } from '../absent-key.ts';
import { type Fix, rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

const option = 'no-new-privileges:true';

export const missingNoNewPrivileges = rule({
  id: 'compose/missing-no-new-privileges',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:27fcc7d6', 'kics:610e266e'],
  summary: 'Processes of a service may gain privileges',
  why: 'A program with the set-user-id bit, such as sudo or a forgotten helper, makes root of an ordinary user. The option `no-new-privileges` takes that way from everything in the container.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - label=disable\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - no-new-privileges:true\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    security_opt: ["no-new-privileges"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
    'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  ],

  check: (compose, project) =>
    servicesWithout(compose, project, isSet).map(({ service }) => ({
      at: service.nameSpan,
      message: `Processes of "${service.name}" may gain privileges by programs with the set-user-id bit; add "${option}" to "security_opt"`,
      fixes: () => fixesFor(compose, service),
    })),
});

function isSet(all: ModelService): boolean {
  return all
    .entries('security_opt')
    .some(({ entry }) => textsOf(entry.value).some(({ known }) => known === undefined || isOption(known)));
}

function isOption(text: string): boolean {
  return /^no-new-privileges(?:[:=]true)?$/.test(text);
}

function fixesFor(compose: ProjectComposeFile, service: Service): readonly Fix[] {
  const { yaml } = compose.file;
  const entry = service.key('security_opt');
  if (!entry) return addServiceKey(compose, service, 'security_opt', [option]);
  if (entry.isMerged || entry.value.kind !== 'sequence' || isShared(yaml, entry.value)) return [];
  // A list that says the contrary has to be mended by hand.
  if (textsOf(entry.value).some(({ value }) => value.startsWith('no-new-privileges'))) return [];
  return suggestion(`Add ${option}`, appendItems(yaml, entry.value, [option]));
}
