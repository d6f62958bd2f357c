import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { misplacedEntry } from '../entry-order.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const unsortedPorts = rule({
  id: 'compose/unsorted-ports',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:service-ports-alphabetical-order'],
  summary: 'The ports of a service are not in order',
  why: 'The order of ports means nothing to Compose. In order of their numbers a port that is published twice, or not at all, is seen at once.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "443:443"\n      - "80:80"\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "${ADMIN_PORT}:9000"\n      - "80:80"\n      - "443:443"\n      - "8080:8080"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#ports'],

  check(compose) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service, entry } of serviceKeys(compose, 'ports')) {
      const { value } = entry;
      if (value.kind !== 'sequence' || value.items.length < 2 || seen.has(value.span.start)) continue;
      seen.add(value.span.start);
      const { items } = value;
      const finding = misplacedEntry(compose, {
        collection: value,
        ranks: items.map(item => rankOf(item)),
        spanOf: i => items[i]?.span ?? value.span,
        message: (one, before) =>
          `Port ${shown(items[one])} stands behind ${shown(items[before])}; the ports of "${service.name}" are to be in order`,
        title: 'Sort the ports',
      });
      if (finding) findings.push(finding);
    }
    return findings;
  },
});

/** The text of a short port, the container port of a long one. */
function portText(item: YamlNode | undefined): string | undefined {
  return textOf(item?.kind === 'mapping' ? valueAt(item, 'target') : item)?.value;
}

function shown(item: YamlNode | undefined): string {
  return portText(item) ?? '';
}

/** Texts compare as their numbers do once these are equally long. */
function rankOf(item: YamlNode): string | undefined {
  return portText(item)?.replace(/\d+/g, digits => digits.slice(0, 10).padStart(10, '0'));
}
