/** A service that gets all device nodes of the host at once. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { privilegeReasons } from '../../project/privilege.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import { runtimeFacts } from '../../project/runtime-facts.ts';
import type { Device, Service } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { appendItems } from '../../syntax/yaml/yaml-edits.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const wholeDevMapped = rule({
  id: 'balena/whole-dev-mapped',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service maps /dev itself and so gets every device node of the host',
  why: 'With all nodes a program reads and writes disks and memory of the host, which is as good as privileged. Nodes that appear later are not there all the same.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  sensor:\n    build: ./sensor\n    devices:\n      - /dev:/dev\n",
      'sensor/Dockerfile.template': 'FROM alpine:3.22\nCMD ["cat", "/dev/ttyUSB0"]\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  sensor:\n    build: ./sensor\n    devices:\n      - /dev/ttyUSB0:/dev/ttyUSB0\n      - /dev/snd:/dev/snd\n",
      'sensor/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/hardware/',
    'https://docs.docker.com/reference/compose-file/services/#devices',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      if (!service.key('devices')) continue;
      for (const device of service.devices) {
        if (!/^\/dev\/?$/.test(device.source) || findings.some(it => it.at.start === device.span.start)) continue;
        if (!balenaReaders(compose, project)) return [];
        const nodes = nodesFor(service, project);
        const found = nodes.length === 0 ? 'list the nodes it needs' : `it seems to need ${nodes.join(', ')}`;
        const message = `"${service.name}" gets every device node of the host, which is as good as privileged; ${found}`;
        findings.push({ at: device.span, message, fixes: () => fixesFor(compose, service, device, nodes) });
      }
    }
    return findings;
  },
});

/** The nodes that the Dockerfile, what it starts and the service’s keys point to. */
function nodesFor(service: Service, project: Project): readonly string[] {
  const whole = project.serviceOf(service);
  if (!whole) return [];
  const { needs } = privilegeReasons(runtimeFacts(whole, project));
  const paths = needs
    .flatMap(need => need.devices.map(it => it.path))
    .filter(path => path !== '/dev' && path !== '/dev/');
  const listed = new Set(service.devices.map(it => it.source));
  return [...new Set(paths)].filter(path => !listed.has(path));
}

function fixesFor(
  { file }: ProjectComposeFile,
  service: Service,
  device: Device,
  nodes: readonly string[],
): readonly Fix[] {
  const list = service.key('devices');
  const [first, ...rest] = nodes;
  if (first === undefined || list?.value.kind !== 'sequence' || list.isMerged) return [];
  if (device.node.kind !== 'scalar' || isShared(file.yaml, device.node)) return [];
  const added = rest.length === 0 ? [] : appendItems(file.yaml, list.value, rest);
  if (!added) return [];
  const title = `Map ${nodes.join(', ')} instead (check the names)`;
  return [{ title, safety: 'suggestion', edits: [replace(device.node.span, first), ...added] }];
}
