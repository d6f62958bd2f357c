import { expect, it } from 'vitest';
import { enginePath } from '../../server/src/lessons/docker/storage.ts';

it.each([
  ['Linux', '/home/kay/learn/bind-directory', '/home/kay/learn/bind-directory/'],
  ['Docker Desktop on macOS', '/Users/kay/learn', '/host_mnt/Users/kay/learn'],
  ['Docker Desktop on macOS, a folder for a while', '/tmp/learn', '/host_mnt/private/tmp/learn'],
  ['Docker Desktop on Windows', 'C:\\Users\\Kay\\learn', '/run/desktop/mnt/host/c/Users/Kay/learn'],
  ['Docker Desktop on Windows, as it is described', 'c:/Users/Kay/learn', 'C:\\Users\\Kay\\learn'],
])('A folder is the same for the editor and for the engine on %s', (_system, editor, engine) => {
  expect(enginePath(engine)).toBe(enginePath(editor));
});

it('Folders that differ stay different', () => {
  expect(enginePath('/home/kay/a')).not.toBe(enginePath('/home/kay/b'));
});
