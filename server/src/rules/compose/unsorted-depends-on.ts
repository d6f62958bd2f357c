import { misplacedEntry } from '../entry-order.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const unsortedDependsOn = rule({
  id: 'compose/unsorted-depends-on',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:service-dependencies-alphabetical-order'],
  summary: 'The dependencies of a service are not in alphabetical order',
  why: 'Their order means nothing to Compose, so it should not look as if it did; sorted, a missing or repeated one is seen at once.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - db\n      - cache\n  cache:\n    image: valkey/valkey:8\n  db:\n    image: postgres:17\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      cache:\n        condition: service_started\n      db:\n        condition: service_healthy\n  cache:\n    image: valkey/valkey:8\n  db:\n    image: postgres:17\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],

  check(compose) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service, entry } of serviceKeys(compose, 'depends_on')) {
      const { value } = entry;
      if (value.kind === 'scalar' || seen.has(value.span.start)) continue;
      seen.add(value.span.start);
      const names = value.kind === 'mapping' ? value.pairs.map(pair => pair.key) : value.items;
      const nameOf = (i: number): string | undefined => {
        const name = names[i];
        return name?.kind === 'scalar' && name.source !== '<<' ? name.source : undefined;
      };
      const finding = misplacedEntry(compose, {
        collection: value,
        ranks: names.map((_, i) => nameOf(i)?.toLowerCase()),
        spanOf: i => names[i]?.span ?? value.span,
        message: (one, before) =>
          `"${nameOf(one)}" stands behind "${nameOf(before)}"; the dependencies of "${service.name}" are to be in alphabetical order`,
        title: 'Sort the dependencies',
      });
      if (finding) findings.push(finding);
    }
    return findings;
  },
});
