/** What can be chosen before a build. */
import { expect, test } from 'vitest';
import { buildTargets } from '../../server/src/build/build-targets.ts';
import { type Files, hostOf } from './planned.ts';

const targetsOf = async (files: Files, path = '/p') => {
  const answer = await buildTargets({ path }, hostOf(files));
  if (answer.kind === 'refused') return answer.message;
  const { dialect, services, stages, devices } = answer.targets;
  return { dialect, services, stages: stages.map(it => it.name ?? it.index), devices: devices.map(it => it.id) };
};

test('of a Dockerfile its stages', async () => {
  expect(await targetsOf({ Dockerfile: 'FROM a AS one\nFROM b\n' }, '/p/Dockerfile')).toEqual({
    ...{ dialect: 'docker', services: [], stages: ['one', 1], devices: [] },
  });
});

test('of a Compose file its services with a build, also of profiles and without a Dockerfile', async () => {
  const files = {
    'compose.yaml':
      'services:\n  a: { build: a }\n  b: { image: b }\n  c: { build: c, profiles: [x] }\n  d: { build: d }\n',
    ...{ 'a/Dockerfile': 'FROM x AS s', 'c/Dockerfile': 'FROM x' },
  };
  expect(await targetsOf(files)).toMatchObject({
    services: [
      { name: 'a', dockerfile: '/p/a/Dockerfile', stages: [{ index: 0, name: 's' }] },
      { name: 'c', dockerfile: '/p/c/Dockerfile' },
      { name: 'd', stages: [] },
    ],
    stages: [],
  });
});

test('of a fleet its devices: the default first, each once', async () => {
  const files = {
    'balena.yml':
      'name: x\ntype: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n  supportedDeviceTypes: [raspberrypi3, raspberrypi4-64, nuc, nonsense]\n',
    'Dockerfile.template': 'FROM %%BALENA_ARCH%%/x AS main\n',
  };
  const expected = { dialect: 'balena', stages: ['main'], devices: ['raspberrypi4-64', 'raspberrypi3', 'intel-nuc'] };
  expect(await targetsOf(files)).toMatchObject(expected);
  expect(await targetsOf(files, '/p/balena.yml')).toMatchObject(expected);
});

test('without a device stages are known all the same', async () => {
  const files = { 'balena.yml': 'name: x\ntype: sw.application\n', 'Dockerfile.template': 'FROM x AS main\n' };
  expect(await targetsOf(files)).toMatchObject({ dialect: 'balena', stages: ['main'], devices: [] });
});

test('what is nothing to build says so', async () => {
  expect(await targetsOf({ 'a.txt': '' })).toBe(
    'There is nothing to build in this folder: no compose.yaml or Dockerfile',
  );
});

test('of a Dockerfile the services that are built from it, with their Compose file', async () => {
  const compose =
    'services:\n  a: { build: { context: ., dockerfile: a/Dockerfile } }\n  b: { build: a }\n  c: { image: c }\n';
  const files = { 'compose.yaml': compose, 'a/Dockerfile': 'FROM x', 'other/Dockerfile': 'FROM x' };
  const usedBy = async (path: string) => {
    const answer = await buildTargets({ path }, hostOf(files));
    return answer.kind === 'targets' ? answer.targets.usedBy : answer.message;
  };
  expect(await usedBy('/p/a/Dockerfile')).toEqual({ composeFile: '/p/compose.yaml', services: ['a', 'b'] });
  expect(await usedBy('/p/other/Dockerfile')).toBeUndefined();
  expect(await usedBy('/p/compose.yaml')).toBeUndefined();
});
