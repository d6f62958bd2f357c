import { rememberLast } from '../../text/remember.ts';
import { misplacedEntry } from '../entry-order.ts';
import { type Finding, rule } from '../rule.ts';

export const misorderedServiceKeys = rule({
  id: 'compose/misordered-service-keys',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:service-keys-order'],
  summary: 'The keys of a service are not in the order the project wants',
  why: 'Services whose keys follow one order are compared at a glance. The setting `slipway.compose.serviceKeyOrder` names it; keys that are not in it stay where they are.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    ports:\n      - "80:80"\n    # the one with the patches\n    image: nginx:1.29\n    restart: always\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - html:/usr/share/nginx/html\n    ports:\n      - "80:80"\n    x-owner: web-team\n    restart: always\nvolumes:\n  html:\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/'],

  check(compose, project) {
    const findings: Finding[] = [];
    const placeOf = places(project.settings.serviceKeyOrder);
    for (const { name, mapping } of compose.file.services) {
      if (!mapping || mapping.alias) continue;
      const { pairs } = mapping;
      const keyOf = (i: number): string => pairs[i]?.key.source ?? '';
      const finding = misplacedEntry(compose, {
        collection: mapping,
        ranks: pairs.map(({ key }) => placeOf.get(key.source)),
        spanOf: i => pairs[i]?.key.span ?? mapping.span,
        message: (entry, before) =>
          `"${keyOf(entry)}" stands behind "${keyOf(before)}" in service "${name}"; the wanted order of keys puts it before`,
        title: `Put the keys of "${name}" in order`,
      });
      if (finding) findings.push(finding);
    }
    return findings;
  },
});

/** The place of each key in the wanted order. */
const places = rememberLast(
  (order: readonly string[]): ReadonlyMap<string, number> => new Map(order.map((key, i) => [key, i])),
);
