/**
 * Where a service is told to use another one at a port: `name:port` in its environment, build arguments and command, and
 * in URLs of its source files. Reading a text takes time in proportion to it, however many services there are.
 */
import type { CommandLine, Service } from '../syntax/compose/compose-file.ts';
import { rememberLast } from '../text/remember.ts';
import { type Span, span } from '../text/span.ts';
import type { ContextFile, Project, ProjectService } from './project.ts';
import { sourcesOf, urlBefore } from './service-mentions.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
  /** From the first character of the host to the last of the port. */
  readonly at: Span;
  readonly portAt: Span;
  /** A scheme stands in front, as in `http://`. */
  readonly isUrl: boolean;
}

export interface PortMention extends HostPort {
  readonly by: ProjectService;
  readonly path: string;
  /** Of the Compose file; undefined for a source file. */
  readonly service: Service | undefined;
  /** The ports of all places of the file that name the same, for a source file; else this one. */
  readonly alike: readonly Span[];
}

/** In order of the services; of the places in a source file that name the same host and port only the first. */
export const portMentionsOf = rememberLast((project: Project): readonly PortMention[] => {
  const found: PortMention[] = [];
  if (project.services.length < 2) return found;
  for (const by of project.services) {
    for (const { compose, service } of by.definitions) {
      for (const place of placesOf(service)) {
        // A value with variables or escapes does not stand in the file as it is, but what stands there counts.
        const text = compose.file.yaml.text.slice(place.start, place.end);
        for (const it of hostPortsIn(text)) {
          if (!it.isUrl && (it.port < lowestBarePort || !isWholeWord(text, it.at))) continue;
          const here = moved(it, place.start);
          found.push({ ...here, by, path: compose.path, service, alike: [here.portAt] });
        }
      }
    }
    for (const file of sourcesOf(by, project)) {
      for (const it of hostPortsOfFile(file)) found.push({ ...it, by, path: file.path, service: undefined });
    }
  }
  return found;
});

/** What looks like a port below this one, without a scheme, is more often the tag of an image: `redis:7`. */
const lowestBarePort = 80;

/** Where values stand that tell a service where something is. */
function placesOf(service: Service): readonly Span[] {
  const places: Span[] = [];
  const pairs = service.key('build') ? [...service.environment, ...(service.build?.args ?? [])] : service.environment;
  for (const { key, value } of pairs) {
    if (value?.text.includes(':') && !/image|tag|version/i.test(key)) places.push(value.span);
  }
  for (const command of [service.command, service.entrypoint]) places.push(...wordSpans(command));
  return places;
}

function wordSpans(command: CommandLine | undefined): readonly Span[] {
  if (!command) return [];
  return command.form === 'shell' ? [command.text.span] : command.words.map(word => word.span);
}

type InFile = HostPort & { readonly alike: readonly Span[] };

const ofFiles = new WeakMap<ContextFile, readonly InFile[]>();

/** Those of URLs, each host and port once. */
function hostPortsOfFile(file: ContextFile): readonly InFile[] {
  const known = ofFiles.get(file);
  if (known) return known;
  const found = new Map<string, HostPort & { readonly alike: Span[] }>();
  for (const it of hostPortsIn(file.text)) {
    if (!it.isUrl) continue;
    const key = `${it.host}:${it.port}`;
    const first = found.get(key);
    if (first) first.alike.push(it.portAt);
    else found.set(key, { ...it, alike: [it.portAt] });
  }
  const list = [...found.values()];
  ofFiles.set(file, list);
  return list;
}

/** Every `host:port` of the text whose host could be a service: no dots in it, and no number. */
export function hostPortsIn(text: string): readonly HostPort[] {
  const found: HostPort[] = [];
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let end = colon + 1;
    while (end < colon + 7 && isDigit(text.charCodeAt(end))) end++;
    if (end === colon + 1 || end === colon + 7 || isNameCharacter(text.charCodeAt(end)) || text.charAt(end) === ':') {
      continue;
    }
    let start = colon;
    while (start > colon - maxName && isNameCharacter(text.charCodeAt(start - 1))) start--;
    const host = text.slice(start, colon);
    if (!/^[A-Za-z][\w-]*$/.test(host) || isNameCharacter(text.charCodeAt(start - 1))) continue;
    const { isUrl } = urlBefore(text, start);
    const port = Number(text.slice(colon + 1, end));
    if (port > 0 && port <= 65535 && !isOfImage(text, start)) {
      found.push({ host, port, at: span(start, end), portAt: span(colon + 1, end), isUrl });
    }
  }
  return found;
}

/** The longest name of a host. */
const maxName = 64;

/** `docker://redis:7` names an image. */
function isOfImage(text: string, start: number): boolean {
  return /(?:docker|oci|docker-image|docker-daemon):\/\/$/.test(text.slice(Math.max(0, start - 20), start));
}

/** Between blanks, quotes, commas and the like. */
function isWholeWord(text: string, { start, end }: Span): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  return (before === '' || ' \t\n,;="\'(['.includes(before)) && (after === '' || ' \t\r\n,;/?"\')]'.includes(after));
}

function moved(it: HostPort, by: number): HostPort {
  const move = (at: Span): Span => span(at.start + by, at.end + by);
  return { ...it, at: move(it.at), portAt: move(it.portAt) };
}

/** Letters, digits, underscore, dash and dot. */
function isNameCharacter(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 46
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
