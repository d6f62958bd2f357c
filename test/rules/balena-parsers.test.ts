/**
 * Where balena's own parsers were asked: @balena/compose 7.4.1 for the cloud builder, balena-compose-parser 0.3.0 over
 * compose-go 2.9.0 for the CLI. What they said of each file stands here, and our errors must say the same.
 */
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../support/check.ts';

/** `demands`: takes it, and makes the release ask for a newer Supervisor. */
type Row = readonly [text: string, builder: 'takes' | 'rejects', cli: 'takes' | 'rejects' | 'demands'];

const files: readonly Row[] = [
  ['services:\n  a:\n    image: redis:8', 'rejects', 'takes'],
  ["version: '3.8'\nservices:\n  a:\n    image: redis:8", 'rejects', 'takes'],
  ["version: '2'\nservices:\n  a:\n    image: redis:8", 'takes', 'takes'],
  ["version: '2.4'\nservices:\n  a:\n    image: redis:8\n---\nservices:\n  a:\n    init: true", 'rejects', 'takes'],
];

const serviceHead = "version: '2.4'\nservices:\n  a:\n    image: redis:8\n";
const services: readonly Row[] = [
  ['    use_api_socket: true', 'rejects', 'takes'],
  ['    stdin_open: false', 'takes', 'takes'],
  ['    scale: 0', 'takes', 'rejects'],
  ['    scale: 1', 'rejects', 'rejects'],
  ['    deploy: {}', 'rejects', 'rejects'],
  ['    links: []', 'takes', 'takes'],
  ['    memswap_limit: -1\n    mem_limit: 1g', 'takes', 'rejects'],
  ['    oom_kill_disable: false', 'takes', 'takes'],
  ['    ports:\n      - target: 80\n        published: 80', 'rejects', 'takes'],
  ['    environment:\n      A: true', 'takes', 'takes'],
  [
    '    depends_on:\n      b: {condition: service_started, restart: true}\n  b:\n    image: nginx:1.29',
    'rejects',
    'takes',
  ],
  [
    '    depends_on:\n      b: {condition: service_started, required: false}\n  b:\n    image: nginx:1.29',
    'rejects',
    'rejects',
  ],
  [
    '    depends_on:\n      b: {condition: service_started, required: true}\n  b:\n    image: nginx:1.29',
    'rejects',
    'takes',
  ],
  ['    env_file:\n      - path: ./x.env\n        required: false', 'rejects', 'takes'],
  ['    networks:\n      lan: {interface_name: eth0}\nnetworks:\n  lan:', 'rejects', 'takes'],
  ['    networks:\n      lan: {mac_address: "02:42:ac:11:65:43"}\nnetworks:\n  lan:', 'rejects', 'demands'],
  ['    networks:\n      lan: {ipv6_address: "2001::1"}\nnetworks:\n  lan:', 'takes', 'demands'],
  ['    networks:\n      lan: {link_local_ips: [57.123.22.11]}\nnetworks:\n  lan:', 'takes', 'rejects'],
  ['networks:\n  lan:\n    name: x', 'rejects', 'takes'],
  ['networks:\n  lan:\n    external: true', 'takes', 'rejects'],
  ['networks:\n  lan:\n    external: false', 'takes', 'takes'],
  ['networks:\n  lan:\n    driver: overlay', 'takes', 'rejects'],
  ['networks:\n  lan:\n    attachable: false', 'rejects', 'takes'],
  ['networks:\n  lan:\n    enable_ipv4: true', 'rejects', 'rejects'],
  ['networks:\n  lan:\n    enable_ipv6: true', 'takes', 'rejects'],
  ['networks:\n  lan:\n    enable_ipv6: false', 'takes', 'takes'],
  ['networks:\n  lan:\n    internal: true', 'takes', 'takes'],
  [
    'networks:\n  lan:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n          gateway: 172.28.0.1\n          aux_addresses: {a: 172.28.0.2}',
    'takes',
    'rejects',
  ],
  ['networks:\n  lan:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16', 'takes', 'takes'],
  ['volumes:\n  store:\n    name: x', 'takes', 'takes'],
  ['volumes:\n  store:\n    external: true', 'takes', 'rejects'],
  ['volumes:\n  store:\n    driver: nfs', 'takes', 'rejects'],
  ['volumes:\n  store:\n    driver_opts: {type: none, o: bind, device: /tmp}', 'takes', 'takes'],
  ['volumes:\n  store:\n    external: false', 'takes', 'takes'],
  ['name: x', 'rejects', 'takes'],
  ['secrets:\n  s:\n    file: ./s', 'rejects', 'rejects'],
  ['configs: {}', 'rejects', 'takes'],
  ['    security_opt: ["label=disable"]', 'takes', 'rejects'],
  ['    security_opt: ["no-new-privileges"]', 'takes', 'takes'],
  ['    pids_limit: -1', 'takes', 'rejects'],
  ['    pids_limit: "-1"', 'takes', 'rejects'],
  ['    devices: ["vendor.com/gpu=all"]', 'takes', 'rejects'],
  ['    devices:\n      - source: /dev/a\n        target: /dev/b\n        permissions: rw', 'rejects', 'takes'],
  ['    volumes_from: ["container:x"]', 'takes', 'rejects'],
  ['    labels:\n      my_label: 1', 'rejects', 'takes'],
  ['  b:\n    extends: a', 'rejects', 'takes'],
  ['  b:\n    extends: a\n    image: nginx:1.29', 'takes', 'takes'],
  ['    healthcheck:\n      test: [CMD, x]\n      start_interval: 1s', 'rejects', 'demands'],
  ['    healthcheck:\n      test: [CMD, x]\n      x-a: 1', 'rejects', 'takes'],
  [
    '    volumes:\n      - type: volume\n        source: store\n        target: /d\n        volume: {nocopy: true}\nvolumes:\n  store:',
    'rejects',
    'rejects',
  ],
  [
    '    volumes:\n      - type: volume\n        source: store\n        target: /d\nvolumes:\n  store:',
    'takes',
    'takes',
  ],
  [
    '    volumes:\n      - type: volume\n        source: store\n        target: /d\n        volume: {}\nvolumes:\n  store:',
    'rejects',
    'takes',
  ],
  [
    '    volumes:\n      - type: volume\n        source: store\n        target: /d\n        consistency: cached\nvolumes:\n  store:',
    'rejects',
    'takes',
  ],
  ['    volumes:\n      - type: tmpfs\n        target: /d', 'takes', 'takes'],
  ['    volumes:\n      - type: tmpfs\n        target: /d\n        tmpfs: {size: 100}', 'rejects', 'rejects'],
  ['    volumes:\n      - type: tmpfs\n        target: /d\n        read_only: true', 'rejects', 'takes'],
  ['    volumes:\n      - type: image\n        source: nginx\n        target: /d', 'takes', 'rejects'],
  [
    '    volumes:\n      - type: volume\n        source: store\n        target: /d\n        volume: {subpath: a}\nvolumes:\n  store:',
    'rejects',
    'rejects',
  ],
  ['    volumes: [/d]', 'rejects', 'rejects'],
  ['    network_mode: container:x', 'takes', 'rejects'],
  ['    pid: container:x', 'takes', 'rejects'],
  ['    pid: service:b\n  b:\n    image: nginx:1.29', 'takes', 'demands'],
  ['    ipc: service:b\n  b:\n    image: nginx:1.29', 'takes', 'rejects'],
  ['    uts: host', 'rejects', 'demands'],
  ['    profiles: [pp]', 'rejects', 'takes'],
  ['    command:', 'takes', 'takes'],
  ['    ulimits: {nofile: 1}', 'takes', 'takes'],
  ['    expose: [80]', 'takes', 'takes'],
  ['    gpus: all', 'rejects', 'rejects'],
  ['    platform: ""', 'takes', 'takes'],
  ['    ports: !reset []', 'rejects', 'takes'],
  ['    isolation: default', 'takes', 'rejects'],
  ['    mac_address: 02:42:ac:11:65:43', 'takes', 'takes'],
  ['    annotations: {a: b}', 'rejects', 'demands'],
  ['    attach: false', 'rejects', 'demands'],
  ['    attach: true', 'rejects', 'demands'],
  ['    cpus: 0', 'rejects', 'takes'],
  ['    cpus: 0.5', 'rejects', 'demands'],
  ['    cpu_count: 2', 'rejects', 'rejects'],
  ['    post_start: [{command: a}]', 'rejects', 'demands'],
  ['    ports: ["[::1]:80:80"]', 'rejects', 'takes'],
  ['    sysctls: ["a=b"]', 'takes', 'takes'],
  ['    stop_grace_period: 1m30s', 'takes', 'takes'],
  ['    stop_grace_period: 1d', 'rejects', 'takes'],
  ['    secrets: []', 'rejects', 'takes'],
  ['    labels: []', 'takes', 'takes'],
  ['    privileged: "true"', 'takes', 'takes'],
  ['    tty: true', 'takes', 'takes'],
  ['    userns_mode: host', 'takes', 'takes'],
  ['    extra_hosts: {a: 1.2.3.4}', 'takes', 'takes'],
  ['    external_links: [a]', 'takes', 'rejects'],
  ['    storage_opt: {size: 1G}', 'takes', 'rejects'],
  ['    memswap_limit: 1g', 'rejects', 'rejects'],
  ['    mem_limit: 1g\n    memswap_limit: 1g', 'takes', 'rejects'],
  ['    ports: ["53:53/udp"]', 'takes', 'takes'],
  ['    ports: ["53:53/sctp"]', 'rejects', 'takes'],
  ['    ports: ["9000-9001:80-81"]', 'takes', 'takes'],
  ['    ports: ["${PORT:-80}:80"]', 'rejects', 'takes'],
  ['    volumes: ["${STORE:-store}:/d"]\nvolumes:\n  store:', 'rejects', 'takes'],
  ['    volumes: ["./data:/data"]', 'rejects', 'rejects'],
  ['    volumes: ["/etc/localtime:/etc/localtime"]', 'rejects', 'rejects'],
  ['    volumes: ["/run/dbus/system_bus_socket:/x"]', 'rejects', 'rejects'],
  ['    volumes: ["store:/d"]', 'rejects', 'rejects'],
  ['    depends_on: [b]\n  b:\n    image: nginx:1.29', 'takes', 'takes'],
  ['    depends_on: [b]', 'rejects', 'rejects'],
  ['    depends_on:\n      b: {condition: service_healthy}\n  b:\n    image: nginx:1.29', 'rejects', 'rejects'],
  ['    profiles: [p]', 'rejects', 'rejects'],
  ['    volumes_from: [b]\n  b:\n    image: nginx:1.29', 'takes', 'demands'],
];

