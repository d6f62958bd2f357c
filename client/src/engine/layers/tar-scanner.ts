// Reads the headers of a tar archive that comes in pieces and passes over the bodies: what is needed of a layer. It holds
// one header at a time, however large the archive is, and takes pieces cut anywhere.

export interface TarEntry {
  /** As written, with a `/` at the end of most folders. */
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'hard-link' | 'other';
  /** Bytes of the body. */
  readonly size: number;
  /** Of links. */
  readonly linkName: string;
}

export interface TarScanner {
  /** Throws `NoTar` when it is none. */
  write(piece: Uint8Array): void;
  /** Throws `NoTar` when the archive breaks off. */
  end(): void;
}

export class NoTar extends Error {
  override readonly name = 'NoTar';
}

const blockSize = 512;
/** A header of headers that is longer than that was made to hurt. Bytes. */
const longestExtension = 1024 * 1024;

export function tarScanner(onEntry: (entry: TarEntry) => void): TarScanner {
  const block = new Uint8Array(blockSize);
  let filled = 0;
  /** Bytes of a body still to be passed over, padding included. */
  let skip = 0;
  let extension:
    | { readonly type: string; readonly bytes: Uint8Array; filled: number; readonly padding: number }
    | undefined;
  let isOver = false;
  /** Of the next entry only; what a `g` header says holds for all that follow. */
  let next: Overrides = {};
  let always: Overrides = {};

  const take = (header: Uint8Array): void => {
    if (header.every(byte => byte === 0)) {
      // An archive ends with two such blocks; some end with one.
      isOver = true;
      return;
    }
    checkSum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const size = numberAt(header, 124, 12);
    const padding = (blockSize - (size % blockSize)) % blockSize;
    if (extensions.includes(type)) {
      if (size > longestExtension) throw new NoTar(`a header of ${size} bytes`);
      if (size > 0) extension = { type, bytes: new Uint8Array(size), filled: 0, padding };
      return;
    }
    const { path, linkPath, size: paxSize } = { ...always, ...next };
    next = {};
    const body = paxSize ?? size;
    const kind = kindOf(type);
    const hasBody = kind === 'file' || kind === 'other';
    onEntry({
      name: path ?? nameOf(header),
      kind: kind === 'file' && (path ?? nameOf(header)).endsWith('/') ? 'folder' : kind,
      size: hasBody ? body : 0,
      linkName: linkPath ?? textAt(header, 157, 100),
    });
    // Old archives tell the size of a hard link's target, which has no body here.
    skip = hasBody ? body + ((blockSize - (body % blockSize)) % blockSize) : 0;
  };
  const extend = (type: string, bytes: Uint8Array): void => {
    if (type === 'L') next = { ...next, path: textAt(bytes, 0, bytes.length) };
    else if (type === 'K') next = { ...next, linkPath: textAt(bytes, 0, bytes.length) };
    else if (type === 'g') always = { ...always, ...paxOf(bytes) };
    else next = { ...next, ...paxOf(bytes) };
  };

  return {
    write(piece) {
      let at = 0;
      while (at < piece.length && !isOver) {
        if (skip > 0) {
          const passed = Math.min(skip, piece.length - at);
          skip -= passed;
          at += passed;
        } else if (extension) {
          const part = piece.subarray(at, at + extension.bytes.length - extension.filled);
          extension.bytes.set(part, extension.filled);
          extension.filled += part.length;
          at += part.length;
          if (extension.filled < extension.bytes.length) continue;
          extend(extension.type, extension.bytes);
          skip = extension.padding;
          extension = undefined;
        } else if (filled === 0 && piece.length - at >= blockSize) {
          take(piece.subarray(at, at + blockSize));
          at += blockSize;
        } else {
          const part = piece.subarray(at, at + blockSize - filled);
          block.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled < blockSize) continue;
          filled = 0;
          take(block);
        }
      }
    },
    end() {
      if (skip > 0 || extension || filled > 0) throw new NoTar('it breaks off');
    },
  };
}

interface Overrides {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
}

/** Headers for the next header: GNU's long names, and those of pax for one entry and for all. */
const extensions = 'LKxg';

function kindOf(type: string): TarEntry['kind'] {
  switch (type) {
    case '0':
    case '\0':
    case '7':
    case 'S':
      return 'file';
    case '1':
      return 'hard-link';
    case '2':
      return 'link';
    case '5':
      return 'folder';
    default:
      return 'other';
  }
}

/** `prefix/name` in archives of the POSIX kind. */
function nameOf(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  // `ustar` and a NUL; GNU's has a blank there, and other things in the prefix's place.
  const isPosix = textAt(header, 257, 6) === 'ustar' && header[262] === 0;
  const prefix = isPosix ? textAt(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Up to the first NUL. */
function textAt(bytes: Uint8Array, start: number, length: number): string {
  const part = bytes.subarray(start, start + length);
  const nul = part.indexOf(0);
  return decoder.decode(nul < 0 ? part : part.subarray(0, nul));
}

/** Octal digits or, with the first bit set, a binary number. */
function numberAt(header: Uint8Array, start: number, length: number): number {
  const first = header[start] ?? 0;
  let number = 0;
  if (first & 0x80) {
    for (let i = start + 1; i < start + length; i++) number = number * 256 + (header[i] ?? 0);
    if (first === 0xff || !Number.isSafeInteger(number)) throw new NoTar('a size that cannot be');
    return number;
  }
  for (let i = start; i < start + length; i++) {
    const byte = header[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) number = number * 8 + byte - 0x30;
    else if (number > 0 || (byte !== 0x20 && byte !== 0x30)) break;
  }
  return number;
}

/** The sum of all bytes, those of the sum itself taken for blanks; some writers took bytes for signed. */
function checkSum(header: Uint8Array): void {
  const written = numberAt(header, 148, 8);
  let sum = 8 * 0x20;
  let large = 0;
  for (let i = 0; i < blockSize; i++) {
    const byte = i >= 148 && i < 156 ? 0 : (header[i] as number);
    sum += byte;
    large += byte >> 7;
  }
  if (sum !== written && sum - 256 * large !== written) throw new NoTar('its header is damaged');
}

/** Records as `20 path=a/long/name\n`, the length counting itself. */
function paxOf(bytes: Uint8Array): Overrides {
  let found: Overrides = {};
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at);
    if (blank < 0 || blank - at > 10) break;
    const length = Number(textAt(bytes, at, blank - at));
    if (!Number.isInteger(length) || length <= blank - at) break;
    const record = decoder.decode(bytes.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') found = { ...found, path: value };
    else if (key === 'linkpath') found = { ...found, linkPath: value };
    else if (key === 'size' && /^\d{1,15}$/.test(value)) found = { ...found, size: Number(value) };
    at += length;
  }
  return found;
}
