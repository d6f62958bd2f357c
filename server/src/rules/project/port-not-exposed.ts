/** A port of a service that its Dockerfile does not EXPOSE, though it EXPOSEs others. */
import { modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile, ProjectService } from '../../project/project.ts';
import {
  type ExposedByDockerfile,
  exposedByBase,
  exposedByDockerfile,
  holdsNumber,
  portsAmong,
  portWords,
} from '../../project/service-ports.ts';
import type { PortRange, Service } from '../../syntax/compose/compose-file.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { type Span, slice } from '../../text/span.ts';
import { insertWordAfter } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const portNotExposed = rule({
  id: 'project/port-not-exposed',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: '`ports` or `expose` names a port that the service’s Dockerfile does not EXPOSE, while it EXPOSEs others',
  why: 'EXPOSE tells where the program in the image listens. A port that is published and not among them is most often a slip: connections to it are refused.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n    ports:\n      - "80:8000"\n',
      'web/Dockerfile': 'FROM node:24-slim\nEXPOSE 8080\nCMD ["node", "main.js"]\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n    expose:\n      - "3000"\n',
      'web/Dockerfile': 'FROM node:24-slim AS base\nEXPOSE 8080\nFROM base\nCMD ["node", "main.js"]\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n    ports:\n      - "80:8080"\n',
      'web/Dockerfile': 'FROM node:24-slim\nEXPOSE 8080\nCMD ["node", "main.js"]\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n    ports:\n      - "80:8080"\n',
      'web/Dockerfile': 'FROM node:24-slim\nCMD ["node", "main.js"]\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n    ports:\n      - "80:80"\n',
      'web/Dockerfile': 'FROM nginx:1.29\nEXPOSE 8080\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#expose',
    'https://docs.docker.com/reference/compose-file/services/#ports',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    const { file } = compose;
    if (!file.hasServiceKey('ports') && !file.hasServiceKey('expose')) return findings;
    const seen = new Set<number>();
    for (const { definition, inheritedAt } of modelOf(compose, project).judged) {
      const { service } = definition;
      if (inheritedAt || (!service.key('ports') && !service.key('expose'))) continue;
      const whole = project.serviceOf(service);
      if (!whole || whole.definitions.some(it => it.service.key('network_mode'))) continue;
      const exposed = exposedByDockerfile(whole, project);
      if (!exposed || exposed.ports.length === 0) continue;
      const isExposed = portsAmong(exposed.ports);
      const others = containerPorts(service).filter(({ range }) => !isExposed(range));
      const below = others.length > 0 ? exposedByBase(exposed, project) : undefined;
      if (!below) continue;
      const words = portWords(exposed.ports);
      for (const port of others) {
        const isBelow = below.some(it => port.range.from <= it && it <= port.range.to);
        if (seen.has(port.at.start) || isBelow || isConfigured(port.range, whole)) continue;
        seen.add(port.at.start);
        const name = exposed.path === undefined ? 'Its Dockerfile' : basename(exposed.path);
        findings.push({
          at: port.at,
          message: `${name} of service "${whole.name}" EXPOSEs ${words}, not ${shown(port.range)}, so probably nothing listens there; correct the port, or add it to EXPOSE`,
          ...(exposed.path !== undefined && exposed.last
            ? { related: [{ path: exposed.path, at: exposed.last.span, message: 'what the image EXPOSEs' }] }
            : {}),
          fixes: () => fixesFor(compose, service, port, exposed),
        });
      }
    }
    return findings;
  },
});

interface ContainerPort {
  readonly range: PortRange;
  readonly node: YamlNode;
  /** Of the container's part. */
  readonly at: Span;
  readonly protocol: string;
}

function containerPorts(service: Service): readonly ContainerPort[] {
  const found: ContainerPort[] = [];
  for (const { target, targetSpan, isValid, node, protocol } of service.ports) {
    if (isValid && target && targetSpan) found.push({ range: target, node, at: targetSpan, protocol });
  }
  for (const { range, portSpan, node, protocol } of service.expose) {
    if (range) found.push({ range, node, at: portSpan, protocol });
  }
  return found;
}

/** Where debuggers wait, which no image EXPOSEs for everybody. */
const debuggerPorts = new Set([2345, 5005, 5678, 9229, 9230, 40000]);

/** Whether the service itself is told to listen there, by its command or environment; or somebody looks inside it. */
function isConfigured({ from }: PortRange, { definitions }: ProjectService): boolean {
  if (debuggerPorts.has(from)) return true;
  return definitions.some(({ service: { environment, command, entrypoint } }) => {
    if (environment.some(({ value }) => value && holdsNumber(value.text, from))) return true;
    return [command, entrypoint].some(it => {
      const words = it === undefined ? [] : it.form === 'shell' ? [it.text] : it.words;
      return words.some(({ value }) => holdsNumber(value, from));
    });
  });
}

function shown({ from, to }: PortRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}

function fixesFor(
  { file: { yaml } }: ProjectComposeFile,
  service: Service,
  port: ContainerPort,
  exposed: ExposedByDockerfile,
): readonly Fix[] {
  const fixes: Fix[] = [];
  const text = shown(port.range);
  const meant = nearest(port.range, exposed.ports);
  const isFree = meant !== undefined && !containerPorts(service).some(({ range }) => shown(range) === meant);
  const isWritten = slice(yaml.text, port.at).startsWith(text) && !isShared(yaml, port.node);
  if (isFree && isWritten) {
    const at = { start: port.at.start, end: port.at.start + text.length };
    fixes.push({ title: `Change to ${meant}`, safety: 'suggestion', edits: [replace(at, meant)] });
  }
  if (exposed.path !== undefined && exposed.last) {
    const word = port.protocol === 'tcp' ? text : `${text}/${port.protocol}`;
    const edit = insertWordAfter(exposed.last.span, word);
    const title = `Add ${word} to EXPOSE in ${basename(exposed.path)}`;
    fixes.push({ title, safety: 'suggestion', edits: [{ ...edit, path: exposed.path }] });
  }
  return fixes;
}

/** The only port there is, or one of nearly the same digits; ranges for no range. */
function nearest(port: PortRange, own: readonly PortRange[]): string | undefined {
  if (port.from !== port.to) return undefined;
  const words = [...new Set(own.filter(({ from, to }) => from === to).map(shown))];
  return words.length === 1 && own.length === 1 ? words[0] : closest(shown(port), words, it => it);
}
