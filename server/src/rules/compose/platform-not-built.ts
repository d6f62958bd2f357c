/** A service runs on a platform that its build does not build. */
import { modelOf } from '../../project/compose-model.ts';
import { textOf, textsOf, valueAt } from '../../syntax/compose/text-value.ts';
import { appendItems } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const platformNotBuilt = rule({
  id: 'compose/platform-not-built',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The platforms of a build lack the platform of the service',
  why: 'Compose refuses the whole project: it would start an image for a platform it does not build.',
  bad: [
    {
      'compose.yaml':
        'services:\n  app:\n    platform: linux/arm64\n    build:\n      context: .\n      platforms:\n        - linux/amd64\n',
      Dockerfile: 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  app:\n    platform: linux/arm64\n    build:\n      context: .\n      platforms:\n        - linux/amd64\n        - linux/arm64\n',
      Dockerfile: 'FROM alpine:3.22\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/build/#platforms'],

  check(compose, project) {
    const { file } = compose;
    if (!file.hasServiceKey('platform') && !file.hasServiceKey('extends') && project.composeFiles.length < 2) return [];
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of model.judged) {
      const platform = whole.key('platform');
      if (!platform || platform.service !== definition.service || !whole.isComplete) continue;
      const wanted = textOf(platform.entry.value)?.known;
      const lists = whole.entries('build').flatMap(({ entry, service }) => {
        const list = entry.value.kind === 'mapping' ? valueAt(entry.value, 'platforms') : undefined;
        return list ? [{ list, service }] : [];
      });
      const built = lists.flatMap(({ list }) => textsOf(list).map(it => it.known));
      if (!wanted || built.length === 0 || built.includes(wanted) || built.includes(undefined)) continue;
      const at = inheritedAt ?? platform.entry.value.span;
      if (seen.has(at.start)) continue;
      seen.add(at.start);
      const list = lists.find(it => model.owns(it.service))?.list;
      const edits = list?.kind === 'sequence' ? appendItems(compose.file.yaml, list, [wanted]) : undefined;
      findings.push({
        at,
        message: `Service "${whole.name}" runs on ${wanted}, but its build makes only ${built.join(', ')}, so the project is refused; add the platform to "build.platforms"`,
        fixes: edits ? [{ title: `Build for ${wanted} too`, safety: 'suggestion', edits }] : [],
      });
    }
    return findings;
  },
});
