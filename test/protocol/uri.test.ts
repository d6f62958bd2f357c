import { describe, expect, it } from 'vitest';
import { isOnDisk, pathOf, uriOf } from '../../server/src/lsp/uri.ts';

describe('pathOf', () => {
  it.each([
    ['file:///a/b', '/a/b'],
    ['file:///', '/'],
    ['file:///a%20b/%23x/%C3%A9', '/a b/#x/é'],
    ['file:///a/./b/../c/', '/a/c'],
    ['file:///c%3A/x', 'c:/x'],
    ['file:///C:/x', 'c:/x'],
    ['file:///c:', 'c:/'],
    ['file://server/share/x', 'file://server/share/x'],
    ['FILE://Server/share', 'file://server/share'],
    ['vscode-vfs://github/owner/repo/Dockerfile', 'vscode-vfs://github/owner/repo/Dockerfile'],
    ['untitled:Untitled-1', 'untitled:///Untitled-1'],
    ['file:///100%', '/100%'],
    ['file:///a/b#L3', '/a/b'],
  ])('%s is %s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
  });

  it('knows no path for a revision of a file, nor for what is no URI', () => {
    expect(pathOf('git:/a/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D')).toBeUndefined();
    expect(pathOf('no uri')).toBeUndefined();
    expect(pathOf('')).toBeUndefined();
  });
});

describe('uriOf', () => {
  it.each([
    ['/a b/#x/é', 'file:///a%20b/%23x/%C3%A9'],
    ['c:/x', 'file:///c%3A/x'],
    ['file://server/share/x', 'file://server/share/x'],
    ['vscode-vfs://github/o/r/a b', 'vscode-vfs://github/o/r/a%20b'],
    ['untitled:///Untitled-1', 'untitled:Untitled-1'],
  ])('%s is %s', (path, uri) => {
    expect(uriOf(path)).toBe(uri);
    expect(pathOf(uri)).toBe(path);
  });
});

describe('isOnDisk', () => {
  it('is for paths of this machine and its network shares', () => {
    expect(['/a', 'c:/a', 'file://server/share/a'].map(isOnDisk)).toEqual([true, true, true]);
    expect(['untitled:///a', 'vscode-vfs://github/a'].map(isOnDisk)).toEqual([false, false]);
  });
});
