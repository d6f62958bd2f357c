// Writes small tar archives for tests, byte by byte, odd ones included.

export interface TarPart {
  readonly name: string;
  /** As in the header: `0` file, `1` hard link, `2` link, `5` folder. */
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly linkName?: string;
}

export function tarOf(parts: readonly TarPart[]): Buffer {
  return Buffer.concat([...parts.map(tarPart), Buffer.alloc(1024)]);
}

export function tarPart({ name, type = '0', body = '', linkName = '' }: TarPart): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkName, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** A header of pax for the entry that follows. */
export function paxPart(values: Readonly<Record<string, string>>): Buffer {
  const records = Object.entries(values).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    if (rest + String(length).length > length) length++;
    return `${length} ${key}=${value}\n`;
  });
  return tarPart({ name: 'PaxHeaders/x', type: 'x', body: records.join('') });
}
