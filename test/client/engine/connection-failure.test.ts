import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../client/src/engine/engine-state.ts';
import {
  connectionFailure,
  startIt,
  TransportFailed,
  withEndpoint,
} from '../../../client/src/engine/reach/connection-failure.ts';
import { type Endpoint, parseHost } from '../../../client/src/engine/reach/endpoint.ts';

const error = (code: string, more: object = {}) =>
  Object.assign(new Error(`something with ${code}`), { code, ...more });
const at = (host: string): Endpoint => {
  const endpoint = parseHost(host);
  if (!endpoint) throw new Error(host);
  return endpoint;
};

describe('A failure to connect', () => {
  const local = 'unix:///var/run/docker.sock';
  it.each<readonly [string, string, FailureReason, RegExp]>([
    ['ENOENT', local, 'not-running', /docker\.sock: start it with "sudo systemctl start docker", or select another/],
    ['ECONNREFUSED', 'tcp://hut:2375', 'not-running', /tcp:\/\/hut:2375: start it there \(.*local mode/],
    ['ECONNREFUSED', 'tcp://hut:2376', 'not-running', /tcp:\/\/hut:2376: start it there, or/],
    ['ECONNRESET', local, 'not-running', /was closed: the engine is stopping or starting/],
    ['EPIPE', local, 'not-running', /was closed/],
    ['EACCES', local, 'permission-denied', /sudo usermod -aG docker \$USER.*log in again/],
    ['EACCES', 'unix:///run/podman/podman.sock', 'permission-denied', /the owner of the socket/],
    ['EPERM', 'npipe:////./pipe/docker_engine', 'permission-denied', /docker-users/],
    ['ENOTFOUND', 'tcp://hut:2375', 'host-unknown', /no way to tcp:\/\/hut:2375/],
    ['EAI_AGAIN', 'tcp://hut:2375', 'host-unknown', /check the name and the network/],
    ['EHOSTUNREACH', 'tcp://hut:2375', 'host-unknown', /no way/],
    ['ETIMEDOUT', 'tcp://hut:2375', 'timeout', /tcp:\/\/hut:2375 does not answer/],
    ['CERT_HAS_EXPIRED', 'tcp://hut:2376', 'tls', /expired/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tcp://hut:2376', 'tls', /ca\.pem does not vouch/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tcp://hut:2376', 'tls', /ca\.pem does not vouch/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tcp://hut:2376', 'tls', /another host name/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tcp://hut:2376', 'tls', /cert\.pem/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tcp://hut:2376', 'tls', /does not speak TLS/],
    ['ERR_OSSL_PEM_NO_START_LINE', 'tcp://hut:2376', 'tls', /damaged/],
    ['HPE_INVALID_CONSTANT', 'tcp://hut:22', 'incompatible', /no container engine/],
    ['EMFILE', local, 'other', /docker\.sock cannot be used: something with EMFILE/],
  ])('%s at %s is %s', (code, host, reason, message) => {
    expect(connectionFailure(error(code), at(host), 'linux')).toEqual({
      reason,
      message: expect.stringMatching(message),
    });
  });

  it('says where, as far as the error tells', () => {
    const message = (it: Error) => connectionFailure(it, undefined, 'linux').message;
    expect(message(error('ECONNREFUSED', { address: '::1', port: 2376 }))).toContain('tcp://[::1]:2376');
    expect(message(error('ENOENT', { address: '/run/x.sock' }))).toContain('unix:///run/x.sock');
    const noted = error('ECONNREFUSED', { address: '10.0.0.5', port: 2376 });
    withEndpoint(noted, at('tcp://hut:2376'));
    expect(message(noted)).toContain('tcp://hut:2376');
    expect(message(error('ECONNRESET'))).toContain('the container engine');
  });

  it('that has words of its own keeps them', () => {
    const failure = { reason: 'ssh', message: 'ssh to hut failed: it rains' } as const;
    expect(connectionFailure(new TransportFailed(failure))).toEqual(failure);
  });
});

describe('How an engine is started', () => {
  it.each<readonly [string, NodeJS.Platform, string]>([
    ['unix:///var/run/docker.sock', 'darwin', 'start Docker Desktop'],
    ['npipe:////./pipe/docker_engine', 'win32', 'start Docker Desktop'],
    ['npipe:////./pipe/dockerDesktopLinuxEngine', 'win32', 'start Docker Desktop'],
    ['npipe:////./pipe/podman-machine-default', 'win32', 'start it with "podman machine start"'],
    ['unix:///run/user/1000/docker.sock', 'linux', 'start it with "systemctl --user start docker"'],
    ['unix:///run/user/1000/podman/podman.sock', 'linux', 'start it with "systemctl --user start podman.socket"'],
    ['unix:///run/podman/podman.sock', 'linux', 'start it with "sudo systemctl start podman.socket"'],
    ['unix:///Users/ada/.colima/default/docker.sock', 'darwin', 'start it with "colima start"'],
    ['unix:///Users/ada/.rd/docker.sock', 'darwin', 'start Rancher Desktop'],
    ['unix:///Users/ada/.orbstack/run/docker.sock', 'darwin', 'start OrbStack'],
    ['unix:///home/ada/.docker/desktop/docker.sock', 'linux', 'start Docker Desktop'],
    ['unix:///srv/own.sock', 'linux', 'start it'],
  ])('%s on %s', (host, platform, how) => {
    expect(startIt(at(host), platform)).toBe(how);
  });
});