const buildHead = "version: '2.4'\nservices:\n  a:\n    build:\n      context: .\n      ";
const builds: readonly Row[] = [
  ['secrets: []', 'rejects', 'takes'],
  ['provenance: true', 'rejects', 'takes'],
  ['sbom: true', 'rejects', 'takes'],
  ['network: host', 'takes', 'rejects'],
  ['isolation: hyperv', 'rejects', 'rejects'],
  ['privileged: true', 'rejects', 'rejects'],
  ['privileged: false', 'rejects', 'takes'],
  ['pull: true', 'rejects', 'rejects'],
  ['no_cache: true', 'rejects', 'rejects'],
  ['tags: [x/y:1]', 'rejects', 'rejects'],
  ['platforms: [linux/arm64]', 'rejects', 'rejects'],
  ['x-note: 1', 'rejects', 'takes'],
  ['labels: {a_b: 1}', 'rejects', 'takes'],
  ['ssh: [default]', 'rejects', 'rejects'],
  ['cache_to: [type=local]', 'rejects', 'rejects'],
  ['cache_from: [x/y:1]', 'takes', 'takes'],
  ['dockerfile_inline: FROM alpine', 'rejects', 'rejects'],
  ['additional_contexts: {lib: ./lib}', 'rejects', 'rejects'],
  ['ulimits: {nofile: 1}', 'rejects', 'rejects'],
  ['entitlements: [network.host]', 'rejects', 'rejects'],
  ['shm_size: 1g', 'takes', 'takes'],
  ['tags: []', 'rejects', 'takes'],
  ['target: final', 'takes', 'takes'],
  ['extra_hosts: {a: 1.2.3.4}', 'takes', 'takes'],
];

