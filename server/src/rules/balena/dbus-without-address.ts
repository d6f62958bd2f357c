/** A service that gets the host's D-Bus at a place where programs do not look for it. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Project, ProjectService } from '../../project/project.ts';
import { imageContents } from '../../project/runtime-facts/image-contents.ts';
import { runtimeFacts } from '../../project/runtime-facts.ts';
import type { Addition } from '../grants.ts';
import { addGrants } from '../grants-edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { balenaLabelUses, hasFeature } from '../service-labels.ts';

const variable = 'DBUS_SYSTEM_BUS_ADDRESS';
const address = 'unix:path=/host/run/dbus/system_bus_socket';

export const dbusWithoutAddress = rule({
  id: 'balena/dbus-without-address',
  reads: 'compose',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service has the label for the host’s D-Bus, and nothing tells its programs where that is',
  why: 'The label puts the bus at /host/run/dbus, while programs look for it at /run/dbus or /var/run/dbus unless DBUS_SYSTEM_BUS_ADDRESS names another place.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    labels:\n      io.balena.features.dbus: '1'\n",
      'wifi/Dockerfile.template': 'FROM debian:13\nCMD ["nmcli", "monitor"]\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    labels:\n      io.balena.features.dbus: '1'\n    environment:\n      - DBUS_SYSTEM_BUS_ADDRESS=unix:path=/host/run/dbus/system_bus_socket\n",
      'wifi/Dockerfile.template': 'FROM debian:13\nCMD ["nmcli", "monitor"]\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    build: ./wifi\n    labels:\n      io.balena.features.dbus: '1'\n",
      'wifi/Dockerfile.template':
        'FROM debian:13\nENV DBUS_SYSTEM_BUS_ADDRESS=unix:path=/host/run/dbus/system_bus_socket\nCMD ["nmcli", "monitor"]\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  wifi:\n    image: bh.cr/example/wifi-connect\n    labels:\n      io.balena.features.dbus: '1'\n",
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/runtime/#dbus-communication-with-host-os',
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const { service, label, name } of balenaLabelUses(compose.file)) {
      if (name !== 'io.balena.features.dbus' || label.value?.known === undefined) continue;
      const whole = project.serviceOf(service);
      if (!whole || !hasFeature([{ service }], 'dbus') || !balenaReaders(compose, project)) continue;
      if (isToldOtherwise(whole, project)) continue;
      const { mapping } = service;
      findings.push({
        at: label.keySpan,
        message: `The label puts the host’s D-Bus at /host/run/dbus, where no program looks by itself; set ${variable} to ${address}`,
        fixes: (): readonly Fix[] => {
          const edits = mapping && addGrants(compose.file.yaml, mapping, [addition]);
          return edits ? [{ title: `Set ${variable}`, safety: 'suggestion', edits }] : [];
        },
      });
    }
    return findings;
  },
});

const addition: Addition = {
  key: 'environment',
  name: variable,
  value: address,
  need: 'host-dbus',
  why: 'leads to the bus of the host',
  isGuess: false,
};

/** Whether something sets the variable or names the place, or may do so where we cannot look. */
function isToldOtherwise(service: ProjectService, project: Project): boolean {
  if (service.definitions.some(it => it.service.envFiles.length > 0)) return true;
  if (service.definitions.some(it => it.service.environment.some(({ key }) => key === variable || key.includes('$'))))
    return true;
  const dockerfile = project.dockerfileOf(service);
  // An image that was built elsewhere may set it.
  if (dockerfile.kind !== 'found' || !dockerfile.stage) return true;
  const { base } = imageContents(dockerfile.file, dockerfile.stage, new Map());
  if (!base || !isPlainBase(base.reference)) return true;
  if (dockerfile.file.text.includes(variable) || dockerfile.file.text.includes('/host/run/dbus')) return true;
  if (
    project.filesOf(dockerfile.context).some(({ text }) => text.includes(variable) || text.includes('/host/run/dbus'))
  )
    return true;
  return runtimeFacts(service, project).some(fact => fact.kind === 'unseen');
}

/** Official images and those of balenalib set no address; whoever made another one may have. */
function isPlainBase(reference: string): boolean {
  return /^(?:docker\.io\/)?(?:library\/|balenalib\/)?[^/]+$/.test(reference);
}
