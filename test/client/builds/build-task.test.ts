import { describe, expect, it } from 'vitest';
import { buildTask, taskName, taskPath } from '../../../client/src/builds/build-task.ts';
import { problemMatchers } from '../../../client/src/contributions/tasks.ts';
import { problemLine } from '../../../client/src/terminals/build-printer.ts';

describe('A task of the type slipway', () => {
  it.each([
    [
      { type: 'slipway', path: 'compose.yaml' },
      { path: 'compose.yaml', platforms: [] },
    ],
    [
      { path: '.', device: 'raspberrypi4-64' },
      { path: '.', platforms: ['raspberrypi4-64'] },
    ],
    [
      {
        path: 'a',
        device: ['linux/386', 'linux/arm64'],
        services: 'api',
        target: 'test',
        tag: 'v1',
        arguments: { A: '1' },
      },
      {
        path: 'a',
        platforms: ['linux/386', 'linux/arm64'],
        services: ['api'],
        target: 'test',
        tag: 'v1',
        arguments: { A: '1' },
      },
    ],
    [
      { path: '', device: ['a', 'b'], severalPlatforms: 'one-image', registry: 'localhost:5000/team' },
      { path: '', platforms: ['a', 'b'], severalPlatforms: 'one-image', registry: 'localhost:5000/team' },
    ],
    [
      { severalPlatforms: 'suffix', registry: '' },
      { path: '', platforms: [] },
    ],
    [
      { platform: 'linux/386', services: [], target: '', tag: '' },
      { path: '', platforms: ['linux/386'] },
    ],
  ])('%o', (definition, task) => {
    expect(buildTask(definition)).toEqual({ kind: 'task', task });
  });

  it.each([
    [{ path: 3 }, '"path" of this task has to be the path of a file or folder. Mend it in tasks.json.'],
    [
      { device: { slug: 'x' } },
      '"device" of this task has to be a device type or platform, or a list of them. Mend it in tasks.json.',
    ],
    [{ services: [1] }, '"services" of this task has to be a list of names. Mend it in tasks.json.'],
    [{ target: 1 }, '"target" of this task has to be the name of a stage. Mend it in tasks.json.'],
    [{ tag: [] }, '"tag" of this task has to be a text. Mend it in tasks.json.'],
    [{ arguments: { A: 1 } }, '"arguments" of this task has to be an object of texts. Mend it in tasks.json.'],
    [{ arguments: ['A=1'] }, '"arguments" of this task has to be an object of texts. Mend it in tasks.json.'],
    [
      { severalPlatforms: true },
      '"severalPlatforms" of this task has to be "suffix" or "one-image". Mend it in tasks.json.',
    ],
    [
      { registry: 'https://registry.example' },
      '"registry" of this task has to be a registry and perhaps a namespace in lower case, such as registry.example:5000/team. Mend it in tasks.json.',
    ],
  ])('says what is wrong in %o', (definition, message) => {
    expect(buildTask(definition)).toEqual({ kind: 'wrong', message });
  });

  it.each([
    ['', '/w/shop'],
    ['.', '/w/shop'],
    ['api/Dockerfile', '/w/shop/api/Dockerfile'],
    ['./api/../web', '/w/shop/web'],
    ['api\\Dockerfile', '/w/shop/api/Dockerfile'],
    ['/elsewhere/Dockerfile', '/elsewhere/Dockerfile'],
    ['c:\\shop\\Dockerfile', '/c:/shop/Dockerfile'],
  ])('finds %o', (path, found) => {
    expect(taskPath('/w/shop', { path })).toBe(found);
  });

  it('is called by what it builds', () => {
    expect(taskName({ path: 'Dockerfile' })).toBe('Dockerfile');
    expect(taskName({ path: '', platforms: ['raspberrypi4-64'] })).toBe('build for raspberrypi4-64');
    expect(taskName({ path: 'a', services: ['api', 'web'], target: 'test', platforms: ['x', 'y'] })).toBe(
      'a, stage test, api, web for x, y',
    );
  });
});

describe('The problem matcher', () => {
  const [matcher] = problemMatchers as readonly { readonly pattern: { readonly regexp: string } }[];
  const read = (line: string) => new RegExp(matcher?.pattern.regexp ?? '').exec(line)?.slice(1);

  it('reads the lines that a task prints', () => {
    expect(read(problemLine('/w/my shop/Dockerfile', 3, 1, 'RUN make\nfailed: no'))).toEqual([
      ...['/w/my shop/Dockerfile', '3', '1', 'error', 'RUN make failed: no'],
    ]);
    expect(read(problemLine('c:\\shop\\Dockerfile', 12, 7, 'x'))).toEqual([
      'c:\\shop\\Dockerfile',
      '12',
      '7',
      'error',
      'x',
    ]);
  });

  it('takes nothing else for a problem', () => {
    expect(read('api │ error: something')).toBeUndefined();
    expect(read('→ 2/2 RUN cc main.c')).toBeUndefined();
  });
});
