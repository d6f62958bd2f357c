/** Two services, or two lines of one, publish the same port of the host. */
import {
  type ComposeModel,
  type DefinedEntry,
  extendsPlace,
  type ModelService,
  modelOf,
} from '../../project/compose-model.ts';
import type { Port } from '../../syntax/compose/compose-file.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { Span } from '../../text/span.ts';
import { areAlternatives } from '../profiles.ts';
import { type Finding, rule } from '../rule.ts';

export const duplicatePublishedPort = rule({
  id: 'compose/duplicate-published-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  aka: ['dclint:no-duplicate-exported-ports'],
  summary: 'Two services publish the same port of the host',
  why: 'A port of the host belongs to one container: the second one cannot be started.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n  api:\n    image: example/api:1\n    ports:\n      - "8080:3000"\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "127.0.0.1:8080:80"\n      - "8080-8081:8080-8081"\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80"\n      - "127.0.0.1:53:53/udp"\n      - "127.0.0.2:53:53/udp"\n      - "53:53/tcp"\n  api:\n    image: example/api:1\n    ports:\n      - "80"\n',
    },
    {
      'compose.yaml':
        'services:\n  cpu:\n    image: example/model:1\n    ports: ["8000:8000"]\n    profiles: [cpu]\n  gpu:\n    image: example/model:1-gpu\n    ports: ["8000:8000"]\n    profiles: [gpu]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#ports'],

  check(compose, project) {
    if (!compose.file.hasServiceKey('ports') && !compose.file.hasServiceKey('extends')) return none;
    const model = modelOf(compose, project);
    const taken = new Map<string, Taken[]>();
    const findings: Finding[] = [];
    let seen: Set<number> | undefined;
    let budget = maxPorts;
    for (const service of model.services.values()) {
      if (!publishes(service)) continue;
      for (const found of [...service.entries('ports')].reverse()) {
        for (const port of found.service.ports) {
          const { published } = port;
          if (!published || !isFixed(port)) continue;
          budget -= published.to - published.from + 1;
          if (budget < 0) return findings;
          const own: Taken = { service, found, port };
          const other = claim(taken, own);
          const at = other && placeOf(model, own);
          seen ??= new Set();
          if (!other || !at || seen.has(at.start)) continue;
          seen.add(at.start);
          const place = placeOf(model, other);
          findings.push({
            at,
            message: message(own, other),
            related:
              place && place.start !== at.start ? [{ path: compose.path, at: place, message: 'taken here' }] : [],
          });
        }
      }
    }
    return findings;
  },
});

const none: readonly Finding[] = [];

/** Ports that are compared, each number of a range counted; far more than a host can have. */
const maxPorts = 200_000;
/** Claims of one port that are compared: alternatives by profile, or addresses of the host. */
const maxClaims = 32;

interface Taken {
  readonly service: ModelService;
  readonly found: DefinedEntry;
  readonly port: Port;
}

/** In the namespace of the host or of another container nothing is published. */
function publishes(service: ModelService): boolean {
  const mode = service.key('network_mode');
  const known = mode && textOf(mode.entry.value)?.known;
  return mode === undefined || known === 'bridge' || known === 'default';
}

/** Both sides are written in numbers. Of a range for one container port the engine takes whichever number is free. */
function isFixed({ text, isLong, node, isKnown, published, target }: Port): boolean {
  if (!isKnown || !published || !target || (text && !text.isLiteral)) return false;
  if (isLong && node.kind === 'mapping' && !textOf(valueAt(node, 'published'))?.isLiteral) return false;
  return published.to - published.from === target.to - target.from;
}

/** Notes the ports; the first claim of another line that overlaps, if there is one. */
function claim(taken: Map<string, Taken[]>, own: Taken): Taken | undefined {
  const { published, protocol } = own.port;
  let other: Taken | undefined;
  for (let number = published?.from ?? 1; number <= (published?.to ?? 0); number++) {
    const key = `${protocol}/${number}`;
    const claims = taken.get(key);
    if (!claims) {
      taken.set(key, [own]);
      continue;
    }
    other ??= claims.find(it => collide(it, own));
    if (claims.length < maxClaims) claims.push(own);
  }
  return other;
}

function collide(one: Taken, other: Taken): boolean {
  const address = hostOf(one.port);
  const otherAddress = hostOf(other.port);
  const overlaps = address === otherAddress || address === all || otherAddress === all;
  if (!overlaps) return false;
  if (one.service !== other.service) {
    // A line that one extends from the other is written once: the other may be meant as a mere template.
    const isExtended = one.found.service === other.found.service && (one.found.through ?? other.found.through);
    return !isExtended && !areAlternatives(one.service, other.service);
  }
  // What an override repeats is merged.
  const isRepeated = one.found.service !== other.found.service && one.port.target?.from === other.port.target?.from;
  return !isRepeated;
}

const all = '0.0.0.0';

function hostOf({ hostIp }: Port): string {
  return hostIp === undefined || hostIp === '::' || hostIp === '' ? all : hostIp;
}

/** The port in this file, or the `extends` that brings it; undefined when another file does. */
function placeOf(model: ComposeModel, { found: { service, through }, port }: Taken): Span | undefined {
  if (!through) return model.owns(service) ? spanOf(port) : undefined;
  return model.owns(through) ? extendsPlace(through) : undefined;
}

function spanOf({ isLong, node, span }: Port): Span {
  return (isLong && node.kind === 'mapping' && valueAt(node, 'published')?.span) || span;
}

function message({ service, port }: Taken, other: Taken): string {
  const { from = 0, to = from } = port.published ?? {};
  const taken = other.port.published;
  const first = Math.max(from, taken?.from ?? from);
  const last = Math.min(to, taken?.to ?? to);
  const ports = first === last ? `Port ${first}` : `Ports ${first} to ${last}`;
  const verb = first === last ? 'is' : 'are';
  return service === other.service
    ? `${ports} of the host ${verb} published twice by service "${service.name}", which cannot be started then; give one of the lines another host port`
    : `${ports} of the host ${verb} published by service "${other.service.name}" too, so "${service.name}" cannot be started beside it; give one of them another host port`;
}
