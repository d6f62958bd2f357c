/** A request for devices that says both how many and which. */

import type { Service } from '../../syntax/compose/compose-file.ts';
import { valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlMapping, YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const deviceCountAndIds = rule({
  id: 'compose/device-count-and-ids',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A device request has both `count` and `device_ids`',
  why: 'Either the engine chooses so many devices, or the file names them; Compose refuses a request that does both.',
  bad: [
    {
      'compose.yaml':
        'services:\n  train:\n    image: example/train:1\n    gpus:\n      - driver: nvidia\n        count: 1\n        device_ids: ["0"]\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  train:\n    image: example/train:1\n    gpus:\n      - driver: nvidia\n        device_ids: ["0"]\n      - driver: nvidia\n        count: 1\n',
    },
  ],
  references: ['https://docs.docker.com/compose/how-tos/gpu-support/'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const service of compose.file.services) {
      for (const request of requestsOf(service)) {
        const count = request.entry('count');
        if (!count || !request.entry('device_ids')) continue;
        const edits = isShared(compose.file.yaml, request) ? undefined : removeEntry(compose.file.yaml, request, count);
        findings.add({
          at: count.span,
          message:
            '"count" and "device_ids" exclude each other, so Compose refuses the file; delete "count" to use the named devices',
          fixes: edits ? [{ title: 'Delete "count"', safety: 'suggestion', edits }] : [],
        });
      }
    }
    return findings.list;
  },
});

function requestsOf(service: Service): readonly YamlMapping[] {
  const gpus = service.key('gpus')?.value;
  const deploy = service.key('deploy')?.value;
  if (!gpus && !deploy) return [];
  const reservations = under(under(deploy, 'resources'), 'reservations');
  return [gpus, under(reservations, 'devices')].flatMap(list =>
    list?.kind === 'sequence' ? list.items.filter(item => item.kind === 'mapping') : [],
  );
}

function under(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'mapping' ? valueAt(node, key) : undefined;
}
