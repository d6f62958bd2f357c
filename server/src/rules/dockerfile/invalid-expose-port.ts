/** EXPOSE with something that is no port. */
import { exposedPortsOf, type PortProblem, portProblem } from '../../syntax/dockerfile/exposed-ports.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidExposePort = rule({
  id: 'dockerfile/invalid-expose-port',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['EXPOSE'] },
  aka: ['hadolint:DL3011', 'dockerfile-utils:INVALID_PORT', 'kics:71bf8cf8', 'trivy:DS-0008'],
  summary: 'EXPOSE names something that is no port and no range of ports',
  why: 'The builder refuses the file. A port is a number up to 65535, a range two of them in ascending order.',
  bad: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 80443\n' },
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE http\n' },
    { Dockerfile: 'FROM coturn/coturn:4.7\nEXPOSE 49200-49152/udp\n' },
    { Dockerfile: 'FROM nginx:1.29\nENV PORT=web\nEXPOSE $PORT\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.29\nEXPOSE 80 443/tcp\n' },
    { Dockerfile: 'FROM coturn/coturn:4.7\nEXPOSE 49152-49200/udp\n' },
    { Dockerfile: 'FROM nginx:1.29\nARG PORT\nEXPOSE $PORT 9000-$LAST_PORT\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { port, text } of exposedPortsOf(file)) {
      const problem = portProblem(port.value);
      if (problem) findings.push({ at: port.span, message: messageOf(problem, port.value, text) });
    }
    return findings;
  },
});

function messageOf(problem: PortProblem, port: string, text: string): string {
  switch (problem) {
    case 'no port':
      return port === ''
        ? `The port is missing in "${text}", so the build stops here; write a number`
        : `"${port}" is no port, so the build stops here; write a number or a range as 8000-8010`;
    case 'too high':
      return `"${port}" goes beyond 65535, the highest port there is, so the build stops here; correct the number`;
    case 'backwards':
      return `The range "${port}" runs backwards, so the build stops here; begin with the lower port`;
  }
}
