import { misplacedEntry } from '../entry-order.ts';
import { rule } from '../rule.ts';

export const misorderedTopLevelKeys = rule({
  id: 'compose/misordered-top-level-keys',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:top-level-properties-order'],
  summary: 'The top-level keys are not in the order the project wants',
  why: 'Files whose sections follow one order are read without searching. The setting `slipway.compose.topLevelKeyOrder` names it; keys that are not in it stay where they are.',
  bad: [
    {
      'compose.yaml':
        'volumes:\n  data:\n\nservices:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'x-log: &log\n  driver: local\n\nname: shop\n\nservices:\n  db:\n    image: postgres:17\n    logging: *log\n\nnetworks:\n  default:\n    internal: true\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/'],

  check(compose, project) {
    const { root } = compose.file;
    if (!root) return [];
    const { pairs } = root;
    const order = project.settings.topLevelKeyOrder;
    const rankOf = (key: string): number | undefined => {
      const place = order.indexOf(key);
      const found = place < 0 && key.startsWith('x-') ? order.indexOf('x-*') : place;
      return found < 0 ? undefined : found;
    };
    const keyOf = (i: number): string => pairs[i]?.key.source ?? '';
    const finding = misplacedEntry(compose, {
      collection: root,
      ranks: pairs.map(({ key }) => rankOf(key.source)),
      spanOf: i => pairs[i]?.key.span ?? root.span,
      message: (entry, before) =>
        `"${keyOf(entry)}" stands behind "${keyOf(before)}"; the wanted order of sections puts it before`,
      title: 'Put the sections in order',
    });
    return finding ? [finding] : [];
  },
});
