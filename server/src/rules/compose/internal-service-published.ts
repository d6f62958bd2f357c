/** A service publishes a port on all interfaces although it looks internal. */
import { type DataStoreImage, dataStoreOf } from '../../catalog/data-store-images.ts';
import type { Project, ProjectComposeFile, ProjectService } from '../../project/project.ts';
import { isUsedFromOutside, mentionsOf } from '../../project/service-mentions.ts';
import type { Port, Service } from '../../syntax/compose/compose-file.ts';
import { limitToLoopback, portsToExpose } from '../../syntax/compose/unpublish.ts';
import { parseImageReference } from '../../syntax/image-reference.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { rememberLast } from '../../text/remember.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, type Fix, type RelatedPlace, rule } from '../rule.ts';

export const internalServicePublished = rule({
  id: 'compose/internal-service-published',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service that only other services use publishes its ports to everybody',
  why: 'Services reach each other by name without any published port. A published one is open to the whole network the host is in, past most host firewalls, and often without a password.',
  bad: [
    {
      'docker-compose.yml':
        'version: \'2.1\'\nservices:\n  frontend:\n    build: ./frontend\n    ports:\n      - "80:80"\n  backend:\n    build: ./backend\n    ports:\n      - "1234:1234"\n',
      'frontend/Dockerfile.template': 'FROM node:22\nCOPY index.js ./\nCMD ["node", "index.js"]\n',
      'frontend/index.js': "fetch('http://backend:1234/data').then(show);\n",
      'backend/Dockerfile.template': 'FROM node:22\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1\n    ports:\n      - "8080:80"\n    environment:\n      DB_HOST: db\n  db:\n    image: postgres:17\n    ports:\n      - "5432:5432"\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        'version: \'2.1\'\nservices:\n  frontend:\n    build: ./frontend\n    ports:\n      - "80:80"\n  backend:\n    build: ./backend\n    expose:\n      - "1234"\n',
      'frontend/Dockerfile.template': 'FROM node:22\nCOPY index.js ./\nCMD ["node", "index.js"]\n',
      'frontend/index.js': "fetch('http://backend:1234/data').then(display);\n",
      'backend/Dockerfile.template': 'FROM node:22\n',
    },
    { 'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    ports:\n      - "5432:5432"\n' },
  ],
  references: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  ],

  check(compose, project) {
    // A file laid over another for development publishes ports on purpose.
    if (compose.role === 'override' || compose.role === 'local-mode') return [];
    if (!compose.file.hasServiceKey('ports')) return [];
    const published = project.services.filter(isPublished);
    // Somewhere the project must be reached; where every way in looks internal, its user is outside of it.
    if (published.length < 2) return [];
    const judged = published.map(it => ({ it, evidence: evidenceFor(it, project) }));
    if (judged.every(({ evidence }) => evidence !== undefined)) return [];
    const found: Finding[] = [];
    for (const { it, evidence } of judged) {
      const definition = it.definitions.find(({ compose: { path } }) => path === compose.path)?.service;
      const entry = definition?.key('ports');
      const open = definition?.ports.filter(isOpen) ?? [];
      if (!evidence || !definition || !entry || open.length === 0) continue;
      found.push({
        at: entry.key.span,
        message: `Service "${it.name}" publishes ${portWords(open)} on every network interface, although it looks internal: ${evidence.words}; list the port under "expose" instead`,
        related: evidence.related,
        fixes: () => fixesFor(compose, project, definition, open),
      });
    }
    return found;
  },
});

function isPublished(it: ProjectService): boolean {
  return !isOnHostNetwork(it) && it.definitions.some(({ service }) => service.ports.some(isOpenAtAll));
}

/**
 * A service that lists ports beside the host's network is meant for the other kind (compose/ports-with-host-network
 * tells it), so here it counts as what it will be.
 */
function isOnHostNetwork(it: ProjectService): boolean {
  return it.definitions.some(
    ({ service }) => service.key('network_mode') && service.networkMode?.known === 'host' && service.ports.length === 0,
  );
}

const hasHostNetwork = rememberLast((project: Project) => project.services.some(isOnHostNetwork));

/** Whether the port is bound to all interfaces; false when its address is not known. */
function isOpenAtAll(port: Port): boolean {
  if (!port.isValid) return false;
  if (port.hostIp !== undefined) return port.hostIp === '0.0.0.0' || /^(?:0?:)*0?$/.test(port.hostIp);
  if (port.isKnown || port.isLong) return port.isKnown;
  // A variable may hold an address, unless its name says that it is a port.
  return (port.text?.parts ?? []).every(
    part => part.kind === 'text' || (part.kind === 'variable' && /port/i.test(part.name)),
  );
}

