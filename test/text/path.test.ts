import { expect, test } from 'vitest';
import { basename, dirname, isAbsolute, isWithin, join, relative } from '../../server/src/text/path.ts';

test.each([
  ['/p', './api', '/p/api'],
  ['/p/a', '../b//c/.', '/p/b/c'],
  ['/p', '../../..', '/'],
  ['/p', '/etc/x', '/etc/x'],
  ['c:/p', 'api', 'c:/p/api'],
  ['c:/', '../x', 'c:/x'],
  ['vscode-vfs://github/o/r', '../../x', 'vscode-vfs://github/x'],
])('%s joined with %s', (folder, path, expected) => expect(join(folder, path)).toBe(expected));

test.each([
  ['/p/a', '/p', 'a'],
  ['/p', '/', 'p'],
  ['/', '/', ''],
  ['c:/p', 'c:/', 'p'],
  ['memfs://host/a', 'memfs://host/', 'a'],
])('the folder and name of %s', (path, folder, name) => {
  expect(dirname(path)).toBe(folder);
  expect(basename(path)).toBe(name);
});

test.each([
  ['/p', '/p/api/Dockerfile', 'api/Dockerfile'],
  ['/p/a', '/p/b', '../b'],
  ['/p', '/p', '.'],
  ['/', '/p', 'p'],
  ['/p/a/b', '/', '../../..'],
  ['c:/p', 'd:/p', 'd:/p'],
])('from %s to %s', (folder, path, expected) => expect(relative(folder, path)).toBe(expected));

test('a folder holds itself and what is below, not its namesakes', () => {
  expect(isWithin('/p', '/p')).toBe(true);
  expect(isWithin('/p', '/p/x')).toBe(true);
  expect(isWithin('/p', '/px')).toBe(false);
  expect(isWithin('/', '/px')).toBe(true);
});

test('absolute paths of every system', () => {
  for (const path of ['/x', 'c:/x', 'C:/', 'file-system://host/x']) expect(isAbsolute(path)).toBe(true);
  for (const path of ['x', './x', 'c:x', 'http:x', '']) expect(isAbsolute(path)).toBe(false);
});
