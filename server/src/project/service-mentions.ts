/**
 * Where a project tells one service to use another: its name as a host in environment, command, labels, build arguments
 * and source files. Only spellings that leave no doubt count (`http://api/`, `api:8080`, `DB_HOST=db`).
 */
import type { CommandLine, KeyValue, Service } from '../syntax/compose/compose-file.ts';
import { basename, isWithin, relative } from '../text/path.ts';
import { rememberLast } from '../text/remember.ts';
import { type Span, span } from '../text/span.ts';
import type { ContextFile, Project, ProjectService } from './project.ts';

export interface ServiceMention {
  readonly by: ProjectService;
  readonly path: string;
  readonly at: Span;
  /** A clause for messages: `frontend/index.js uses http://backend:1234`. */
  readonly words: string;
}

/** The places where other services are told to reach `name`, at one of its ports where a port is written. */
export function mentionsOf(
  service: ProjectService,
  ports: readonly number[],
  project: Project,
): readonly ServiceMention[] {
  const { name } = service;
  const speaking = isWord(name) ? speakersOf(project).get(name) : undefined;
  const found: ServiceMention[] = [];
  for (const by of project.services) {
    if (by.name === name) continue;
    if (!isWord(name) || speaking?.has(by)) found.push(...inDefinitions(by, name, ports));
    found.push(...inSources(by, service, ports, project));
  }
  return found;
}

/**
 * Which services have the word in what they are told. A name used as a host is a word by itself, so this finds who may
 * mention a service without reading the texts of all services for each of them.
 */
const speakersOf = rememberLast((project: Project): ReadonlyMap<string, ReadonlySet<ProjectService>> => {
  const speakers = new Map<string, Set<ProjectService>>();
  const add = (word: string, by: ProjectService): void => {
    const known = speakers.get(word);
    if (known) known.add(by);
    else speakers.set(word, new Set([by]));
  };
  for (const by of project.services) {
    for (const { service } of by.definitions) {
      for (const text of [...settingsOf(service), ...programOf(service)]) {
        for (const word of wordsIn(text)) {
          add(word, by);
          if (word.startsWith('-h')) add(word.slice(2), by);
        }
      }
    }
  }
  return speakers;
});

function wordsIn(text: string): readonly string[] {
  if (text === '') return [];
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isNameCharacter(text.charCodeAt(at))) continue;
    if (at > start) words.push(text.slice(start, at));
    start = at + 1;
  }
  return words;
}

function isWord(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (!isNameCharacter(name.charCodeAt(i))) return false;
  return name !== '';
}

/**
 * Whether anything in the project speaks of the host port at this very machine, as a browser or a developer would. The
 * service's own program does not count: where it listens, or says that it listens, is the same for both.
 */
export function isUsedFromOutside(service: ProjectService, hostPorts: readonly number[], project: Project): boolean {
  const used = portsOfThisMachine(project);
  return hostPorts.some(port => {
    const by = used.get(`${port}`);
    if (!by) return false;
    if (by.isInSettings || by.programs.some(({ name }) => name !== service.name)) return true;
    if (by.files.length === 0) return false;
    const ownFolder = contextFolder(service, project);
    return by.files.some(({ of, path }) => of.name !== service.name && !isBelow(ownFolder, path));
  });
}

/** Who speaks of a port of this machine. */
interface PortSpeakers {
  isInSettings: boolean;
  readonly programs: ProjectService[];
  readonly files: { readonly of: ProjectService; readonly path: string }[];
}

