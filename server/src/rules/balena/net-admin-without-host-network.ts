/** A service that is to configure the network of the host and has one of its own. */
import { capabilityName } from '../../catalog/linux-capabilities.ts';
import { balenaReaders } from '../../project/balena-readers.ts';
import { privilegeReasons } from '../../project/privilege.ts';
import { runtimeFacts } from '../../project/runtime-facts.ts';
import { type Finding, rule } from '../rule.ts';

export const netAdminWithoutHostNetwork = rule({
  id: 'balena/net-admin-without-host-network',
  reads: 'compose',
  dialect: 'balena',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  summary: 'A service with NET_ADMIN runs a program that configures interfaces of the host, from a network of its own',
  why: 'A container on a bridge network sees only the interface the engine gave it: access points, DHCP servers, NetworkManager and CAN interfaces find nothing there to work with.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  hotspot:\n    build: ./hotspot\n    cap_add:\n      - NET_ADMIN\n",
      'hotspot/Dockerfile.template':
        'FROM alpine:3.22\nRUN apk add --no-cache hostapd\nCMD ["hostapd", "/etc/hostapd.conf"]\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  hotspot:\n    build: ./hotspot\n    network_mode: host\n    cap_add:\n      - NET_ADMIN\n",
      'hotspot/Dockerfile.template':
        'FROM alpine:3.22\nRUN apk add --no-cache hostapd\nCMD ["hostapd", "/etc/hostapd.conf"]\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  vpn:\n    build: ./vpn\n    cap_add:\n      - NET_ADMIN\n    devices:\n      - /dev/net/tun\n",
      'vpn/Dockerfile.template': 'FROM alpine:3.22\nRUN apk add --no-cache openvpn\nCMD ["openvpn", "/etc/vpn.conf"]\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/multicontainer/#network-mode',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      if (!service.key('cap_add')) continue;
      const item = service.capAdd.find(it => it.known !== undefined && capabilityName(it.known) === 'NET_ADMIN');
      const whole = project.serviceOf(service);
      if (!item || !whole || findings.some(it => it.at.start === item.span.start)) continue;
      // Any mode is somebody's decision: `service:` shares the network of another service, which may be the host's.
      if (whole.definitions.some(it => it.service.key('network_mode')) || !balenaReaders(compose, project)) continue;
      const found = privilegeReasons(runtimeFacts(whole, project)).needs.find(
        ({ need, evidence }) =>
          need.grant.hostNetwork !== undefined &&
          need.grant.capabilities?.['NET_ADMIN'] !== undefined &&
          // Installed is not yet used: what counts is what starts.
          evidence.some(it => it.weight === 'start-command' && !it.isConditional),
      );
      const fact = found?.evidence.find(it => it.weight === 'start-command' && !it.isConditional);
      if (!found || !fact) continue;
      const message = `${fact.phrase}, but "${service.name}" is on a bridge network and ${found.need.grant.hostNetwork ?? ''}; set network_mode: host`;
      findings.push({ at: item.span, message, related: [{ path: fact.path, at: fact.at, message: fact.phrase }] });
    }
    return findings;
  },
});
