/** A bind mount in the long form that does not say what is mounted. */
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const bindWithoutSource = rule({
  id: 'compose/bind-without-source',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A bind mount has no source',
  why: 'A bind mount shows a path of the host in the container; without that path Compose refuses the file.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        target: /html\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ${HTML}\n        target: /html\n      - type: tmpfs\n        target: /cache\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-6'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const service of compose.file.services) {
      if (!service.key('volumes')) continue;
      for (const { node } of service.mounts) {
        if (node.kind !== 'mapping' || textOf(valueAt(node, 'type'))?.known !== 'bind') continue;
        const source = node.entry('source');
        if (source && textOf(source.value)?.known !== '') continue;
        const at = (source ?? node.entry('type'))?.span ?? node.span;
        findings.add({
          at,
          message:
            'A bind mount without source mounts nothing, so Compose refuses the file; say which path of the host is meant',
        });
      }
    }
    return findings.list;
  },
});
