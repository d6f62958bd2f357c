// The headers of tar archives, in pieces cut anywhere.
import * as fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { NoTar, type TarEntry, tarScanner } from '../../../client/src/engine/layers/tar-scanner.ts';
import { paxPart, tarOf, tarPart } from './tar-pieces.ts';

function scan(archive: Uint8Array, pieceSize = archive.length): readonly TarEntry[] {
  const found: TarEntry[] = [];
  const scanner = tarScanner(entry => found.push(entry));
  for (let at = 0; at < archive.length; at += pieceSize) scanner.write(archive.subarray(at, at + pieceSize));
  scanner.end();
  return found;
}

describe('A tar archive', () => {
  it('is told entry by entry, wherever its pieces are cut', () => {
    const archive = tarOf([
      { name: 'usr/', type: '5' },
      { name: 'usr/cargo', body: 'x'.repeat(700) },
      { name: 'usr/again', type: '1', linkName: 'usr/cargo' },
      { name: 'link', type: '2', linkName: 'usr' },
      { name: 'dev/null', type: '3' },
    ]);
    const expected = [
      { name: 'usr/', kind: 'folder', size: 0, linkName: '' },
      { name: 'usr/cargo', kind: 'file', size: 700, linkName: '' },
      { name: 'usr/again', kind: 'hard-link', size: 0, linkName: 'usr/cargo' },
      { name: 'link', kind: 'link', size: 0, linkName: 'usr' },
      { name: 'dev/null', kind: 'other', size: 0, linkName: '' },
    ];
    for (const pieceSize of [1, 7, 511, 512, 513, 5000]) expect(scan(archive, pieceSize)).toEqual(expected);
  });

  it('tells long names and large sizes as pax and GNU write them', () => {
    const long = `${'deep/'.repeat(60)}näme`;
    const pax = Buffer.concat([paxPart({ path: long, mtime: '1.5' }), tarPart({ name: 'short', body: 'abc' })]);
    expect(scan(pax)).toMatchObject([{ name: long, size: 3 }]);
    const gnu = Buffer.concat([
      tarPart({ name: '././@LongLink', type: 'L', body: `${long}\0` }),
      tarPart({ name: 'short', body: 'abc' }),
      tarPart({ name: 'next' }),
    ]);
    expect(scan(gnu)).toMatchObject([{ name: long, size: 3 }, { name: 'next' }]);
  });

  it('tells sizes over 8 GiB, written as a binary number', () => {
    const header = tarPart({ name: 'huge' }).subarray(0, 512);
    header.fill(0, 124, 136);
    header[124] = 0x80;
    header.writeUIntBE(2 ** 40, 130, 6);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const found: TarEntry[] = [];
    tarScanner(entry => found.push(entry)).write(header);
    expect(found[0]?.size).toBe(2 ** 40);
  });

  it('that is damaged or breaks off is none', () => {
    const archive = tarOf([{ name: 'a', body: 'x'.repeat(600) }]);
    expect(() => scan(archive.subarray(0, 800))).toThrow(NoTar);
    expect(() => scan(archive.subarray(0, 100))).toThrow(NoTar);
    expect(() => scan(Buffer.from('no archive at all'.repeat(100)))).toThrow(NoTar);
    expect(() => scan(tarPart({ name: 'x', type: 'x', body: Buffer.alloc(2_000_000) }))).toThrow(NoTar);
  });

  it('is read as the usual library writes it', async () => {
    const name = fc.stringMatching(/^[a-zäß漢]{1,80}$/u);
    const entry = fc.record({
      path: fc.array(name, { minLength: 1, maxLength: 5 }),
      body: fc.string({ maxLength: 1500 }),
    });
    const property = fc.asyncProperty(
      fc.array(entry, { maxLength: 12 }),
      fc.integer({ min: 1, max: 2000 }),
      async (entries, size) => {
        const tar = pack();
        for (const { path, body } of entries) tar.entry({ name: path.join('/') }, body);
        tar.finalize();
        const pieces: Buffer[] = [];
        for await (const piece of tar) pieces.push(piece as Buffer);
        expect(scan(Buffer.concat(pieces), size).map(({ name: told, size: bytes }) => [told, bytes])).toEqual(
          entries.map(({ path, body }) => [path.join('/'), Buffer.byteLength(body)]),
        );
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});