/**
 * Container ports that people or devices outside use by their nature, whoever else does: ssh, mail, name and time
 * service, MQTT and media streams, web interfaces of brokers and databases, debuggers.
 */
const outwardPorts = new Set([
  21, 22, 25, 53, 67, 68, 69, 123, 161, 162, 465, 514, 554, 587, 993, 995, 1514, 1515, 1883, 1935, 5005, 5683, 7474,
  8161, 8554, 8883, 9001, 9229, 10050, 10051, 15672, 55679,
]);

/** An open port that can be meant for other services. */
function isOpen(port: Port): boolean {
  return isOpenAtAll(port) && port.protocol === 'tcp' && !(port.target && outwardPorts.has(port.target.from));
}

interface Evidence {
  /** A clause: what shows that it is internal. */
  readonly words: string;
  readonly related: readonly RelatedPlace[];
}

/** What shows that the service is internal; undefined when it may be meant for the outside. */
function evidenceFor(it: ProjectService, project: Project): Evidence | undefined {
  const open = it.definitions.flatMap(({ service }) => service.ports.filter(isOpen));
  if (open.length === 0) return undefined;
  const published = it.definitions.flatMap(({ service }) => service.ports);
  const image = it.definitions.map(({ service }) => service.image?.known).find(known => known !== undefined);
  const isBuilt = it.definitions.some(({ service }) => service.build !== undefined);
  const dataStore = image === undefined || isBuilt ? undefined : dataStoreOf(image);
  // Who lists many ports has thought about each of them.
  if (!dataStore && (isFrontDoor(image) || open.some(isWebPort) || published.length >= manyPorts)) return undefined;
  if (isNeededOnHost(it, project) || (!dataStore && isUsedFromOutside(it, hostPortsOf(open), project)))
    return undefined;

  const ports = open.flatMap(port => (port.target ? [port.target.from] : []));
  const mentions = mentionsOf(it, ports, project).filter(({ by }) => !isOnHostNetwork(by) && !isPassing(by));
  const needs = dependenciesOn(it, project).filter(
    ({ by }) => !isOnHostNetwork(by) && !isPassing(by) && !isSibling(it, by, project) && isLikelyBehind(it, by),
  );
  const words = [
    ...mentions.map(mention => mention.words),
    ...needs.map(({ by }) => `service "${by.name}" depends on it`),
    ...(dataStore ? [`it is a data store (${dataStore.name})`] : []),
  ];
  const [first] = words;
  if (first === undefined) return undefined;
  const related = [
    ...mentions.map(({ path, at, by }) => ({ path, at, message: `service "${by.name}" reaches it by name here` })),
    ...needs.map(({ place }) => place),
  ];
  return { words: withDataStore(first, dataStore), related: related.slice(0, 5) };
}

function withDataStore(words: string, dataStore: DataStoreImage | undefined): string {
  return dataStore && !words.startsWith('it is') ? `it is a data store (${dataStore.name}), and ${words}` : words;
}

/** Images that stand between the outside and other services, or that people open in a browser. */
const frontDoors = new Set(
  (
    'nginx httpd apache traefik caddy haproxy envoy kong openresty swag nginx-proxy nginx-proxy-manager varnish squid ' +
    'adminer phpmyadmin pgadmin4 mongo-express redis-commander redisinsight dbgate grafana kibana opensearch-dashboards ' +
    'prometheus alertmanager jaeger all-in-one zipkin mailhog mailpit maildev mailcatcher portainer portainer-ce keycloak ' +
    'minio node-red home-assistant jenkins gitlab-ce gitea sonarqube nexus3 registry wordpress nextcloud ghost odoo ' +
    'eclipse-mosquitto emqx vernemq hivemq4 flower cadvisor dozzle netdata uptime-kuma metabase superset airflow n8n ' +
    'jupyter wireguard openvpn pihole selenium-hub'
  ).split(' '),
);

function isFrontDoor(image: string | undefined): boolean {
  const name = image === undefined ? undefined : parseImageReference(image).repository.value.split('/').at(-1);
  return name !== undefined && frontDoors.has(name);
}

/** Published ports from which on a service is taken to be made for the outside. */
const manyPorts = 3;

/**
 * Whether a mere dependency of `by` shows that `it` is internal. Telemetry and consoles are waited for by the very
 * services they watch, and people open them; a web site is one of several doors unless a proxy waits for it.
 */
function isLikelyBehind(it: ProjectService, by: ProjectService): boolean {
  if (hasPart(it.name, consoleNames) || hasPart(it.name, doorNames) || hasPart(it.name, frontDoors)) return false;
  return !hasPart(it.name, siteNames) || hasPart(by.name, doorNames);
}

