/** The top-level `version`, which nothing reads any more. */
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { rule } from '../rule.ts';

export const obsoleteVersion = rule({
  id: 'compose/obsolete-version',
  reads: 'compose',
  dialect: 'docker',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:no-version-field'],
  summary: 'The file has a top-level `version`',
  why: 'Compose has ignored the key since its second version and prints a warning for it at every command.',
  bad: [{ 'compose.yaml': "version: '3.8'\nservices:\n  web:\n    image: nginx:1.29\n" }],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' }],
  references: ['https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete'],

  check(compose) {
    const { root, yaml, version } = compose.file;
    if (!root || !version || version.isMerged) return [];
    // A file with nothing else would be left as `{}`.
    const edits =
      root.pairs.length > 1 && version.key.source === 'version' ? removeEntry(yaml, root, version) : undefined;
    return [
      {
        at: version.span,
        message: '"version" is ignored, and Compose warns of it at every command; delete the line',
        fixes: edits ? [{ title: 'Delete "version"', safety: 'safe', edits }] : [],
      },
    ];
  },
});