/** By port as written. */
const portsOfThisMachine = rememberLast((project: Project): ReadonlyMap<string, PortSpeakers> => {
  const ports = new Map<string, PortSpeakers>();
  const speakers = (port: string): PortSpeakers => {
    const known = ports.get(port) ?? { isInSettings: false, programs: [], files: [] };
    ports.set(port, known);
    return known;
  };
  for (const it of project.services) {
    for (const { service } of it.definitions) {
      for (const text of settingsOf(service)) for (const port of localPortsIn(text)) speakers(port).isInSettings = true;
      for (const text of programOf(service)) for (const port of localPortsIn(text)) speakers(port).programs.push(it);
    }
    for (const file of sourcesOf(it, project)) {
      for (const port of localPortsOf(file)) speakers(port).files.push({ of: it, path: file.path });
    }
  }
  return ports;
});

const localPorts = new WeakMap<ContextFile, ReadonlySet<string>>();

function localPortsOf(file: ContextFile): ReadonlySet<string> {
  const known = localPorts.get(file) ?? localPortsIn(file.text);
  localPorts.set(file, known);
  return known;
}

const noPorts: ReadonlySet<string> = new Set();

/** The ports that stand behind a name of this machine. */
function localPortsIn(text: string): ReadonlySet<string> {
  let found: Set<string> | undefined;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let end = colon + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === colon + 1 || !thisMachine.some(host => text.startsWith(host, colon - host.length))) continue;
    found ??= new Set();
    found.add(text.slice(colon + 1, end));
  }
  return found ?? noPorts;
}

function contextFolder(service: ProjectService, project: Project): string | undefined {
  const of = project.dockerfileOf(service);
  return of.kind === 'found' ? of.context.folder : undefined;
}

function isBelow(folder: string | undefined, path: string): boolean {
  return folder !== undefined && isWithin(folder, path);
}

/** What stands before the colon of a port of this machine, also where a page asks the browser which machine that is. */
const thisMachine = [
  'localhost',
  '127.0.0.1',
  'hostname}',
  "hostname + '",
  'hostname + "',
  "hostname+'",
  'hostname+"',
  'hostname + `',
];

/** The values that tell a service where something is. */
function settingsOf(service: Service): readonly string[] {
  const found: string[] = [];
  for (const pairs of [service.environment, service.labels, service.build?.args ?? []]) {
    for (const { value } of pairs) if (value?.known) found.push(value.known);
  }
  return found;
}

function programOf(service: Service): readonly string[] {
  return [...wordsOf(service.command), ...wordsOf(service.entrypoint)];
}

function wordsOf(command: CommandLine | undefined): readonly string[] {
  if (!command) return [];
  return command.form === 'shell' ? [command.text.value] : command.words.map(word => word.value);
}

function* inDefinitions(by: ProjectService, name: string, ports: readonly number[]): Generator<ServiceMention> {
  for (const { compose, service } of by.definitions) {
    const { path } = compose;
    for (const pair of [...service.environment, ...(service.build?.args ?? []), ...service.labels]) {
      const words = pairWords(pair, name, ports);
      if (words !== undefined) yield { by, path, at: pair.span, words: `service "${by.name}" has ${words}` };
    }
    for (const command of [service.command, service.entrypoint]) {
      if (!command) continue;
      const words = wordsOf(command).map(word => hostMention(word, name, ports)?.words ?? optionWords(word, name));
      const found = words.find(it => it !== undefined);
      if (found !== undefined)
        yield { by, path, at: command.span, words: `service "${by.name}" is started with ${found}` };
    }
  }
}

function pairWords({ key, value }: KeyValue, name: string, ports: readonly number[]): string | undefined {
  if (value?.known === undefined) return undefined;
  if (value.known === name && isHostKey(key)) return `${key}=${name}`;
  const mention = hostMention(value.known, name, ports);
  return mention && `${key} with ${mention.words}`;
}

/** Whether a variable of this name holds the place of a server: `DB_HOST`, `redis_addr`, `BrokerUrl`. */
function isHostKey(key: string): boolean {
  return /(?:host|hosts|hostname|addr|address|url|uri|server|servers|endpoint|broker|brokers)$/i.test(key);
}

