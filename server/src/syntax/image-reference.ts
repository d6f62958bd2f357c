/**
 * Image references: `registry/repository:tag@digest`. The grammar is that of github.com/distribution/reference; a text that
 * breaks it, or holds variables, is still taken apart, and says so. Never throws.
 */
import { type Span, span } from '../text/span.ts';

/** A part of the reference; the span is relative to the text given. */
export interface ReferencePart {
  readonly span: Span;
  readonly value: string;
}

export interface ImageReference {
  /** Host and port as written; undefined for Docker Hub left out. */
  readonly registry: ReferencePart | undefined;
  /** The path as written, `library/` not added: `node`, `balenalib/raspberrypi4-64-node`. */
  readonly repository: ReferencePart;
  /** Behind the colon; undefined when there is none. Empty for a colon with nothing behind it. */
  readonly tag: ReferencePart | undefined;
  /** Behind the `@`: `sha256:…`. */
  readonly digest: ReferencePart | undefined;
  /** Registry and repository, without tag and digest, as Docker shows them: `docker.io/library/node` is `node`. */
  readonly familiarName: string;
  /** It follows the grammar. False for a text with variables, whose parts are cut at the same characters. */
  readonly isValid: boolean;
}

const DASH = 45;
const DOT = 46;
const SLASH = 47;
const UNDERSCORE = 95;

const hub = 'docker.io';
/** The old name of Docker Hub. */
const oldHub = 'index.docker.io';
const official = 'library/';
/** The longest name, registry included. */
const maxNameLength = 255;

/** Takes `text`, one word without blanks around it, apart. */
export function parseImageReference(text: string): ImageReference {
  const isInVariable = variableMask(text);
  const at = lastIndexOutside(text, '@', text.length, isInVariable);
  const nameAndTagEnd = at < 0 ? text.length : at;
  const slash = lastIndexOutside(text, '/', nameAndTagEnd, isInVariable);
  const colon = lastIndexOutside(text, ':', nameAndTagEnd, isInVariable);
  const nameEnd = colon > slash ? colon : nameAndTagEnd;
  const firstSlash = firstIndexOutside(text, '/', nameEnd, isInVariable);
  const hasRegistry = firstSlash >= 0 && isRegistry(text.slice(0, firstSlash));
  const registry = hasRegistry ? part(text, 0, firstSlash) : undefined;
  const repository = part(text, hasRegistry ? firstSlash + 1 : 0, nameEnd);
  const tag = nameEnd < nameAndTagEnd ? part(text, nameEnd + 1, nameAndTagEnd) : undefined;
  const digest = at < 0 ? undefined : part(text, at + 1, text.length);
  return {
    registry,
    repository,
    tag,
    digest,
    familiarName: familiar(registry?.value, repository.value),
    isValid:
      nameEnd <= maxNameLength &&
      (registry === undefined || isHost(registry.value)) &&
      isPath(repository.value) &&
      (tag === undefined || isTag(tag.value)) &&
      (digest === undefined || isDigest(digest.value)),
  };
}

function part(text: string, start: number, end: number): ReferencePart {
  return { span: span(start, end), value: text.slice(start, end) };
}

/** Docker takes the first part for a registry when it can be no part of a Docker Hub name. */
function isRegistry(first: string): boolean {
  const constant = first.includes('${') ? first.replaceAll(/\$\{[^}]*\}/g, '') : first;
  return first === 'localhost' || constant.includes('.') || constant.includes(':') || first.toLowerCase() !== first;
}

function familiar(registry: string | undefined, repository: string): string {
  if (registry !== undefined && registry !== hub && registry !== oldHub) return `${registry}/${repository}`;
  const rest = repository.startsWith(official) ? repository.slice(official.length) : repository;
  return rest.includes('/') ? repository : rest;
}

function isHost(host: string): boolean {
  const port = /:[0-9]+$/.exec(host);
  const name = port ? host.slice(0, port.index) : host;
  if (name.startsWith('[')) return /^\[[a-fA-F0-9:]+\]$/.test(name);
  return name.split('.').every(label => /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(label));
}

/** Letters and digits, with `.`, `_`, `__` or any number of `-` between them; parts of that kind between slashes. */
function isPath(path: string): boolean {
  if (path.length > maxNameLength) return false;
  /** How many separators stand in front of the character; a part begins as if one did. */
  let separators = 1;
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      separators = 0;
      continue;
    }
    const before = separators === 0 ? 0 : at === 0 ? SLASH : path.charCodeAt(at - 1);
    const mayStand =
      before === 0 ||
      (code === DASH && before === DASH) ||
      (code === UNDERSCORE && before === UNDERSCORE && separators === 1);
    if (!mayStand || (code !== DASH && code !== DOT && code !== UNDERSCORE && code !== SLASH)) return false;
    separators++;
  }
  return separators === 0;
}

/** Up to 128 letters, digits, `_`, `.` and `-`, the first none of the last two. */
function isTag(tag: string): boolean {
  if (tag === '' || tag.length > 128) return false;
  for (let at = 0; at < tag.length; at++) {
    const code = tag.charCodeAt(at);
    const isWord =
      (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === UNDERSCORE;
    if (!isWord && (at === 0 || (code !== DOT && code !== DASH))) return false;
  }
  return true;
}

function isDigest(digest: string): boolean {
  const colon = digest.indexOf(':');
  if (colon < 0 || digest.length > maxNameLength) return false;
  const algorithm = digest.slice(0, colon);
  const hash = digest.slice(colon + 1);
  if (algorithm === 'sha256') return /^[a-f0-9]{64}$/.test(hash);
  if (algorithm === 'sha512') return /^[a-f0-9]{128}$/.test(hash);
  return algorithm.split(/[-_+.]/).every(it => /^[A-Za-z][A-Za-z0-9]*$/.test(it)) && /^[A-Fa-f0-9]{32,}$/.test(hash);
}

/** 1 for every character inside `${…}`, whose colons and slashes belong to the variable. */
function variableMask(text: string): Uint8Array | undefined {
  if (!text.includes('${')) return undefined;
  const mask = new Uint8Array(text.length);
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    if (depth > 0) mask[at] = 1;
    if (depth > 0 && text.charAt(at) === '}') depth--;
  }
  return mask;
}

function lastIndexOutside(text: string, wanted: string, end: number, mask: Uint8Array | undefined): number {
  if (!mask) return end > 0 ? text.lastIndexOf(wanted, end - 1) : -1;
  for (let at = end - 1; at >= 0; at--) if (text.charAt(at) === wanted && !mask[at]) return at;
  return -1;
}

function firstIndexOutside(text: string, wanted: string, end: number, mask: Uint8Array | undefined): number {
  if (!mask) {
    const found = text.indexOf(wanted);
    return found < end ? found : -1;
  }
  for (let at = 0; at < end; at++) if (text.charAt(at) === wanted && !mask[at]) return at;
  return -1;
}
