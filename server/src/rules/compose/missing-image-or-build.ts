/** A service that says nowhere what it runs. */
import { type ModelService, modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { runsSomething } from '../../project/runs-something.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const missingImageOrBuild = rule({
  id: 'compose/missing-image-or-build',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service has neither an image nor a build',
  why: 'There is nothing to run, so Compose refuses the whole project, and so do balena’s builders.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    ports:\n      - "80:80"\n' },
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: base.yaml\n      service: common\n',
      'base.yaml': 'services:\n  common:\n    restart: always\n',
    },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n',
      'compose.override.yaml': 'services:\n  web:\n    ports:\n      - "8080:80"\n',
    },
    { 'compose.yaml': 'services:\n  cloud:\n    provider:\n      type: example\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#image'],

  check(compose, project) {
    if (compose.file.services.every(it => it.key('image') ?? it.key('build'))) return [];
    const model = modelOf(compose, project);
    if (!model.isComplete) return [];
    const { siblings } = project.composeReferences;
    const findings: Finding[] = [];
    const seen = new Set<Service>();
    for (const { whole } of model.judged) {
      // The base file's definition is the one to complete.
      const first = whole.definitions.findLast(({ through }) => !through);
      if (!first || !model.owns(first.service) || !lacksBoth(whole)) continue;
      if (seen.has(first.service)) continue;
      seen.add(first.service);
      // Another file of the folder may be the one it is used with.
      if (siblings.some(({ file }) => file.services.some(it => it.name === whole.name && runsSomething(it)))) continue;
      findings.push({
        at: first.service.nameSpan,
        message: `Service "${whole.name}" has neither an image nor a build, so there is nothing to run and the project is refused; add "image" or "build"`,
        fixes: () => imageFix(compose, first.service),
      });
    }
    return findings;
  },
});

function lacksBoth(whole: ModelService): boolean {
  if (!whole.isComplete) return false;
  return !['image', 'build', 'provider'].some(key => {
    const value = whole.key(key)?.entry.value;
    return value !== undefined && !(value.kind === 'scalar' && value.source === '');
  });
}

function imageFix({ file }: ProjectComposeFile, service: Service): readonly Fix[] {
  const { value } = service.entry;
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(service.name) || value.kind === 'sequence') return [];
  if (service.mapping?.entry('image') ?? (service.mapping && isShared(file.yaml, service.mapping))) return [];
  const edits = addEntry(file.yaml, value, { key: 'image', value: service.name }, { kind: 'start' });
  return edits ? [{ title: `Run the image "${service.name}"`, safety: 'suggestion', edits }] : [];
}