function optionWords(word: string, name: string): string | undefined {
  return new Set([`--host=${name}`, `--hostname=${name}`, `--server=${name}`, `-h${name}`]).has(word)
    ? word
    : undefined;
}

function* inSources(
  by: ProjectService,
  service: ProjectService,
  ports: readonly number[],
  project: Project,
): Generator<ServiceMention> {
  const files = sourcesOf(by, project);
  if (files.length === 0) return;
  const ownFolder = contextFolder(service, project);
  for (const file of files) {
    if (isBelow(ownFolder, file.path)) continue;
    const mention = hostMention(file.text, service.name, ports);
    if (!mention) continue;
    const words = `${relative(project.root, file.path)} uses ${mention.words}`;
    yield { by, path: file.path, at: mention.at, words };
    return;
  }
}

/** The source files of a service, without those that describe a whole project or test it. */
export function sourcesOf(service: ProjectService, project: Project): readonly ContextFile[] {
  const of = sourcesIn(project);
  const known = of.get(service) ?? readSources(service, project);
  of.set(service, known);
  return known;
}

const sourcesIn = rememberLast((_project: Project) => new Map<ProjectService, readonly ContextFile[]>());

const noFiles: readonly ContextFile[] = [];

function readSources(service: ProjectService, project: Project): readonly ContextFile[] {
  const of = project.dockerfileOf(service);
  if (of.kind !== 'found') return noFiles;
  return project.filesOf(of.context).filter(({ path, relativePath }) => {
    const name = basename(path).toLowerCase();
    return (
      !/compose.*\.ya?ml$|^\.?env|^makefile$|^justfile$|^readme|^package(?:-lock)?\.json$/.test(name) &&
      !/(?:^|\/)(?:tests?|__tests__|spec|e2e|docs?|examples?|\.github)(?:\/|$)|\.(?:test|spec)\.\w+$/.test(relativePath)
    );
  });
}

/** The first place where the text uses the name as a host, with one of the ports or in a URL without port. */
export function hostMention(
  text: string,
  name: string,
  ports: readonly number[],
): { readonly at: Span; readonly words: string } | undefined {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (isNameCharacter(text.charCodeAt(at - 1)) || isNameCharacter(text.charCodeAt(end))) continue;
    const { start, isUrl } = urlBefore(text, at);
    const port = portAt(text, end);
    const isHost = port === undefined ? isUrl && endsHost(text.charAt(end)) : ports.includes(port.value);
    if (isHost) return { at: span(start, port?.end ?? end), words: text.slice(start, port?.end ?? end) };
  }
  return undefined;
}

/** Whether `scheme://` stands in front of the host, and where it begins; `user:password@` in between is never shown. */
export function urlBefore(text: string, at: number): { readonly start: number; readonly isUrl: boolean } {
  if (text.charCodeAt(at - 1) === 64) {
    return { start: at, isUrl: /:\/\/[^\s/"'`]{0,100}$/.test(text.slice(Math.max(0, at - 120), at)) };
  }
  if (!text.startsWith('://', at - 3)) return { start: at, isUrl: false };
  const scheme = /[A-Za-z][A-Za-z\d+.-]{0,20}:\/\/$/.exec(text.slice(Math.max(0, at - 24), at))?.[0] ?? '';
  return { start: at - scheme.length, isUrl: scheme !== '' };
}

function portAt(text: string, offset: number): { readonly value: number; readonly end: number } | undefined {
  if (text.charCodeAt(offset) !== 58) return undefined;
  let end = offset + 1;
  while (end < offset + 7 && isDigit(text.charCodeAt(end))) end++;
  return end === offset + 1 ? undefined : { value: Number(text.slice(offset + 1, end)), end };
}

function endsHost(character: string): boolean {
  return character === '' || '/"\'`?#,;)}] \t\r\n'.includes(character);
}

/** A letter, digit, underscore, dash or dot: part of a longer name. */
export function isNameCharacter(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 46
  );
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
