// What engines and registries really say, and what becomes of it.
import { describe, expect, it } from 'vitest';
import { type RegistryAttempt, registryProblem } from '../../../client/src/engine/registry/registry-problem.ts';

const pull: RegistryAttempt = { action: 'pull', reference: 'registry.example/team/app:2', credentials: 'none' };
const push: RegistryAttempt = { ...pull, action: 'push' };
const hub: RegistryAttempt = { ...pull, reference: 'team/app:2' };
const loggedIn: RegistryAttempt = { ...pull, credentials: 'found' };

/** Words of the engine, the attempt, the reason, and a part of what is said. */
const cases: readonly (readonly [string, RegistryAttempt, string, string])[] = [
  // Engines with the classic image store.
  [
    "pull access denied for team/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    hub,
    'private-or-missing',
    'Docker Hub has no docker.io/team/app, or it is private',
  ],
  [
    'denied: requested access to the resource is denied',
    { ...push, credentials: 'found' },
    'denied',
    'does not let the user that Docker is logged in as push',
  ],
  ['denied: requested access to the resource is denied', push, 'denied', 'docker login registry.example'],
  [
    'denied: requested access to the resource is denied',
    { ...push, reference: 'app:2' },
    'denied',
    'Nobody but Docker can push docker.io/library/app',
  ],
  ['unauthorized: incorrect username or password', loggedIn, 'not-logged-in', 'log in again'],
  ['no basic auth credentials', push, 'not-logged-in', 'before you push registry.example/team/app:2'],
  [
    'Get "https://registry.example/v2/": unauthorized: authentication required',
    pull,
    'not-logged-in',
    'docker login registry.example',
  ],
  [
    'manifest for registry.example/team/app:2 not found: manifest unknown: manifest unknown',
    pull,
    'not-found',
    'registry.example has no team/app:2',
  ],
  ['An image does not exist locally with the tag: registry.example/team/app', push, 'not-found', 'nothing to push'],
  [
    'no matching manifest for linux/arm/v7 in the manifest list entries',
    { ...pull, platform: 'linux/arm/v7' },
    'no-such-platform',
    'linux/arm/v7',
  ],
  [
    'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    hub,
    'rate-limit',
    'log in, which raises the limit',
  ],
  ['toomanyrequests: Rate exceeded', loggedIn, 'rate-limit', 'this account'],
  [
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 192.168.1.1:53: no such host',
    pull,
    'unreachable',
    'does not reach registry.example',
  ],
  [
    'Get "http://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    pull,
    'unreachable',
    'connection refused',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    hub,
    'unreachable',
    'does not reach Docker Hub',
  ],
  [
    'Get "https://registry.example/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: i/o timeout',
    pull,
    'unreachable',
    'proxy',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    hub,
    'unreachable',
    'does not reach Docker Hub',
  ],
  [
    'Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client',
    pull,
    'tls',
    'insecure-registries',
  ],
  [
    'Get "https://registry.example/v2/": x509: certificate signed by unknown authority',
    pull,
    'tls',
    'does not trust the certificate',
  ],
  ['write /var/lib/docker/tmp/GetImageBlob123: no space left on device', pull, 'disk-full', 'disk is full'],
  // Engines with containerd's image store.
  [
    'failed to resolve reference "docker.io/team/app:2": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    hub,
    'private-or-missing',
    'is private',
  ],
  [
    'failed to resolve reference "registry.example/team/app:2": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
    pull,
    'not-logged-in',
    'who you are',
  ],
  [
    'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    { ...push, credentials: 'found' },
    'denied',
    'ask its owner',
  ],
  [
    'unknown: unexpected status from HEAD request to http://localhost:46533/v2/hold/locked/blobs/sha256:035e: 401 Unauthorized',
    loggedIn,
    'not-logged-in',
    'log in again',
  ],
  [
    'failed to resolve reference "registry.example/team/app:2": registry.example/team/app:2: not found',
    pull,
    'not-found',
    'check the name and the tag',
  ],
  ['tag does not exist: registry.example/team/app:2', push, 'not-found', 'nothing to push'],
  [
    'no matching manifest for linux/s390x in the manifest list entries: no match for platform in manifest: not found',
    pull,
    'no-such-platform',
    'platform',
  ],
  [
    'image with reference registry.example/team/app:2 was found but does not provide the specified platform (linux/arm64)',
    pull,
    'no-such-platform',
    'platform',
  ],
  [
    'failed to do request: Head "https://registry.example/v2/team/app/manifests/2": dial tcp 10.1.1.1:443: connect: no route to host',
    pull,
    'unreachable',
    'check',
  ],
  [
    'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/team/app/manifests/sha256:1: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    hub,
    'rate-limit',
    'log in',
  ],
  [
    'failed to do request: Head "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
    pull,
    'tls',
    'certificate',
  ],
  // Podman.
  [
    'initializing source docker://registry.example/team/app:2: reading manifest 2 in registry.example/team/app: manifest unknown',
    pull,
    'not-found',
    'has no',
  ],
  ['writing blob: storing blob to file "/var/tmp/x": write: no space left on device', pull, 'disk-full', 'disk'],
  // Whatever else.
  ['received unexpected HTTP status: 503 Service Unavailable', pull, 'other', '503 Service Unavailable'],
];

describe('A registry problem', () => {
  it.each(cases)('%s', (message, attempt, reason, part) => {
    const problem = registryProblem(message, attempt);
    expect(problem.reason).toBe(reason);
    expect(problem.sentence).toContain(part);
  });

  it.each([
    ['not-logged-in', 'no basic auth credentials', 'registry.example'],
    ['denied', 'denied: requested access to the resource is denied', 'registry.example'],
    ['not-found', 'manifest unknown', undefined],
    ['unreachable', 'connection refused', undefined],
  ])('offers to log in when that may help: %s', (_reason, message, login) => {
    expect(registryProblem(message, pull).login).toBe(login);
  });

  it('has no command for a registry that is no name of a host', () => {
    for (const registry of ['$(touch x).y', 'a.b;touch x', 'a.b\ntouch x'])
      expect(registryProblem('denied', { ...push, reference: `${registry}/team/app:2` }).login).toBeUndefined();
  });

  it('is not read from the name of the image', () => {
    const reference = 'registry.example/denied/toomanyrequests:404';
    const message = `failed to resolve reference "${reference}": connection refused`;
    expect(registryProblem(message, { ...pull, reference }).reason).toBe('unreachable');
  });

  it('is one line of bounded length, whatever a proxy sends', () => {
    const { sentence } = registryProblem(`<html>\n${'x'.repeat(10_000)}`, pull);
    expect(sentence.length).toBeLessThan(450);
    expect(sentence).not.toContain('\n');
  });
});
