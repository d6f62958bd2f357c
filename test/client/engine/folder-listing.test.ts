import { describe, expect, it } from 'vitest';
import { listCommand, parseListing, parsePathStat } from '../../../client/src/engine/folder-listing.ts';

describe('A folder listed by programs of the container', () => {
  it('asks for what stands directly in it, also in the root and behind a dash', () => {
    expect(listCommand('/etc').slice(0, 2)).toEqual(['find', '/etc/.']);
    expect(listCommand('/').slice(0, 2)).toEqual(['find', '/.']);
  });

  it.each([
    [
      '/etc',
      '81a4 120 1700000000 /etc/./hosts\n',
      { hosts: { kind: 'file', mode: 0o644, size: 120, modifiedAt: 1.7e12 } },
    ],
    ['/', '41ed 4096 0 /./bin\n', { bin: { kind: 'folder', mode: 0o755, size: 4096, modifiedAt: 0 } }],
    ['/a', 'a1ff 3 5 /a/./l\n', { l: { kind: 'link', mode: 0o777, size: 3, modifiedAt: 5000 } }],
    ['/dev', '2190 0 5 /dev/./null\n', { null: { kind: 'other', mode: 0o620, size: 0, modifiedAt: 5000 } }],
    ['/a', '', {}],
  ])('%s: %j', (folder, output, entries) => {
    expect(Object.fromEntries(parseListing(output, folder) ?? [])).toMatchObject(entries);
    expect(parseListing(output, folder)?.size).toBe(Object.keys(entries).length);
  });

  it('keeps line ends, spaces and what looks like a line of its own in names', () => {
    const output = '81a4 1 1 /a/./two\nlines\n81a4 2 2 /a/./81a4 9 9 x\n81a4 3 3 /a/./ \n';
    expect([...(parseListing(output, '/a') ?? new Map()).keys()]).toEqual(['two\nlines', '81a4 9 9 x', ' ']);
  });

  it('is not believed when it is something else', () => {
    expect(parseListing('find: not found\n', '/a')).toBeUndefined();
    expect(parseListing('81a4 1 1 /b/./x\n', '/a')).toBeUndefined();
    for (const name of ['', '.', '..', '../up', 'down/under', 'x\n/y', 'x\0'])
      expect(parseListing(`81a4 1 1 /a/./${name}\n`, '/a'), name).toBeUndefined();
  });
});

describe('What the archive API says of a path', () => {
  const header = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  it.each([
    [{ name: 'hosts', size: 12, mode: 0o644, mtime: '2026-01-02T03:04:05Z', linkTarget: '' }, 'file'],
    [{ name: 'etc', size: 4096, mode: 2147484141, mtime: '2026-01-02T03:04:05Z', linkTarget: '' }, 'folder'],
    [{ name: 'sh', size: 7, mode: 134218239, mtime: '2026-01-02T03:04:05Z', linkTarget: '/bin/busybox' }, 'link'],
    [{ name: 'null', size: 0, mode: 69206454, mtime: '2026-01-02T03:04:05Z', linkTarget: '' }, 'other'],
  ])('%j is a %s', (value, kind) => {
    const stat = parsePathStat(header(value));
    expect(stat).toMatchObject({ kind, size: value.size, modifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect(stat?.linkTarget).toBe(value.linkTarget || undefined);
  });

  it.each(['', 'no base64!', header(null), header({ name: 'x' })])('%j tells nothing', text => {
    expect(parsePathStat(text)).toBeUndefined();
  });
});
