/** A service with systemd of its own that is told to talk to the host's. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { privilegeReasons } from '../../project/privilege.ts';
import { runtimeFacts } from '../../project/runtime-facts.ts';
import type { ComposeFile, KeyValue, Service } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import type { Edit } from '../../text/edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

const variable = 'DBUS_SYSTEM_BUS_ADDRESS';

export const dbusAddressWithSystemd = rule({
  id: 'balena/dbus-address-with-systemd',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service runs systemd and has DBUS_SYSTEM_BUS_ADDRESS point at the bus of the host',
  why: 'Every program of the service, systemctl and the container’s systemd included, then talks to the host’s systemd: what is meant to stop a unit in the container stops one of the device.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: ./app\n    environment:\n      DBUS_SYSTEM_BUS_ADDRESS: unix:path=/host/run/dbus/system_bus_socket\n      MODE: kiosk\n",
      'app/Dockerfile.template':
        'FROM debian:13\nRUN apt-get update && apt-get install -y systemd\nCMD ["/sbin/init"]\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: ./app\n    environment:\n      DBUS_SYSTEM_BUS_ADDRESS: unix:path=/host/run/dbus/system_bus_socket\n",
      'app/Dockerfile.template': 'FROM debian:13\nCMD ["/usr/bin/python3", "/app.py"]\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: ./app\n    environment:\n      DBUS_SYSTEM_BUS_ADDRESS: unix:path=/run/dbus/system_bus_socket\n",
      'app/Dockerfile.template':
        'FROM debian:13\nRUN apt-get update && apt-get install -y systemd\nCMD ["/sbin/init"]\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/runtime/#dbus-communication-with-host-os',
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      if (!service.key('environment')) continue;
      const pair = service.environment.find(it => it.key === variable);
      if (!pair?.value?.known?.includes('/host/run/dbus')) continue;
      const whole = project.serviceOf(service);
      if (!whole || findings.some(it => it.at.start === pair.keySpan.start)) continue;
      if (!balenaReaders(compose, project)) return [];
      const systemd = privilegeReasons(runtimeFacts(whole, project)).needs.find(it => it.need.id === 'systemd');
      const start = systemd?.evidence.find(it => it.kind === 'command' && it.weight === 'start-command');
      if (!start || start.isConditional) continue;
      findings.push({
        at: pair.keySpan,
        message: `${start.phrase}, and with this address it and every systemctl talk to the systemd of the host; set the variable only for the program that needs the host’s bus`,
        related: [{ path: start.path, at: start.at, message: start.phrase }],
        fixes: (): readonly Fix[] => {
          const edits = removal(compose.file, service, pair);
          return edits ? [{ title: `Delete ${variable}`, safety: 'suggestion', edits }] : [];
        },
      });
    }
    return findings;
  },
});

/** Deletes the variable, and the key with the last one. */
function removal({ yaml }: ComposeFile, service: Service, pair: KeyValue): readonly Edit[] | undefined {
  const entry = service.key('environment');
  if (!service.mapping || !entry || entry.isMerged || isShared(yaml, entry.value)) return undefined;
  const { value } = entry;
  if (service.environment.length === 1) return removeEntry(yaml, service.mapping, entry);
  if (value.kind === 'sequence') {
    const item = value.items.find(it => it.span.start <= pair.keySpan.start && pair.keySpan.end <= it.span.end);
    return item && removeItem(yaml, value, item);
  }
  const own = value.kind === 'mapping' ? value.entries.find(it => it.key.span.start === pair.keySpan.start) : undefined;
  return value.kind === 'mapping' && own ? removeEntry(yaml, value, own) : undefined;
}
