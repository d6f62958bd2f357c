/** `yes`, `on`, `n` … where a boolean is meant. */
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replace } from '../../text/edit.ts';
import { schemaProblems } from '../compose-schema.ts';
import { rule } from '../rule.ts';

export const legacyBoolean = rule({
  id: 'compose/legacy-boolean',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A boolean is written yes, no, on, off, y or n',
  why: 'YAML 1.2 reads these words as texts. Compose still turns them into booleans, with a warning; other tools do not.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    read_only: yes\n' }],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    read_only: true\n    environment:\n      DEBUG: yes\n',
    },
  ],
  references: ['https://yaml.org/spec/1.2.2/#10212-boolean', 'https://docs.docker.com/reference/compose-file/'],

  check(compose) {
    const { yaml } = compose.file;
    const { legacyBooleans } = schemaProblems(yaml);
    if (legacyBooleans.length === 0) return [];
    return legacyBooleans.map(({ node, key, means }) => ({
      at: node.span,
      message: `"${node.source}" is a text in YAML 1.2, which Compose only takes with a warning${key ? ` for "${key.source}"` : ''}; write ${means}`,
      fixes:
        node.tag === undefined && !isShared(yaml, node)
          ? [{ title: `Change to ${means}`, safety: 'safe' as const, edits: [replace(node.span, `${means}`)] }]
          : [],
    }));
  },
});
