import { expect, it } from 'vitest';
import { isLocalName, localName } from '../../../client/src/engine/local-name.ts';

it.each([
  ['hosts', 'hosts', 'hosts'],
  ['.profile', '.profile', '.profile'],
  ['a b', 'a b', 'a b'],
  ['..\\..\\autostart\\run.bat', '..\\..\\autostart\\run.bat', '_.._.._autostart_run.bat'],
  ['c:', 'c:', '_c_'],
  ['log:hidden', 'log:hidden', '_log_hidden'],
  ['end.', 'end.', '_end'],
  ['nul', 'nul', '_nul'],
  ['COM1.txt', 'COM1.txt', '_COM1.txt'],
  ['a\nb', 'a\nb', '_a_b'],
  ['..', '_', '_'],
  ['.', '_', '_'],
  ['', '_', '_'],
  ['../up', '_.._up', '_.._up'],
])('%j is %j here, and %j on Windows', (name, onLinux, onWindows) => {
  expect(localName(name, 'linux')).toBe(onLinux);
  expect(localName(name, 'win32')).toBe(onWindows);
  expect(isLocalName(name, 'linux')).toBe(name === onLinux);
  expect(isLocalName(name, 'win32')).toBe(name === onWindows);
});
