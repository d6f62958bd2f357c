/** EXPOSE written like a published port. */
import { exposedPortsOf, portProblem } from '../../syntax/dockerfile/exposed-ports.ts';
import { remove } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const exposeHostMapping = rule({
  id: 'dockerfile/expose-host-mapping',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['EXPOSE'] },
  aka: ['buildkit:ExposeInvalidFormat', 'dockerfile-utils:INVALID_PORT'],
  summary: 'EXPOSE names an address or a port of the host',
  why: 'EXPOSE publishes nothing: the builder drops everything but the port of the container. Where a port is published is said by `ports` in Compose or by `docker run -p`.',
  bad: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 8080:80\n' },
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 127.0.0.1:8080:80/tcp\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 80 443/tcp 8000-8010\n' },
    { Dockerfile: 'FROM nginx:1.29\nARG MAPPING\nEXPOSE $MAPPING\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-invalid-format/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { word, host, port, text, isWritten } of exposedPortsOf(file)) {
      if (!host || portProblem(port.value)) continue;
      const kept = text.slice(host.value.length + 1);
      findings.push({
        at: isWritten ? host.span : word.span,
        // dockerfile-utils takes `80:80` for a port.
        aka: host.value.includes(':') ? undefined : ['buildkit:ExposeInvalidFormat'],
        message: `EXPOSE publishes nothing, so "${host.value}" of the host is dropped; write "${kept}" and publish it with "ports" or -p`,
        fixes: isWritten
          ? [
              {
                title: `Keep only "${kept}"`,
                safety: 'safe',
                edits: [remove(span(host.span.start, port.span.start))],
              },
            ]
          : [],
      });
    }
    return findings;
  },
});