const rows = [
  ...files,
  ...services.map(([text, ...answers]) => [`${serviceHead}${text}`, ...answers] as const),
  ...builds.map(([text, ...answers]) => [`${buildHead}${text}`, ...answers] as const),
];

/** A mere warning, for a file without version builds with the CLI. */
const rejections = new Set(['balena/missing-version']);

async function answers(text: string, balenaParser: 'builder' | 'cli'): Promise<'takes' | 'rejects' | 'demands'> {
  const [file] = await findingsOf({ 'docker-compose.yml': `${text}\n` }, { dialect: 'balena', balenaParser });
  // The parsers look at no other file.
  const findings = (file?.findings ?? []).filter(it => !it.rule.id.startsWith('project/'));
  if (findings.some(it => it.severity === 'error' || rejections.has(it.rule.id))) return 'rejects';
  return findings.some(it => it.rule.id === 'balena/release-refused-field') ? 'demands' : 'takes';
}

describe.each(rows)('%j', (text, builder, cli) => {
  it(`${builder === 'takes' ? 'suits' : 'is rejected by'} the cloud builder, and the CLI ${cli} it`, async () => {
    expect([await answers(text, 'builder'), await answers(text, 'cli')]).toEqual([builder, cli]);
  });
});

it('asks for every kind of answer', () => {
  expect(new Set(rows.map(([, builder, cli]) => `${builder} ${cli}`)).size).toBe(6);
});
