/** An entry of `expose` written as a mapping of ports. */
import type { ExposedPort, Service } from '../../syntax/compose/compose-file.ts';
import type { YamlFile, YamlSequence } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, appendItems, removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import { type Edit, remove, replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const exposeWithHostPort = rule({
  id: 'compose/expose-with-host-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'An entry of expose names a port of the host',
  why: '`expose` only names ports of the container for other services; Compose refuses a mapping there, which belongs into `ports`.',
  bad: [{ 'compose.yaml': 'services:\n  api:\n    image: example/api:1\n    expose:\n      - "8080:80"\n' }],
  good: [
    {
      'compose.yaml':
        'services:\n  api:\n    image: example/api:1\n    expose:\n      - "80"\n      - "9000-9010/udp"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#expose'],

  check(compose) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('expose')) return findings;
    const { yaml } = compose.file;
    for (const service of compose.file.services) {
      for (const exposed of service.expose) {
        if (!exposed.hostPart) continue;
        const port = slice(yaml.text, exposed.portSpan);
        const list = service.key('expose')?.value;
        const fixes: Fix[] = [];
        if (list?.kind === 'sequence' && !isShared(yaml, exposed.node)) {
          const kept = keepContainerPort(yaml, service, list, exposed);
          if (kept) fixes.push({ title: `Keep only the container port ${port}`, safety: 'suggestion', edits: kept });
          const moved = moveToPorts(yaml, service, list, exposed);
          if (moved) fixes.push({ title: `Move ${exposed.text.value} to "ports"`, safety: 'suggestion', edits: moved });
        }
        findings.push({
          at: exposed.span,
          message: `"expose" takes ports of the container only, so "${exposed.text.value}" is refused; write ${port} for other services, or publish it under "ports"`,
          fixes,
        });
      }
    }
    return findings;
  },
});

/** Cuts the host's part away; where the container's port stands in the list already, the whole entry goes. */
function keepContainerPort(
  yaml: YamlFile,
  service: Service,
  list: YamlSequence,
  exposed: ExposedPort,
): readonly Edit[] | undefined {
  const port = slice(yaml.text, exposed.portSpan);
  const isThere = service.expose.some(
    it =>
      it !== exposed && slice(yaml.text, it.portSpan) === port && (!it.hostPart || it.span.start < exposed.span.start),
  );
  if (isThere) return removeItem(yaml, list, exposed.node);
  return exposed.hostPart && [remove(span(exposed.hostPart.start, exposed.portSpan.start))];
}

function moveToPorts(
  yaml: YamlFile,
  service: Service,
  list: YamlSequence,
  exposed: ExposedPort,
): readonly Edit[] | undefined {
  const { mapping } = service;
  const entry = service.key('expose');
  const ports = service.key('ports');
  if (!mapping || !entry || isShared(yaml, mapping)) return undefined;
  const isOnly = list.items.length === 1;
  const written = slice(yaml.text, exposed.span);
  // Unquoted, older YAML would read 22:22 as a number in base 60.
  const item = /^["']/.test(written) ? written : `"${written}"`;
  if (isOnly && !ports) {
    const edits = [replace(entry.key.span, 'ports')];
    return item === written ? edits : [...edits, replace(exposed.span, item)];
  }
  const removed = isOnly ? removeEntry(yaml, mapping, entry) : removeItem(yaml, list, exposed.node);
  const added =
    ports?.value.kind === 'sequence'
      ? appendItems(yaml, ports.value, [item])
      : ports
        ? undefined
        : addEntry(yaml, mapping, { key: 'ports', value: [item] });
  return removed && added && [...removed, ...added];
}
