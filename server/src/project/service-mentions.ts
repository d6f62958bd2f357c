/**
 * Where a project tells one service to use another: its name as a host in environment, command, labels, build arguments
 * and source files. Only spellings that leave no doubt count (`http://api/`, `api:8080`, `DB_HOST=db`).
 */
import type { CommandLine, KeyValue, Service } from '../syntax/compose/compose-file.ts';
import { basename, isWithin, relative } from '../text/path.ts';
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
  return project.services
    .filter(other => other.name !== service.name)
    .flatMap(by => [...inDefinitions(by, service.name, ports), ...inSources(by, service, ports, project)]);
}

/**
 * Whether anything in the project speaks of the host port at this very machine, as a browser or a developer would. The
 * service's own program does not count: where it listens, or says that it listens, is the same for both.
 */
export function isUsedFromOutside(service: ProjectService, hostPorts: readonly number[], project: Project): boolean {
  const needles = hostPorts.flatMap(port => thisMachine.map(host => `${host}:${port}`));
  const holds = (text: string): boolean => needles.some(needle => hasWord(text, needle));
  const ownFolder = contextFolder(service, project);
  return project.services.some(it => {
    if (it.definitions.some(definition => settingsOf(definition.service).some(holds))) return true;
    if (it.name === service.name) return false;
    if (it.definitions.some(definition => programOf(definition.service).some(holds))) return true;
    return sourcesOf(it, project).some(file => !isBelow(ownFolder, file.path) && holds(file.text));
  });
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

function hasWord(text: string, needle: string): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!isDigit(text.charCodeAt(at + needle.length))) return true;
  }
  return false;
}

/** The values that tell a service where something is. */
function settingsOf(service: Service): readonly string[] {
  const pairs = [...service.environment, ...service.labels, ...(service.build?.args ?? [])];
  return pairs.map(it => it.value?.known ?? '');
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
  const ownFolder = contextFolder(service, project);
  for (const file of sourcesOf(by, project)) {
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
  const of = project.dockerfileOf(service);
  if (of.kind !== 'found') return [];
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
  const window = text.slice(Math.max(0, at - 120), at);
  if (window.endsWith('@')) return { start: at, isUrl: /:\/\/[^\s/"'`]{0,100}$/.test(window) };
  const scheme = /[A-Za-z][A-Za-z\d+.-]{0,20}:\/\/$/.exec(window)?.[0] ?? '';
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
