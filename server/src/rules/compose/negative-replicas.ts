/** Fewer than no replicas. */
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const negativeReplicas = rule({
  id: 'compose/negative-replicas',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A service is to have fewer than 0 replicas',
  why: 'Compose refuses a negative number in `scale` or `deploy.replicas`; 0 starts no container of the service.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    scale: -1\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: -2\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    scale: 0\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    scale: ${SCALE}\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#scale'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const service of compose.file.services) {
      const deploy = service.key('deploy')?.value;
      const replicas = deploy?.kind === 'mapping' ? valueAt(deploy, 'replicas') : undefined;
      for (const node of [service.key('scale')?.value, replicas]) {
        if (node && isNegative(node)) {
          findings.add({
            at: node.span,
            message: `"${service.name}" cannot have fewer than 0 replicas, so Compose refuses the file; write 0 for none`,
          });
        }
      }
    }
    return findings.list;
  },
});

function isNegative(node: YamlNode): boolean {
  const known = textOf(node)?.known;
  return known !== undefined && /^-0*[1-9]\d*$/.test(known);
}
