/** `expose` repeats a port that `ports` already names. */
import type { ExposedPort, Port, Service } from '../../syntax/compose/compose-file.ts';
import type { YamlFile } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import type { Edit } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';

export const redundantExpose = rule({
  id: 'compose/redundant-expose',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A port is listed under expose although ports names it already',
  why: 'A published port is reachable for the other services anyway, so the entry adds nothing and has to be kept in step.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n    expose:\n      - "80"\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n    expose:\n      - "9113"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#expose'],

  check(compose) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('expose')) return findings;
    for (const service of compose.file.services) {
      const repeated = service.expose.flatMap(exposed => {
        const port = service.ports.find(it => covers(it, exposed));
        return port ? [{ exposed, port }] : [];
      });
      const whole = repeated.length === service.expose.length ? removalOfList(compose.file.yaml, service) : undefined;
      for (const { exposed, port } of repeated) {
        const edits = whole ?? removal(compose.file.yaml, service, exposed);
        findings.push({
          at: exposed.span,
          message: `Port ${exposed.text.value} is published by "ports" already, which makes it reachable for the other services too; this entry adds nothing`,
          related: [{ path: compose.path, at: port.span, message: 'it is published here' }],
          fixes: edits ? [{ title: titleFor(exposed, whole ? repeated.length : 1), safety: 'safe', edits }] : [],
        });
      }
    }
    return findings;
  },
});

function titleFor(exposed: ExposedPort, count: number): string {
  return count > 1 ? 'Delete "expose", which only repeats "ports"' : `Delete ${exposed.text.value} from "expose"`;
}

/** Whether all ports of the entry are among those that `port` publishes. */
function covers(port: Port, exposed: ExposedPort): boolean {
  if (!exposed.range || exposed.hostPart || exposed.text.known === undefined) return false;
  if (!port.target || !port.isValid || port.protocol !== exposed.protocol) return false;
  return port.target.from <= exposed.range.from && exposed.range.to <= port.target.to;
}

/** Where every entry goes the key goes, too: an empty list would be left, and Compose takes none. */
function removalOfList(yaml: YamlFile, service: Service): readonly Edit[] | undefined {
  const entry = service.key('expose');
  const { mapping } = service;
  if (!mapping || entry?.value.kind !== 'sequence' || isShared(yaml, mapping)) return undefined;
  return entry.value.items.length === service.expose.length ? removeEntry(yaml, mapping, entry) : undefined;
}

function removal(yaml: YamlFile, service: Service, exposed: ExposedPort): readonly Edit[] | undefined {
  const list = service.key('expose')?.value;
  if (list?.kind !== 'sequence' || list.items.length < 2 || isShared(yaml, exposed.node)) return undefined;
  return removeItem(yaml, list, exposed.node);
}
