/** A service is told to use another one at a port where that one does not listen, for all we know. */

import { portsOfImage } from '../../catalog/image-ports.ts';
import { type ModelService, modelOf } from '../../project/compose-model.ts';
import { type PortMention, portMentionsOf } from '../../project/port-mentions.ts';
import type { Project, ProjectComposeFile, ProjectService } from '../../project/project.ts';
import { exposedByBase, exposedByDockerfile, holdsNumber, portsAmong, portWords } from '../../project/service-ports.ts';
import type { PortRange } from '../../syntax/compose/compose-file.ts';
import { parseImageReference } from '../../syntax/image-reference.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unreachableServicePort = rule({
  id: 'project/unreachable-service-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service is told to use another one at a port which that one neither EXPOSEs, publishes nor exposes',
  why: 'Between services the port of the container counts, never the one that is published on the host. Nothing answers at any other: the connection is refused.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: ./web\n    environment:\n      API: http://api:3001/v1\n  api:\n    build: ./api\n    expose:\n      - "3000"\n',
      'web/Dockerfile': 'FROM node:24-slim\n',
      'api/Dockerfile': 'FROM node:24-slim\nEXPOSE 3000\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1\n    environment:\n      - DATABASE_URL=postgres://app@db:5433/app\n  db:\n    image: postgres:17\n    ports:\n      - "5433:5432"\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    build: ./web\n    ports:\n      - "80:80"\n  api:\n    build: ./api\n    expose:\n      - "1234"\n',
      'web/Dockerfile': 'FROM node:24-slim\nCOPY main.js ./\nCMD ["node", "main.js"]\n',
      'web/main.js': "fetch('http://api:1243/data').then(show);\n",
      'api/Dockerfile': 'FROM node:24-slim\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: ./web\n    environment:\n      API: http://api:3000/v1\n  api:\n    build: ./api\n    expose:\n      - "3000"\n',
      'web/Dockerfile': 'FROM node:24-slim\n',
      'api/Dockerfile': 'FROM node:24-slim\nEXPOSE 3000\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1\n    environment:\n      BROKER: amqp://broker:5672\n  broker:\n    image: rabbitmq:4-management\n    ports:\n      - "15672:15672"\n',
    },
  ],
  references: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://docs.docker.com/reference/compose-file/services/#expose',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (compose.file.services.length === 0 || project.services.length < 2) return findings;
    const targets = new Map<ProjectService, Target | undefined>();
    let otherNames: ReadonlyMap<string, string> | undefined;
    const seen = new Set<string>();
    for (const mention of portMentionsOf(project)) {
      const at = placeOf(mention, compose);
      if (!at) continue;
      if (!targets.has(mention.to)) targets.set(mention.to, targetOf(mention.to, compose, project));
      const target = targets.get(mention.to);
      const found = target && judge(mention.port, target, project);
      if (!found || isOnAnotherNetwork(mention.by)) continue;
      const place = `${mention.path}:${mention.portAt.start}`;
      otherNames ??= otherNamesIn(project);
      if (seen.has(place) || otherNames.has(mention.host)) continue;
      seen.add(place);
      const { path, by } = mention;
      const message = `service "${by.name}" reaches it by name here`;
      findings.push({
        at,
        message: messageFor(mention, found, project),
        ...(mention.service ? {} : { related: [{ path, at: mention.at, message }] }),
        fixes: fixesFor(found, mention, compose),
      });
    }
    return findings;
  },
});

/** Where the file answers for it: at the port, or for a source file at the name of the service that is built from it. */
function placeOf({ by, path, service, portAt }: PortMention, compose: ProjectComposeFile): Finding['at'] | undefined {
  if (service) return path === compose.path ? portAt : undefined;
  const [first] = by.definitions;
  return first?.compose.path === compose.path ? first.service.nameSpan : undefined;
}

/** What is known of where a service listens. */
interface Target {
  readonly service: ProjectService;
  /** Ports of the container that are EXPOSEd, published or exposed. */
  readonly ports: readonly PortRange[];
  readonly has: (range: PortRange) => boolean;
  readonly published: readonly { readonly host: PortRange; readonly container: PortRange }[];
  /** There are no others: all that its image EXPOSEs is known too. */
  readonly isAll: boolean;
}

