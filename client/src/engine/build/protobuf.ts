// Protocol Buffers as they go over the wire, as far as BuildKit's messages need them: fields by number, without a schema.
// Unknown fields are passed over, as the format asks, so that later BuildKits stay readable.

export interface Field {
  readonly number: number;
  /** Of a varint, unsigned; 0 for other wire types. Exact up to 2^53. */
  readonly value: number;
  /** Of a length-delimited field; empty for other wire types. */
  readonly bytes: Uint8Array;
}

const none = new Uint8Array();

/** The fields of one message. Ends silently where a message is cut short: what was complete is still true. */
export function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), bytes: none };
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (at + length > message.length) return;
        yield { number, value: 0, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return;
    }
  }
}

const decoder = new TextDecoder();

export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A field to be written. Zero and the empty text are left out, as the format does with what has the default value. */
export type FieldValue = number | bigint | string | Uint8Array;

/** `[number of the field, value]` each; numbers become varints. Negative ones have 64 bits. */
export function message(...parts: readonly (readonly [number: number, value: FieldValue])[]): Buffer {
  const told: (readonly [tag: number, value: Varint, bytes: Uint8Array])[] = [];
  let length = 0;
  for (const [number, value] of parts) {
    const isVarint = typeof value === 'number' || typeof value === 'bigint';
    const bytes = isVarint ? none : typeof value === 'string' ? Buffer.from(value) : value;
    const varint = isVarint ? varintOf(value) : { low: bytes.length, high: 0 };
    if (varint.low === 0 && varint.high === 0) continue;
    const tag = number * 8 + (isVarint ? 0 : 2);
    told.push([tag, varint, bytes]);
    length +=
      lengthOf(tag) + (varint.high === 0 ? lengthOf(varint.low) : lowLength + lengthOf(varint.high)) + bytes.length;
  }
  const written = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [tag, { low, high }, bytes] of told) {
    at = writeVarint(written, at, tag);
    if (high !== 0) {
      let rest = low;
      for (let i = 0; i < lowLength; i++, rest = Math.floor(rest / 128)) written[at++] = (rest % 128) | 0x80;
    }
    at = writeVarint(written, at, high === 0 ? low : high);
    written.set(bytes, at);
    at += bytes.length;
  }
  return written;
}

/** Up to 64 bits as two numbers that are exact. */
interface Varint {
  /** The lowest 49 bits where `high` is not 0, else all. */
  readonly low: number;
  readonly high: number;
}

/** Bytes of seven bits that `low` fills. */
const lowLength = 7;

function varintOf(value: number | bigint): Varint {
  if (typeof value === 'number' && value >= 0) return { low: value, high: 0 };
  const bits = BigInt.asUintN(64, BigInt(value));
  return { low: Number(bits & 0x1_ffff_ffff_ffffn), high: Number(bits >> 49n) };
}

function lengthOf(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Seven bits a byte, the lowest first. Gives where the next one stands. */
function writeVarint(into: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into[at++] = (rest % 128) | 0x80;
  into[at++] = rest;
  return at;
}
