/** A build with both `dockerfile` and `dockerfile_inline`. */
import { type Definition, modelOf } from '../../project/compose-model.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import type { YamlEntry } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const dockerfileAndInline = rule({
  id: 'compose/dockerfile-and-inline',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A build has both dockerfile and dockerfile_inline',
  why: 'An image is built from one Dockerfile. Compose refuses a project that names a file and writes another one beside it.',
  bad: [
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      dockerfile: Dockerfile\n      dockerfile_inline: |\n        FROM alpine:3.22\n',
      Dockerfile: 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM alpine:3.22\n',
    },
    { 'compose.yaml': 'services:\n  app:\n    build:\n      context: .\n', Dockerfile: 'FROM alpine:3.22\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/build/#dockerfile_inline'],

  check(compose, project) {
    const { file } = compose;
    const isCombined = file.hasServiceKey('extends') || project.composeFiles.length > 1;
    if (!file.hasServiceKey('build') || (!isCombined && !file.yaml.text.includes('dockerfile_inline'))) return [];
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of model.judged) {
      const file = found(whole.definitions, 'dockerfile');
      const inline = file && found(whole.definitions, 'dockerfile_inline');
      // The stronger definition brought the conflict; in one definition the file's name stands for both.
      const told = whole.definitions.find(it => it === file?.definition || it === inline?.definition);
      if (!file || !inline || told !== definition) continue;
      const at = inheritedAt ?? (told === file.definition ? file : inline).entry.key.span;
      if (seen.has(at.start)) continue;
      seen.add(at.start);
      const { yaml } = compose.file;
      const { build } = file.definition.service;
      const isOwn = file.definition === definition && !inheritedAt && build?.mapping && !isShared(yaml, build.mapping);
      const edits = isOwn && build.mapping ? removeEntry(yaml, build.mapping, file.entry) : undefined;
      findings.push({
        at,
        message: `The build of service "${whole.name}" has both "dockerfile" and "dockerfile_inline", so the project is refused; delete one of them`,
        fixes: edits ? [{ title: 'Delete "dockerfile"', safety: 'suggestion', edits }] : [],
      });
    }
    return findings;
  },
});

function found(
  definitions: readonly Definition[],
  key: string,
): { readonly definition: Definition; readonly entry: YamlEntry } | undefined {
  for (const definition of definitions) {
    const entry = definition.service.build?.mapping?.entry(key);
    if (entry) return textOf(entry.value)?.value && entry.value.tag !== '!reset' ? { definition, entry } : undefined;
  }
  return undefined;
}
