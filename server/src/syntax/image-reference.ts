/**
 * Image references: `registry/repository:tag@digest`. The grammar is that of github.com/distribution/reference; a text that
 * breaks it, or holds variables, is still taken apart, and says so. Never throws.
 */
import { type Span, span } from '../text/span.ts';
import { codeAt, includes, part, startsWith } from '../text/string-methods.ts';

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

const DOLLAR = 36;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const AT = 64;
const UNDERSCORE = 95;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const hub = 'docker.io';
/** The old name of Docker Hub. */
const oldHub = 'index.docker.io';
const official = 'library/';
/** The longest name, registry included. */
const maxNameLength = 255;

/** Takes `text`, one word without blanks around it, apart. */
export function parseImageReference(text: string): ImageReference {
  // One pass for the characters that divide it; those inside `${…}` belong to the variable.
  let depth = 0;
  let at = -1;
  let firstSlash = -1;
  let lastSlash = -1;
  let lastColon = -1;
  /** The last two as they were in front of the `@`. */
  let slash = -1;
  let colon = -1;
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = codeAt(text, i);
    if (code === DOLLAR && codeAt(text, i + 1) === OPEN_BRACE) depth++;
    if (depth > 0) {
      if (code === CLOSE_BRACE) depth--;
    } else if (code === SLASH) {
      if (firstSlash < 0) firstSlash = i;
      lastSlash = i;
    } else if (code === COLON) lastColon = i;
    else if (code === AT) {
      at = i;
      slash = lastSlash;
      colon = lastColon;
    }
  }
  const nameAndTagEnd = at < 0 ? length : at;
  if (at < 0) {
    slash = lastSlash;
    colon = lastColon;
  }
  const nameEnd = colon > slash ? colon : nameAndTagEnd;
  const hasRegistry = firstSlash >= 0 && firstSlash < nameEnd && isRegistry(part(text, 0, firstSlash));
  const registry = hasRegistry ? partOf(text, 0, firstSlash) : undefined;
  const repository = partOf(text, hasRegistry ? firstSlash + 1 : 0, nameEnd);
  const tag = nameEnd < nameAndTagEnd ? partOf(text, nameEnd + 1, nameAndTagEnd) : undefined;
  const digest = at < 0 ? undefined : partOf(text, at + 1, length);
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

function partOf(text: string, start: number, end: number): ReferencePart {
  return { span: span(start, end), value: part(text, start, end) };
}

/** Docker takes the first part for a registry when it can be no part of a Docker Hub name. */
function isRegistry(first: string): boolean {
  const constant = first.includes('${') ? first.replaceAll(/\$\{[^}]*\}/g, '') : first;
  return first === 'localhost' || constant.includes('.') || constant.includes(':') || first.toLowerCase() !== first;
}

function familiar(registry: string | undefined, repository: string): string {
  if (registry !== undefined && registry !== hub && registry !== oldHub) return `${registry}/${repository}`;
  if (!startsWith(repository, official)) return repository;
  const rest = part(repository, official.length);
  return includes(rest, '/') ? repository : rest;
}

function isHost(host: string): boolean {
  const port = host.includes(':') ? /:[0-9]+$/.exec(host) : null;
  const name = port ? host.slice(0, port.index) : host;
  if (name.startsWith('[')) return /^\[[a-fA-F0-9:]+\]$/.test(name);
  // Letters and digits, apart by single dots or any number of dashes between them.
  let before = DOT;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === DOT ? before === DOT || before === DASH : code === DASH ? before === DOT : !isLetterOrDigit(code))
      return false;
    before = code;
  }
  return before !== DOT && before !== DASH;
}

/** Letters and digits, with `.`, `_`, `__` or any number of `-` between them; parts of that kind between slashes. */
function isPath(path: string): boolean {
  const { length } = path;
  if (length > maxNameLength) return false;
  /** How many separators stand in front of the character; a part begins as if one did. */
  let separators = 1;
  for (let at = 0; at < length; at++) {
    const code = codeAt(path, at);
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
  const { length } = tag;
  if (length === 0 || length > 128) return false;
  for (let at = 0; at < length; at++) {
    const code = codeAt(tag, at);
    const isWord = isLetterOrDigit(code) || code === UNDERSCORE;
    if (!isWord && (at === 0 || (code !== DOT && code !== DASH))) return false;
  }
  return true;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
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
