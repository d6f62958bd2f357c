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

/** `[number of the field, value]` each; numbers become varints. */
export function message(...parts: readonly (readonly [number: number, value: FieldValue])[]): Buffer {
  const pieces: Uint8Array[] = [];
  for (const [number, value] of parts) {
    if (typeof value === 'number' || typeof value === 'bigint') {
      if (Number(value) !== 0) pieces.push(varintBytes(number * 8), varintBytes(value));
      continue;
    }
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    if (bytes.length > 0) pieces.push(varintBytes(number * 8 + 2), varintBytes(bytes.length), bytes);
  }
  return Buffer.concat(pieces);
}

/** Seven bits a byte, the lowest first; negative numbers in 64 bits. */
function varintBytes(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  if (typeof value === 'number' && value >= 0) {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
    return Uint8Array.from(bytes);
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
