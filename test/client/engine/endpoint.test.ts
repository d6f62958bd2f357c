import { describe, expect, it } from 'vitest';
import { addressOf, type Endpoint, nameOf, parseHost } from '../../../client/src/engine/reach/endpoint.ts';

const socket = (path: string): Endpoint => ({ kind: 'socket', path });
const tcp = (host: string, port: number): Endpoint => ({ kind: 'tcp', host, port });

describe('An address', () => {
  it.each<readonly [string, Endpoint]>([
    ['unix:///run/podman/podman.sock', socket('/run/podman/podman.sock')],
    ['unix://', socket('/var/run/docker.sock')],
    [' unix:///a b.sock\n', socket('/a b.sock')],
    ['npipe:////./pipe/docker_engine', socket('//./pipe/docker_engine')],
    ['npipe://', socket('//./pipe/docker_engine')],
    ['tcp://10.0.0.5:2376', tcp('10.0.0.5', 2376)],
    ['tcp://10.0.0.5', tcp('10.0.0.5', 2375)],
    ['tcp://10.0.0.5:80/', tcp('10.0.0.5', 80)],
    ['http://hut:80', tcp('hut', 80)],
    ['tcp://:2375', tcp('localhost', 2375)],
    ['tcp://[fe80::1]:2375', tcp('fe80::1', 2375)],
    ['raspberrypi.local', tcp('raspberrypi.local', 2375)],
    ['hut:4243', tcp('hut', 4243)],
    ['https://hut', { ...tcp('hut', 2376), tls: { isVerified: true } } as Endpoint],
    ['ssh://pi@hut', { kind: 'ssh', destination: 'pi@hut' }],
    ['ssh://hut:2222', { kind: 'ssh', destination: 'hut', port: 2222 }],
    ['ssh://me%40corp@hut', { kind: 'ssh', destination: 'me@corp@hut' }],
    [
      'ssh://pi@hut/run/user/1000/docker.sock',
      { kind: 'ssh', destination: 'pi@hut', socket: '/run/user/1000/docker.sock' },
    ],
    ['ssh://pi@hut/', { kind: 'ssh', destination: 'pi@hut' }],
  ])('%j is read', (text, endpoint) => {
    expect(parseHost(text)).toEqual(endpoint);
  });

  it.each([
    '',
    'tcp://',
    'tcp://hut:99999',
    'tcp://hut:2375/prefix',
    'tcp://user@hut:2375',
    'tcp://hut?x=1',
    'two words',
    'fd://',
    'docker://hut',
    'ssh://',
    'ssh://pi:secret@hut',
    'ssh://hut?x=1',
    'ssh://hut#x',
    'ssh://%zz@hut',
    // Each would be an option of ssh.
    'ssh://-oProxyCommand=x@hut',
    'ssh://%2DoProxyCommand=x@hut',
    'ssh://-Fx',
  ])('%j is none', text => {
    expect(parseHost(text)).toBeUndefined();
  });

  it.each([
    ['unix:///run/docker.sock', 'unix:///run/docker.sock', '/run/docker.sock'],
    ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/docker_engine', '//./pipe/docker_engine'],
    ['hut', 'tcp://hut:2375', 'hut'],
    ['tcp://[fe80::1]:2376', 'tcp://[fe80::1]:2376', '[fe80::1]:2376'],
    ['ssh://pi@hut:22/run/d.sock', 'ssh://pi@hut:22/run/d.sock', 'pi@hut:22/run/d.sock'],
  ])('%s is written %s, and called %s', (text, address, name) => {
    const endpoint = parseHost(text);
    expect(endpoint && addressOf(endpoint)).toBe(address);
    expect(endpoint && nameOf(endpoint)).toBe(name);
    // What is written is read again as the same.
    expect(parseHost(address)).toEqual(endpoint);
  });
});
