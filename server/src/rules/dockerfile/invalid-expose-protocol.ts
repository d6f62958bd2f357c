/** EXPOSE with a protocol that does not exist. */
import { exposedPortsOf, portProblem } from '../../syntax/dockerfile/exposed-ports.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidExposeProtocol = rule({
  id: 'dockerfile/invalid-expose-protocol',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['EXPOSE'] },
  aka: ['dockerfile-utils:INVALID_PROTO'],
  summary: 'EXPOSE names a protocol that is not tcp, udp or sctp',
  why: 'The builder refuses the file. Protocols above the transport layer, such as http, are not its concern: they run over tcp.',
  bad: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 443/https\n' },
    { Dockerfile: 'FROM coredns/coredns:1.13\nEXPOSE 53/upd\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 80 443/tcp\n' },
    { Dockerfile: 'FROM coredns/coredns:1.13\nEXPOSE 53/udp 53/TCP\n' },
    { Dockerfile: 'FROM nginx:1.29\nARG PROTOCOL\nEXPOSE 80/$PROTOCOL\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { port, protocol, isWritten } of exposedPortsOf(file)) {
      if (!protocol || protocol.value === '' || portProblem(port.value)) continue;
      const { value, span: at } = protocol;
      if (protocols.includes(value.toLowerCase())) continue;
      const meant = overTcp.has(value.toLowerCase()) ? 'tcp' : closest(value, protocols, it => it);
      findings.push({
        at,
        message: `"${value}" is no protocol of EXPOSE, so the build stops here; write tcp, udp or sctp`,
        fixes:
          meant && isWritten
            ? [{ title: `Change to "${meant}"`, safety: 'suggestion', edits: [replace(at, meant)] }]
            : [],
      });
    }
    return findings;
  },
});

const protocols: readonly string[] = ['tcp', 'udp', 'sctp'];

/** What people write for a port that is reached over tcp. */
const overTcp: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss', 'grpc', 'ssh', 'tls', 'tcp4', 'tcp6']);
