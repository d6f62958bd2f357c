/** EXPOSE with a protocol in upper case. */
import { exposedPortsOf } from '../../syntax/dockerfile/exposed-ports.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';

export const uppercaseExposeProtocol = rule({
  id: 'dockerfile/uppercase-expose-protocol',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['EXPOSE'] },
  aka: ['buildkit:ExposeProtoCasing'],
  summary: 'EXPOSE writes its protocol with upper-case letters',
  why: 'The builder lowers it, so that the image says something else than the file, and tools that compare the two disagree.',
  bad: [
    { Dockerfile: 'FROM coredns/coredns:1.13\nEXPOSE 53/UDP\n' },
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 80 443/Tcp\n' },
  ],
  good: [
    { Dockerfile: 'FROM coredns/coredns:1.13\nEXPOSE 53/udp 53\n' },
    { Dockerfile: 'FROM nginx:1.29\nARG PROTOCOL\nEXPOSE 80/$PROTOCOL\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-proto-casing/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { protocol, isWritten } of exposedPortsOf(file)) {
      if (!protocol) continue;
      const { value, span: at } = protocol;
      const lower = value.toLowerCase();
      if (value === lower || !/^(?:tcp|udp|sctp)$/.test(lower)) continue;
      findings.push({
        at,
        message: `The image will say "${lower}", for the builder lowers protocols; write "${lower}" here, too`,
        fixes: isWritten ? [{ title: `Change to "${lower}"`, safety: 'safe', edits: [replace(at, lower)] }] : [],
      });
    }
    return findings;
  },
});
