import { misplacedEntry } from '../entry-order.ts';
import { rule } from '../rule.ts';

export const unsortedServices = rule({
  id: 'compose/unsorted-services',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:services-alphabetical-order'],
  summary: 'Services are not in alphabetical order',
  why: 'In a long file a service is found faster where everybody expects it, and two people who add one each do not touch the same lines.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n  # keeps the sessions\n  cache:\n    image: valkey/valkey:8\n',
    },
  ],
  good: [{ 'compose.yaml': 'services:\n  Cache:\n    image: valkey/valkey:8\n  web:\n    image: nginx:1.29\n' }],
  references: ['https://docs.docker.com/reference/compose-file/services/'],

  check(compose) {
    const services = compose.file.root?.entry('services')?.value;
    if (services?.kind !== 'mapping' || services.alias) return [];
    const { pairs } = services;
    const name = (i: number): string => pairs[i]?.key.source ?? '';
    const finding = misplacedEntry(compose, {
      collection: services,
      ranks: pairs.map(({ key }) => (key.source === '<<' ? undefined : key.source.toLowerCase())),
      spanOf: i => pairs[i]?.key.span ?? services.span,
      message: (entry, before) =>
        `Service "${name(entry)}" stands behind "${name(before)}"; services are to be in alphabetical order`,
      title: 'Sort the services',
    });
    return finding ? [finding] : [];
  },
});
