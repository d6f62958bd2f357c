/**
 * Where a service is told to use another one at a port: `name:port` in its environment, build arguments and command, and
 * in URLs of its source files. Reading a text takes time in proportion to it, however many services there are.
 */
import type { CommandLine, Service } from '../syntax/compose/compose-file.ts';
import { rememberLast } from '../text/remember.ts';
import { type Span, span } from '../text/span.ts';
import type { ContextFile, Project, ProjectComposeFile, ProjectService } from './project.ts';
import { isDigit, isNameCharacter, sourcesOf, urlBefore } from './service-mentions.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
  /** From the first character of the host to the last of the port. */
  readonly at: Span;
  readonly portAt: Span;
}

export interface PortMention extends HostPort {
  readonly by: ProjectService;
  /** The one that the host is. */
  readonly to: ProjectService;
  readonly path: string;
  /** Of the Compose file; undefined for a source file. */
  readonly service: Service | undefined;
  /** The ports of all places of the file that name the same, for a source file; else this one. */
  readonly alike: readonly Span[];
}

/**
 * In order of the services; of the places in a source file that name the same host and port only the first. A text is
 * searched for names of services as a whole first: in most there is none, and nothing more need be asked.
 */
export const portMentionsOf = rememberLast((project: Project): readonly PortMention[] => {
  const found: PortMention[] = [];
  const { services } = project;
  if (services.length < 2) return found;
  const byName = new Map(services.map(it => [it.name, it]));
  const ofCompose = new Map<ProjectComposeFile, readonly HostPort[]>();
  for (const by of services) {
    for (const { compose, service } of by.definitions) {
      let all = ofCompose.get(compose);
      if (!all) {
        const { text } = compose.file.yaml;
        all = hostPortsIn(text).filter(it => byName.has(it.host) && (isUrl(text, it) || isBare(text, it)));
        ofCompose.set(compose, all);
      }
      if (all.length === 0) continue;
      for (const place of placesOf(service)) {
        for (const it of within(all, place)) {
          const to = byName.get(it.host);
          if (to && to !== by) found.push({ ...it, by, to, path: compose.path, service, alike: [it.portAt] });
        }
      }
    }
    for (const file of sourcesOf(by, project)) {
      for (const it of urlsOf(file)) {
        const to = byName.get(it.host);
        if (to && to !== by) found.push({ ...it, by, to, path: file.path, service: undefined });
      }
    }
  }
  return found;
});

/** The ones that lie in the place; `all` is in order. */
function within(all: readonly HostPort[], place: Span): readonly HostPort[] {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.at.start ?? 0) < place.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((all[end]?.at.end ?? Number.POSITIVE_INFINITY) <= place.end) end++;
  return all.slice(low, end);
}

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

/** The hosts of URLs with their ports, each pair once. */
function urlsOf(file: ContextFile): readonly InFile[] {
  const known = ofFiles.get(file);
  if (known) return known;
  const found = new Map<string, HostPort & { readonly alike: Span[] }>();
  for (const it of hostPortsIn(file.text)) {
    if (!isUrl(file.text, it)) continue;
    const key = `${it.host}:${it.port}`;
    const first = found.get(key);
    if (first) first.alike.push(it.portAt);
    else found.set(key, { ...it, alike: [it.portAt] });
  }
  const list = [...found.values()];
  ofFiles.set(file, list);
  return list;
}

/** Every `host:port` of the text, in order, whose host could be a service: no dots in it, and no number. */
export function hostPortsIn(text: string): readonly HostPort[] {
  const found: HostPort[] = [];
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    if (!isDigit(text.charCodeAt(colon + 1))) continue;
    let end = colon + 2;
    while (end < colon + 7 && isDigit(text.charCodeAt(end))) end++;
    if (end === colon + 7 || isNameCharacter(text.charCodeAt(end)) || text.charCodeAt(end) === 58) continue;
    let start = colon;
    while (start > colon - maxName && isNameCharacter(text.charCodeAt(start - 1))) start--;
    const host = text.slice(start, colon);
    if (!/^[A-Za-z][\w-]*$/.test(host) || isNameCharacter(text.charCodeAt(start - 1))) continue;
    const port = Number(text.slice(colon + 1, end));
    if (port > 0 && port <= 65535) found.push({ host, port, at: span(start, end), portAt: span(colon + 1, end) });
  }
  return found;
}

/** A scheme stands in front that is none of images: `docker://redis:7`. */
function isUrl(text: string, { at: { start } }: HostPort): boolean {
  return (
    urlBefore(text, start).isUrl &&
    !/(?:docker|oci|docker-image|docker-daemon):\/\/$/.test(text.slice(Math.max(0, start - 20), start))
  );
}

/** Without a scheme, and no tag of an image. */
function isBare(text: string, { at, port }: HostPort): boolean {
  return port >= lowestBarePort && isWholeWord(text, at);
}

/** The longest name of a host. */
const maxName = 64;

/** Between blanks, quotes, commas and the like. */
function isWholeWord(text: string, { start, end }: Span): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  return (
    (before === '' || ' \t\r\n,;="\'([{'.includes(before)) && (after === '' || ' \t\r\n,;/?"\')]}'.includes(after))
  );
}
