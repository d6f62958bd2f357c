/** A port mapping that Compose cannot read. */
import type { Port } from '../../syntax/compose/compose-file.ts';
import { isIpAddress } from '../../syntax/compose/port.ts';
import { schemaProblems } from '../compose-schema.ts';
import { actualWords, shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const invalidPort = rule({
  id: 'compose/invalid-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'A short port mapping cannot be read',
  why: 'Compose refuses the file when an entry of `ports` is not `[ADDRESS:][HOST:]CONTAINER[/PROTOCOL]` with ports up to 65535 and ranges of equal length.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:80800"\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8000-8010:9000-9005"\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80"\n      - "127.0.0.1:8080:80/tcp"\n      - "8000-8010:80"\n      - "${PORT}:80"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#ports'],

  check(compose) {
    const findings = new FindingsByPlace();
    for (const { node } of schemaProblems(compose.file.yaml).wrongEntries.ports) {
      findings.add({
        at: node.span,
        message: `A port has to be a text, a number or a mapping, not ${actualWords(node)}, so Compose refuses the file`,
      });
    }
    for (const service of compose.file.services) {
      if (!service.key('ports')) continue;
      for (const port of service.ports) {
        if (port.isValid || port.isLong || !port.text || findings.has(port.span.start)) continue;
        findings.add({
          at: port.span,
          message: `"${shortened(port.text.value)}" is no port mapping, so Compose refuses the file: ${reasonOf(port, port.text.known)}`,
        });
      }
    }
    return findings.list;
  },
});

function reasonOf({ text, published, target }: Port, known: string | undefined): string {
  const usual = 'write [ADDRESS:][HOST:]CONTAINER[/PROTOCOL]';
  if (known === undefined) return usual;
  const [mapping = '', protocol] = known.split('/', 2);
  const parts = mapping.split(':');
  const container = parts.pop() ?? '';
  const host = parts.pop() ?? '';
  const address = parts.join(':').replace(/^\[(.*)\]$/, '$1');
  for (const number of `${host}-${container}`.split('-')) {
    if (/^\d+$/.test(number) && Number(number) > 65535) return `${shortened(number)} is above 65535`;
  }
  if (protocol !== undefined && !/^(?:tcp|udp|sctp)?$/i.test(protocol))
    return `"${shortened(protocol)}" is not tcp, udp or sctp`;
  if (address === '' && isIpAddress(host))
    return `behind an address stand two ports, as in ${host}:${container}:${container}`;
  if (container === '') return 'the port of the container is missing';
  if (address !== '' && !isIpAddress(address)) return `"${shortened(address)}" is no IP address`;
  if (published && target) return 'the two ranges are not equally long';
  const wrong = [container, host].find(it => it !== '' && !/^\d+(?:-\d+)?$/.test(it));
  if (wrong !== undefined) return `"${shortened(wrong)}" is no number`;
  return text?.node.value !== undefined && /-/.test(known) ? 'a range begins with its smaller port' : usual;
}
