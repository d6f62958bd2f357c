import { expect, it } from 'vitest';
import { contextOrigin } from '../../../client/src/engine/reach/docker-contexts.ts';
import { addressEnvironment, engineEnvironment } from '../../../client/src/engine/reach/engine-environment.ts';

const own = { PATH: '/bin', DOCKER_HOST: 'tcp://old:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
const engines = (origin: string, isSelected = true) => ({
  isSelected,
  choice: async () => ({ name: 'hut', host: 'ssh://pi@hut', origin }),
});

it('leaves to docker what nobody selected', async () => {
  expect(await engineEnvironment(engines('Docker', false), own)).toBe(own);
});

it('names a selected engine by its address, without the certificates of another', async () => {
  expect(await engineEnvironment(engines('Added by you'), own)).toEqual({ PATH: '/bin', DOCKER_HOST: 'ssh://pi@hut' });
});

it('names a selected context, which may have certificates of its own', async () => {
  expect(await engineEnvironment(engines(contextOrigin), own)).toEqual({ PATH: '/bin', DOCKER_CONTEXT: 'hut' });
});

it('takes certificates along where it asks for TLS, and for the default that has them', async () => {
  const at = (name: string, host: string) => ({
    isSelected: true,
    choice: async () => ({ name, host, origin: 'Added by you' }),
  });
  const secure = { PATH: '/bin', DOCKER_TLS_VERIFY: '1', DOCKER_HOST: 'tcp://hut:2376' };
  expect(await engineEnvironment(at('hut', 'tcp://hut:2376'), { PATH: '/bin' })).toEqual(secure);
  expect(await engineEnvironment(at('hut', 'https://hut:2376'), own)).toEqual({
    ...secure,
    DOCKER_CERT_PATH: '/certs',
  });
  expect(await engineEnvironment(at('hut', 'tcp://hut:2375'), own)).toEqual({
    PATH: '/bin',
    DOCKER_HOST: 'tcp://hut:2375',
  });
  expect(await engineEnvironment(at('default', 'tcp://old:2376'), { ...own, DOCKER_CONTEXT: 'other' })).toEqual(own);
});

it('gives programs that know no contexts the address, whoever chose the context', async () => {
  const expected = { PATH: '/bin', DOCKER_HOST: 'ssh://pi@hut' };
  expect(await addressEnvironment(engines(contextOrigin, false), { ...own, DOCKER_CONTEXT: 'hut' })).toEqual(expected);
  expect(await addressEnvironment(engines(contextOrigin), own)).toEqual(expected);
  const byDocker = {
    isSelected: false,
    choice: async () => ({ name: 'default', host: 'tcp://old:2376', origin: 'x' }),
  };
  expect(await addressEnvironment(byDocker, own)).toBe(own);
  const broken = { isSelected: false, choice: async () => ({ name: 'gone', host: '', origin: contextOrigin }) };
  await expect(addressEnvironment(broken, own)).rejects.toThrow('"gone" has no address');
});
