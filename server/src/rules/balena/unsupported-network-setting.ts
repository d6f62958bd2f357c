/** A setting of a network that balena does not support. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Resource } from '../../syntax/compose/compose-file.ts';
import { isTrue, textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlEntry, YamlMapping } from '../../syntax/yaml/node.ts';
import { sayParsers, whichOf } from '../balena-words.ts';
import { type Finding, rule } from '../rule.ts';

export const unsupportedNetworkSetting = rule({
  id: 'balena/unsupported-network-setting',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A network has a setting that balena does not support',
  why: 'Networks of a release are bridges on the device that the Supervisor makes itself. Others are rejected, and one whose addresses are only half given may not work.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    networks:\n      - lan\nnetworks:\n  lan:\n    driver: macvlan\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    networks:\n      - lan\nnetworks:\n  lan:\n    external: true\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    networks:\n      - lan\nnetworks:\n  lan:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    networks:\n      - lan\nnetworks:\n  lan:\n    driver: bridge\n    internal: true\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n          gateway: 172.28.0.1\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://github.com/balena-io-modules/balena-compose-parser',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const network of compose.file.networks) {
      if (!network.mapping) continue;
      for (const setting of settingsOf(network, network.mapping)) {
        const readers = balenaReaders(compose, project);
        if (!readers) return [];
        if (findings.some(it => it.at.start === setting.at.start)) continue;
        if (setting.kind === 'doubtful') {
          findings.push({ at: setting.at, severity: 'warning', message: setting.what });
          continue;
        }
        const by = whichOf(readers, { cli: setting.isForCli, builder: setting.isForBuilder });
        if (by) findings.push({ at: setting.at, message: `${sayParsers(by, 'rejects')} ${setting.what}` });
      }
    }
    return findings;
  },
});

type Setting = { readonly at: Finding['at']; readonly what: string } & (
  | { readonly kind: 'rejected'; readonly isForCli: boolean; readonly isForBuilder: boolean }
  | { readonly kind: 'doubtful' }
);

function settingsOf({ name, isExternal }: Resource, mapping: YamlMapping): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (at: Finding['at'], what: string, by: { readonly cli: boolean; readonly builder: boolean }): void => {
    settings.push({ kind: 'rejected', at, what, isForCli: by.cli, isForBuilder: by.builder });
  };
  const onlyCli = { cli: true, builder: false };
  for (const { key, value } of mapping.entries) {
    switch (key.source) {
      case 'driver': {
        const driver = textOf(value);
        if (!driver?.known || driver.known === 'bridge' || driver.known === 'default') break;
        const advice = driver.known === 'host' ? 'set network_mode: host on the service' : 'only bridge is there';
        add(driver.span, `the network driver "${driver.known}"; ${advice}`, onlyCli);
        break;
      }
      case 'external':
        if (isExternal) add(key.span, `the external network "${name}"; a release makes its networks itself`, onlyCli);
        break;
      case 'attachable':
        add(key.span, '"attachable" of a network', { cli: isTrue(value), builder: true });
        break;
      case 'enable_ipv4':
        add(key.span, '"enable_ipv4" of a network, whatever its value; delete it', { cli: true, builder: true });
        break;
      case 'enable_ipv6':
        if (isTrue(value)) add(key.span, 'IPv6 in a network; the engine on the device does not support it', onlyCli);
        break;
      case 'ipam':
        if (value.kind === 'mapping') settings.push(...addressSettings(value));
        break;
    }
  }
  return settings;
}

function addressSettings(ipam: YamlMapping): readonly Setting[] {
  const config = valueAt(ipam, 'config');
  if (config?.kind !== 'sequence') return [];
  return config.items.flatMap((item): readonly Setting[] => {
    if (item.kind !== 'mapping') return [];
    const auxiliary = item.entry('aux_addresses');
    const settings: Setting[] = [];
    if (auxiliary && !isEmptyMapping(auxiliary)) {
      const what = '"aux_addresses" of a network; give services addresses by ipv4_address';
      settings.push({ kind: 'rejected', at: auxiliary.key.span, what, isForCli: true, isForBuilder: false });
    }
    const subnet = item.entry('subnet');
    const gateway = item.entry('gateway');
    const lone = subnet && !gateway ? subnet : gateway && !subnet ? gateway : undefined;
    if (!lone) return settings;
    const missing = lone === subnet ? 'gateway' : 'subnet';
    const what = `balena’s Supervisor wants subnet and gateway together, without "${missing}" the network may not work; add it`;
    return [...settings, { kind: 'doubtful', at: lone.key.span, what }];
  });
}

function isEmptyMapping({ value }: YamlEntry): boolean {
  return value.kind === 'mapping' ? value.entries.length === 0 : value.kind === 'scalar' && value.value === null;
}
