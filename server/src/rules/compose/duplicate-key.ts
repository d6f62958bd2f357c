/** A mapping has the same key twice. */
import type { YamlEntry, YamlFile, YamlMapping, YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const duplicateKey = rule({
  id: 'compose/duplicate-key',
  reads: 'yaml',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:invalid-yaml'],
  summary: 'A mapping has the same key twice',
  why: 'Compose refuses the file; a tool that does not would use one of the values and drop the other without a word.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:80"\n    ports:\n      - "443:443"\n',
    },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:80"\n      - "443:443"\n' },
  ],
  references: ['https://yaml.org/spec/1.2.2/#mapping'],

  check({ path, file }) {
    const findings: Finding[] = [];
    if (file.problems.length === 0) return findings;
    const starts = new Set(file.problems.filter(it => it.code === 'duplicate-key').map(it => it.at.start));
    if (starts.size === 0) return findings;
    for (const { mapping, earlier, later } of repeated(file, starts)) {
      const name = later.key.source;
      const edits = isShared(file, mapping) ? undefined : removeEntry(file, mapping, earlier);
      findings.push({
        at: later.key.span,
        message: `The key "${name}" stands twice in this mapping, so Compose refuses the file; join the two values, or delete one`,
        related: [{ path, at: earlier.key.span, message: `"${name}" stands here already` }],
        fixes: edits ? [{ title: `Delete the earlier "${name}"`, safety: 'suggestion', edits }] : [],
      });
    }
    return findings;
  },
});

interface Repeated {
  readonly mapping: YamlMapping;
  readonly earlier: YamlEntry;
  readonly later: YamlEntry;
}

/** The pairs whose keys start at the offsets, each with the last pair before it that has the same key. */
function* repeated(file: YamlFile, starts: ReadonlySet<number>): Generator<Repeated> {
  const open: YamlNode[] = file.documents.flatMap(({ root }) => root ?? []);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.alias || node.kind === 'scalar') continue;
    if (node.kind === 'sequence') {
      open.push(...node.items);
      continue;
    }
    const seen = new Map<string, YamlEntry>();
    for (const later of node.pairs) {
      const earlier = seen.get(later.key.source);
      if (earlier && starts.has(later.key.span.start)) yield { mapping: node, earlier, later };
      seen.set(later.key.source, later);
      open.push(later.value);
    }
  }
}
