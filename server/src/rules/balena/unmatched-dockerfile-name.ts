import { architectureOf } from '../../catalog/architecture-names.ts';
import { deviceType, nearestDeviceType } from '../../catalog/device-types.ts';
import { builderSuffix } from '../../syntax/balena/template.ts';
import { basename } from '../../text/path.ts';
import { span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const unmatchedDockerfileName = rule({
  id: 'balena/unmatched-dockerfile-name',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  summary: 'The ending of a Dockerfile’s name is neither an architecture nor a device type of balena',
  why: 'balena’s builders look for `Dockerfile.<device type>` and `Dockerfile.<architecture>` in their own names and pass over any other ending without a word, so that another file is built or none is found.',
  bad: [
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.arm64': 'FROM debian:13\n' },
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.raspberrypi': 'FROM debian:13\n' },
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.raspberypi4-64': 'FROM debian:13\n' },
  ],
  good: [
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.aarch64': 'FROM debian:13\n' },
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.raspberrypi4-64': 'FROM debian:13\n' },
    { 'balena.yml': 'type: sw.application\n', 'Dockerfile.dev': 'FROM debian:13\n' },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build:\n      context: .\n      dockerfile: Dockerfile.arm64\n    labels:\n      io.balena.features.dbus: '1'\n",
      'Dockerfile.arm64': 'FROM debian:13\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/dockerfile/',
    'https://docs.balena.io/reference/hardware/devices/',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const ending = /^Dockerfile\.([^.]+)$/.exec(basename(path))?.[1];
    if (ending === undefined || builderSuffix(path) !== undefined) return findings;
    const why = reasonFor(ending);
    if (why === undefined || project.servicesBuiltFrom(path).length > 0) return findings;
    // A file has no place for its name: it is said where the file begins to matter.
    const at = file.instructions[0]?.keyword.span ?? span(0, 0);
    findings.push({ at, message: `No build takes "${basename(path)}": ${why}` });
    return findings;
  },
});

/** Completes “no build takes this file:”; undefined for an ending that was hardly meant for a device. */
function reasonFor(ending: string): string | undefined {
  const architecture = architectureOf(ending);
  if (architecture?.balena !== undefined)
    return `balena calls that architecture ${architecture.balena}, so the file must be Dockerfile.${architecture.balena}`;
  const aliased = deviceType(ending);
  if (aliased)
    return `"${ending}" is another name of the device type ${aliased.slug}, and builders match only Dockerfile.${aliased.slug}`;
  const near = ending.length > 5 ? nearestDeviceType(ending) : undefined;
  return near && `balena knows no device type "${ending}"; did you mean Dockerfile.${near.slug}?`;
}
