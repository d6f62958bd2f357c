/**
 * URIs of the protocol and paths of the core (`text/path.ts`), both ways. Two spellings of one file give one path;
 * a URI with a query names an old revision (the left side of a diff) and has none: nobody can mend it.
 */

const drive = /^\/([a-zA-Z]):(?=\/|$)/;

/** The path of a URI; undefined for what is no URI, or names a revision of a file rather than the file. */
export function pathOf(uri: string): string | undefined {
  const parts = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/.exec(uri);
  if (!parts) return undefined;
  const [, scheme = '', authority = '', rawPath = '', query] = parts;
  if (query !== undefined && query !== '?') return undefined;
  const decoded = decode(rawPath);
  const absolute = normalise(decoded.startsWith('/') ? decoded : `/${decoded}`);
  if (scheme.toLowerCase() !== 'file' || authority !== '') {
    return `${scheme.toLowerCase()}://${authority.toLowerCase()}${absolute}`;
  }
  // Editors spell drives as `c%3A`, `C:` or `c:`; the core knows one spelling.
  const letter = drive.exec(absolute);
  if (!letter) return absolute;
  const rest = absolute.slice(letter[0].length);
  return `${(letter[1] ?? '').toLowerCase()}:${rest === '' ? '/' : rest}`;
}

/** The URI of a path, percent-encoded as VS Code does, so that editors recognise their own files. */
export function uriOf(path: string): string {
  const resource = /^([a-zA-Z][a-zA-Z0-9+.-]+):\/\/([^/]*)(\/.*)$/.exec(path);
  if (resource) {
    const [, scheme = '', authority = '', rest = ''] = resource;
    // `untitled:Untitled-1` and its like have no authority; with `//` they would name something else.
    return authority === '' && scheme === 'untitled'
      ? `${scheme}:${encode(rest.slice(1))}`
      : `${scheme}://${authority}${encode(rest)}`;
  }
  return `file://${encode(path.startsWith('/') ? path : `/${path}`)}`;
}

/** Whether a path stands on this machine's disk (or a network share of it). */
export function isOnDisk(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path) || path.startsWith('file://');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone `%` is no escape; taken as written it still names the file it came from.
    return text;
  }
}

function encode(path: string): string {
  return encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Without empty parts, `.`, `..` and a slash at the end. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
