/** A service that may load kernel modules and has none to load. */
import { capabilityName } from '../../catalog/linux-capabilities.ts';
import { balenaReaders } from '../../project/balena-readers.ts';
import { addGrants } from '../grants-edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { featureAddition, hasFeature } from '../service-labels.ts';

export const sysModuleWithoutLabel = rule({
  id: 'balena/sys-module-without-label',
  reads: 'compose',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service has the capability SYS_MODULE without the label that gives it the modules of the host',
  why: 'The capability allows modprobe to load modules, but they lie in /lib/modules of the host, which a container sees only with the label io.balena.features.kernel-modules.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  vpn:\n    build: ./vpn\n    cap_add:\n      - NET_ADMIN\n      - SYS_MODULE\n",
      'vpn/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  vpn:\n    build: ./vpn\n    cap_add:\n      - SYS_MODULE\n    labels:\n      io.balena.features.kernel-modules: '1'\n",
      'vpn/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      if (!service.key('cap_add')) continue;
      const item = service.capAdd.find(it => it.known !== undefined && capabilityName(it.known) === 'SYS_MODULE');
      if (!item || findings.some(it => it.at.start === item.span.start)) continue;
      if (!balenaReaders(compose, project)) return [];
      const definitions = project.serviceOf(service)?.definitions ?? [{ service }];
      // The mount of that very path becomes the label.
      const mounts = definitions.some(it => it.service.mounts.some(mount => mount.source?.known === '/lib/modules'));
      if (mounts || hasFeature(definitions, 'kernel-modules')) continue;
      const { mapping } = service;
      findings.push({
        at: item.span,
        message: `SYS_MODULE allows "${service.name}" to load kernel modules, but it sees none; add the label io.balena.features.kernel-modules, which gives it /lib/modules of the host`,
        fixes: (): readonly Fix[] => {
          const isThere = service.labels.some(it => it.key === 'io.balena.features.kernel-modules');
          const edits =
            mapping && !isThere && addGrants(compose.file.yaml, mapping, [featureAddition('kernel-modules')]);
          const title = 'Add the label io.balena.features.kernel-modules';
          return edits ? [{ title, safety: 'suggestion', edits }] : [];
        },
      });
    }
    return findings;
  },
});