/** Undefined for what is no service, has no ports of its own, or lists some that are not known. */
function targetOf(service: ProjectService, compose: ProjectComposeFile, project: Project): Target | undefined {
  const whole = modelOf(compose, project).services.get(service.name);
  if (!whole?.isComplete || whole.key('network_mode')) return undefined;
  const ports: PortRange[] = [];
  const published: { host: PortRange; container: PortRange }[] = [];
  for (const { service: definition } of whole.definitions) {
    for (const { target, published: host, isValid } of definition.ports) {
      if (!isValid || !target) return undefined;
      ports.push(target);
      if (host) published.push({ host, container: target });
    }
    for (const { range } of definition.expose) {
      if (!range) return undefined;
      ports.push(range);
    }
  }
  const built = exposedByDockerfile(service, project);
  const inherited = built ? exposedByBase(built, project) : portsOfStore(whole, service, project);
  ports.push(...(built?.ports ?? []), ...(inherited ?? []).map(port => ({ from: port, to: port })));
  return ports.length === 0
    ? undefined
    : { service, ports, has: portsAmong(ports), published, isAll: inherited !== undefined };
}

/** Of a well-known data store that is run as its image is. */
function portsOfStore(whole: ModelService, service: ProjectService, project: Project): readonly number[] | undefined {
  const image = whole.key('image')?.service.image?.known;
  if (image === undefined || project.dockerfileOf(service).kind !== 'image-only') return undefined;
  if (whole.key('command') || whole.key('entrypoint')) return undefined;
  const { familiarName, tag } = parseImageReference(image);
  return portsOfImage(familiarName, tag?.value ?? '');
}

interface Unreachable {
  readonly target: Target;
  /** The container's port behind the one on the host that was named; undefined when it is none. */
  readonly behind: number | undefined;
  /** The port that may be meant. */
  readonly meant: number | undefined;
}

function judge(port: number, target: Target, project: Project): Unreachable | undefined {
  const named = { from: port, to: port };
  if (target.has(named)) return undefined;
  const mapping = target.published.find(({ host }) => host.from <= port && port <= host.to);
  if ((!target.isAll && !mapping) || mayListen(port, target, project)) return undefined;
  const behind = mapping && behindHostPort(port, mapping);
  return { target, behind, meant: behind ?? nearest(port, target.ports) };
}

function behindHostPort(port: number, { host, container }: Target['published'][number]): number {
  return Math.min(container.from + (container.from === container.to ? 0 : port - host.from), container.to);
}

function nearest(port: number, ports: readonly PortRange[]): number | undefined {
  const single = [...new Set(ports.map(({ from }) => from))];
  if (ports.some(({ from, to }) => from !== to)) return undefined;
  return single.length === 1 ? single[0] : closest(`${port}`, single, String);
}

/** Whether its own command, environment, Dockerfile or sources speak of the port: then it may listen there unsaid. */
function mayListen(port: number, { service }: Target, project: Project): boolean {
  for (const { service: definition } of service.definitions) {
    if (definition.environment.some(({ value }) => value && holdsNumber(value.text, port))) return true;
    for (const command of [definition.command, definition.entrypoint]) {
      const words = command === undefined ? [] : command.form === 'shell' ? [command.text] : command.words;
      if (words.some(({ value }) => holdsNumber(value, port))) return true;
    }
  }
  const of = project.dockerfileOf(service);
  if (of.kind === 'inline') return holdsNumber(of.file.text, port);
  if (of.kind !== 'found') return false;
  return holdsNumber(of.file.text, port) || project.filesOf(of.context).some(({ text }) => holdsNumber(text, port));
}

/** It shares the network of the host or of a container, where names mean something else. */
function isOnAnotherNetwork({ definitions }: ProjectService): boolean {
  return definitions.some(({ service }) => service.key('network_mode'));
}

/** By the names that services have besides their own: those of the containers and hosts. */
function otherNamesIn({ services }: Project): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, definitions } of services) {
    for (const { service } of definitions) {
      for (const key of ['container_name', 'hostname']) {
        const text = service.key(key) && service.text(key);
        if (text && text.value !== name) names.set(text.value, name);
      }
    }
  }
  return names;
}

function messageFor({ host, port, by, service, path }: PortMention, found: Unreachable, project: Project): string {
  const who = service
    ? `Service "${by.name}" is told to use`
    : `${relative(project.root, path)} of service "${by.name}" uses`;
  if (found.behind !== undefined) {
    return `${who} ${host}:${port}, which is the port on the host; between services the container’s own counts, ${found.behind}`;
  }
  return `${who} ${host}:${port}, but of "${host}" only ${portWords(found.target.ports)} ${found.target.ports.length === 1 ? 'is' : 'are'} known; correct the port, or expose it there`;
}

function fixesFor(
  { meant }: Unreachable,
  { host, path, alike }: PortMention,
  compose: ProjectComposeFile,
): readonly Fix[] {
  if (meant === undefined) return [];
  const edits = alike.map(at => ({ ...replace(at, `${meant}`), ...(path === compose.path ? {} : { path }) }));
  return [{ title: `Change to ${host}:${meant}`, safety: 'suggestion', edits }];
}
