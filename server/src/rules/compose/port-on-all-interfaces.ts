import type { Port } from '../../syntax/compose/compose-file.ts';
import { limitToLoopback } from '../../syntax/compose/unpublish.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys, suggestion } from '../service-keys.ts';

export const portOnAllInterfaces = rule({
  id: 'compose/port-on-all-interfaces',
  reads: 'compose',
  dialect: 'docker',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:451d79dc', 'dclint:no-unbound-port-interfaces'],
  summary: 'A published port names no address of the host',
  why: 'Without an address the port is open on every interface of the host, past most firewalls. `127.0.0.1:` keeps it on the machine; a port that is meant for all says so by `0.0.0.0:`.',
  bad: [
    { 'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    ports:\n      - "5432:5432"\n' },
    {
      'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    ports:\n      - "${DB_PORT}:5432"\n',
    },
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    ports:\n      - target: 5432\n        published: 5432\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    ports:\n      - "127.0.0.1:5432:5432"\n      - "0.0.0.0:5433:5433"\n      - "5434"\n',
    },
    { 'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    ports:\n      - "${LISTEN}:5432"\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ports',
    'https://docs.docker.com/engine/network/port-publishing/',
  ],

  check(compose) {
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service } of serviceKeys(compose, 'ports')) {
      if (service.networkMode?.known === 'host') continue;
      for (const port of service.ports) {
        if (!isOpen(port) || seen.has(port.span.start)) continue;
        seen.add(port.span.start);
        findings.push({
          at: port.span,
          message: `Port ${shown(port)} of "${service.name}" is open on every interface of the host; name an address, 127.0.0.1 for the machine itself`,
          fixes: () =>
            isShared(yaml, port.node) ? [] : suggestion('Publish on 127.0.0.1 only', limitToLoopback(yaml, [port])),
        });
      }
    }
    return findings;
  },
});

function shown({ published, text }: Port): string {
  if (!published) return text?.value ?? '';
  return published.from === published.to ? `${published.from}` : `${published.from}-${published.to}`;
}

/** It has a port of the host and no address. What a variable of another name than a port holds may have one. */
function isOpen({ isValid, isLong, hostIp, published, text, isKnown }: Port): boolean {
  if (!isValid || hostIp !== undefined) return false;
  if (isLong || isKnown) return isKnown && published !== undefined;
  const parts = text?.parts ?? [];
  const isAddress = parts.filter(part => part.kind === 'text' && part.text.includes(':')).length !== 1;
  return (
    !isAddress && parts.every(part => part.kind === 'text' || (part.kind === 'variable' && /port/i.test(part.name)))
  );
}