/** Whether both run the same program (a web process and its worker, two nodes): they only start in an order. */
function isSibling(it: ProjectService, by: ProjectService, project: Project): boolean {
  const [one, other] = [project.dockerfileOf(it), project.dockerfileOf(by)];
  if (one.kind === 'found' && other.kind === 'found') return one.path === other.path;
  const images = [it, by].map(each => each.definitions.map(({ service }) => service.image?.known).find(Boolean));
  return one.kind === 'image-only' && other.kind === 'image-only' && images[0] === images[1];
}

const consoleNames = new Set('ui gui webui dashboard console admin portal'.split(' '));
const doorNames = new Set(
  'proxy gateway ingress router balancer loadbalancer lb nginx traefik caddy haproxy envoy'.split(' '),
);
const siteNames = new Set('web www frontend front website site client'.split(' '));

/** Whether a part of a service's name, without a number behind it, is one of the words. */
function hasPart(name: string, words: ReadonlySet<string>): boolean {
  return name
    .toLowerCase()
    .split(/[-_.]/)
    .some(part => words.has(part.replace(/\d{1,9}$/, '')));
}

/** Where browsers look without being told a port. */
function isWebPort(port: Port): boolean {
  return [port.published, port.target].some(range => range?.from === 80 || range?.from === 443);
}

function hostPortsOf(ports: readonly Port[]): readonly number[] {
  return ports.flatMap(port => (port.published ? [port.published.from] : []));
}

/** Whether a service on the network of the host uses it: there are no names of services there, only published ports. */
function isNeededOnHost(it: ProjectService, project: Project): boolean {
  const open = it.definitions.flatMap(({ service }) => service.ports.filter(isOpen));
  return (
    dependenciesOn(it, project).some(({ by }) => isOnHostNetwork(by)) ||
    (hasHostNetwork(project) && isUsedFromOutside(it, hostPortsOf(open), project))
  );
}

/** A service that tests or prepares another one and then ends tells nothing about who uses it later. */
function isPassing(it: ProjectService): boolean {
  return /(?:^|[-_])(?:tests?|testing|tester|e2e|cypress|playwright|selenium|k6|locust|wait|init|setup|migrate|migrations?|seed|seeder|smoke|integration|load|bench|benchmark|sut)(?:[-_]|$)/i.test(
    it.name,
  );
}

interface Dependent {
  readonly by: ProjectService;
  readonly place: RelatedPlace;
}

function dependenciesOn(it: ProjectService, project: Project): readonly Dependent[] {
  return dependents(project).get(it.name) ?? [];
}

/** By the name that is depended on, in the order of the services. */
const dependents = rememberLast((project: Project): ReadonlyMap<string, readonly Dependent[]> => {
  const found = new Map<string, Dependent[]>();
  for (const by of project.services) {
    for (const { compose, service } of by.definitions) {
      const add = (name: string, at: Span): void => {
        if (name === by.name) return;
        const dependent = { by, place: { path: compose.path, at, message: `service "${by.name}" depends on it` } };
        const known = found.get(name);
        if (known) known.push(dependent);
        else found.set(name, [dependent]);
      };
      if (service.key('depends_on')) for (const { name, nameSpan } of service.dependsOn) add(name, nameSpan);
      if (service.key('links')) for (const { value, span } of service.links) add(value.split(':', 1)[0] ?? '', span);
    }
  }
  return found;
});

function portWords(ports: readonly Port[]): string {
  const numbers = ports.map(({ published, target, text }) => {
    const range = published ?? target;
    if (!range) return text?.value ?? '';
    return range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`;
  });
  return `${numbers.length === 1 ? 'port' : 'ports'} ${[...new Set(numbers)].join(', ')}`;
}

function fixesFor(
  compose: ProjectComposeFile,
  project: Project,
  service: Service,
  open: readonly Port[],
): readonly Fix[] {
  const { yaml } = compose.file;
  const entry = service.key('ports');
  if (!entry || entry.isMerged || !service.mapping || isShared(yaml, entry.value)) return [];
  const fixes: Fix[] = [];
  const exposed = portsToExpose(yaml, service, open);
  if (exposed) fixes.push({ title: 'Expose to other services only', safety: 'suggestion', edits: exposed });
  if (project.dialect === 'docker') {
    const limited = limitToLoopback(yaml, open);
    if (limited) fixes.push({ title: 'Publish on 127.0.0.1 only', safety: 'suggestion', edits: limited });
  }
  return fixes;
}
