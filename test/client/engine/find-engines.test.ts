import { describe, expect, it } from 'vitest';
import {
  dockersEngine,
  findEngines,
  readTypedAddress,
  selectedEngine,
  typedEngine,
} from '../../../client/src/engine/reach/find-engines.ts';
import { context, currentContext, type Machine, machine } from './surroundings.ts';

const pem = { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' };
const inFolder = (folder: string) =>
  Object.fromEntries(Object.entries(pem).map(([file, text]) => [`${folder}/${file}`, text]));
const tls = { ca: 'CA', certificate: 'CERT', key: 'KEY' };

describe('The engine that docker uses', () => {
  const both = {
    ...currentContext('colima'),
    ...context('colima', { Host: 'unix:///home/ada/.colima/default/docker.sock' }),
  };
  const usual = { kind: 'socket', path: '/var/run/docker.sock' };

  it.each<readonly [string, Machine, object]>([
    ['the usual socket', {}, { name: 'default', host: 'unix:///var/run/docker.sock', endpoint: usual }],
    ['the usual pipe', { platform: 'win32' }, { endpoint: { kind: 'socket', path: '//./pipe/docker_engine' } }],
    [
      'DOCKER_HOST',
      { environment: { DOCKER_HOST: 'ssh://pi@hut' } },
      { name: 'default', origin: 'DOCKER_HOST', endpoint: { kind: 'ssh', destination: 'pi@hut' } },
    ],
    ['an empty DOCKER_HOST as none', { environment: { DOCKER_HOST: '' } }, { origin: 'Docker', endpoint: usual }],
    [
      'the current context',
      { files: both },
      { name: 'colima', origin: 'Docker context', host: 'unix:///home/ada/.colima/default/docker.sock' },
    ],
    [
      'DOCKER_CONTEXT before the current context',
      { environment: { DOCKER_CONTEXT: 'hut' }, files: { ...both, ...context('hut', { Host: 'ssh://pi@hut' }) } },
      { name: 'hut' },
    ],
    [
      'DOCKER_HOST before DOCKER_CONTEXT',
      { environment: { DOCKER_HOST: 'tcp://10.0.0.5:2375', DOCKER_CONTEXT: 'colima' }, files: both },
      { name: 'default', host: 'tcp://10.0.0.5:2375' },
    ],
    [
      'the usual socket for the context "default"',
      { environment: { DOCKER_CONTEXT: 'default' }, files: both },
      { name: 'default', endpoint: usual },
    ],
    [
      'the usual socket when the configuration is damaged',
      { files: { '/home/ada/.docker/config.json': '{"currentContext": ' } },
      { endpoint: usual },
    ],
    [
      'the configuration of DOCKER_CONFIG',
      {
        environment: { DOCKER_CONFIG: '/etc/docker-cli' },
        files: { ...both, '/etc/docker-cli/config.json': '{"currentContext": "other"}' },
      },
      { name: 'other', kind: 'broken' },
    ],
  ])('is %s', async (_what, given, expected) => {
    expect(await dockersEngine(machine(given))).toMatchObject(expected);
  });

  it.each<readonly [string, Record<string, string>, object | undefined]>([
    ['none by a folder of certificates alone', { DOCKER_CERT_PATH: '/certs' }, undefined],
    ['verified', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }, { ...tls, isVerified: true }],
    ['verified whatever the value', { DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: '/certs' }, { isVerified: true }],
    ['unverified', { DOCKER_TLS: '1', DOCKER_CERT_PATH: '/certs' }, { ...tls, isVerified: false }],
    ['with the certificates of the configuration folder', { DOCKER_TLS_VERIFY: '1' }, { ca: 'HOME' }],
    [
      'without a certificate that is not there',
      { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/none' },
      { isVerified: true },
    ],
  ])('has TLS by its variables: %s', async (_what, environment, expected) => {
    const files = { ...inFolder('/certs'), '/home/ada/.docker/ca.pem': 'HOME' };
    const found = await dockersEngine(
      machine({ environment: { ...environment, DOCKER_HOST: 'tcp://hut:2376' }, files }),
    );
    const endpoint = found.kind === 'usable' && found.endpoint.kind === 'tcp' ? found.endpoint : undefined;
    expect(endpoint).toMatchObject({ host: 'hut', port: 2376 });
    if (expected === undefined) expect(endpoint?.tls).toBeUndefined();
    else expect(endpoint?.tls).toMatchObject(expected);
  });

  it('is this machine over TLS when only TLS is asked for', async () => {
    expect(await dockersEngine(machine({ environment: { DOCKER_TLS_VERIFY: '1' } }))).toMatchObject({
      host: 'tcp://localhost:2376',
    });
  });

  it.each<readonly [string, Machine, RegExp]>([
    ['a DOCKER_HOST that is no address', { environment: { DOCKER_HOST: 'hut:port' } }, /DOCKER_HOST is "hut:port"/],
    ['a context that is gone', { files: currentContext('gone') }, /no Docker context "gone".*docker context use/],
    [
      'a context with an address we cannot use',
      { files: { ...currentContext('odd'), ...context('odd', { Host: 'fd://3' }) } },
      /"odd" has the address "fd:\/\/3"/,
    ],
    [
      'a password, which it does not repeat',
      { environment: { DOCKER_HOST: 'ssh://pi:sec/r@t@hut' } },
      /DOCKER_HOST is "ssh:\/\/pi:…@hut"/,
    ],
    [
      'a password in a context',
      { files: { ...currentContext('odd'), ...context('odd', { Host: 'tcp://pi:secret@hut:2375' }) } },
      /the address "tcp:\/\/pi:…@hut:2375"/,
    ],
  ])('is broken by %s, and says so', async (_what, given, problem) => {
    expect(await dockersEngine(machine(given))).toMatchObject({
      kind: 'broken',
      problem: expect.stringMatching(problem),
    });
  });
});

describe('A Docker context', () => {
  const endpointOf = async (docker: Record<string, unknown>, material: Record<string, string> = {}) => {
    const found = await dockersEngine(
      machine({ files: { ...currentContext('there'), ...context('there', docker, material) } }),
    );
    return found.kind === 'usable' ? found.endpoint : found;
  };

  it('brings its own certificates', async () => {
    expect(await endpointOf({ Host: 'tcp://hut:2376', SkipTLSVerify: false }, pem)).toEqual({
      kind: 'tcp',
      host: 'hut',
      port: 2376,
      tls: { ...tls, isVerified: true },
    });
  });

  it('may leave the certificate of the engine unchecked', async () => {
    expect(await endpointOf({ Host: 'tcp://hut:2376', SkipTLSVerify: true })).toMatchObject({
      tls: { isVerified: false },
    });
  });

  it('without material has no TLS', async () => {
    expect(await endpointOf({ Host: 'tcp://hut:2376' })).not.toHaveProperty('tls');
  });

  it('needs no certificates over ssh', async () => {
    expect(await endpointOf({ Host: 'ssh://pi@hut' }, pem)).toEqual({ kind: 'ssh', destination: 'pi@hut' });
  });
});

describe('The engines to choose from', () => {
  const names = async (given: Machine, typed: Parameters<typeof findEngines>[1] = []) =>
    (await findEngines(machine(given), typed)).map(({ name, origin }) => `${name} (${origin})`);
  const sockets = (...paths: readonly string[]) => Object.fromEntries(paths.map(path => [path, '']));

  it('are at least Docker', async () => {
    expect(await names({})).toEqual(['default (Docker)']);
  });

  it('are contexts, sockets that exist, and what was typed, each once', async () => {
    const files = {
      ...currentContext('work'),
      ...context('work', { Host: 'ssh://ada@work' }),
      ...context('colima', { Host: 'unix:///home/ada/.colima/default/docker.sock' }),
      ...sockets(
        '/var/run/docker.sock',
        '/home/ada/.colima/default/docker.sock',
        '/home/ada/.colima/arm/docker.sock',
        '/home/ada/.colima/_lima/docker.sock',
        '/run/user/1000/podman/podman.sock',
        '/run/podman/podman.sock',
        '/home/ada/.rd/docker.sock',
        '/home/ada/.orbstack/run/docker.sock',
      ),
    };
    const typed = [
      { name: 'hut', host: 'tcp://hut:2375' },
      { name: 'again', host: 'ssh://ada@work' },
    ];
    expect(await names({ files }, typed)).toEqual([
      'work (Docker context)',
      'default (Docker)',
      'colima (Docker context)',
      'Podman (found on this machine)',
      'Podman (root) (found on this machine)',
      'Rancher Desktop (found on this machine)',
      'OrbStack (found on this machine)',
      'Colima arm (found on this machine)',
      'hut (Added by you)',
    ]);
  });

  it('are found where XDG_RUNTIME_DIR, COLIMA_HOME and TMPDIR say', async () => {
    const environment = { XDG_RUNTIME_DIR: '/tmp/run', COLIMA_HOME: '/data/colima', TMPDIR: '/var/folders/x' };
    const files = sockets(
      '/tmp/run/docker.sock',
      '/data/colima/default/docker.sock',
      '/var/folders/x/podman/podman-machine-default-api.sock',
      '/home/ada/.docker/run/docker.sock',
    );
    expect(await names({ platform: 'darwin', environment, files })).toEqual([
      'default (Docker)',
      'Docker (rootless) (found on this machine)',
      'Docker Desktop (found on this machine)',
      'Podman machine (found on this machine)',
      'Colima (found on this machine)',
    ]);
  });

  it('are pipes on Windows', async () => {
    const files = sockets('//./pipe/docker_engine', '//./pipe/podman-machine-default', '//./pipe/other');
    expect(await names({ platform: 'win32', files })).toEqual([
      'default (Docker)',
      'Podman machine (found on this machine)',
    ]);
  });
});

describe('The selected engine', () => {
  it('is followed when its context gets another address', async () => {
    const files = context('hut', { Host: 'ssh://pi@new' });
    expect(await selectedEngine(machine({ files }), { name: 'hut', host: 'ssh://pi@old' })).toMatchObject({
      host: 'ssh://pi@new',
    });
  });

  it('is a typed address when nothing of its name is there', async () => {
    expect(await selectedEngine(machine({}), { name: 'hut', host: 'tcp://hut:2375' })).toMatchObject({
      origin: 'Added by you',
      endpoint: { kind: 'tcp', host: 'hut', port: 2375 },
    });
  });

  it('on the port for TLS uses the usual certificates', async () => {
    const found = await typedEngine(machine({ files: inFolder('/home/ada/.docker') }), {
      name: 'hut',
      host: 'tcp://hut:2376',
    });
    expect(found).toMatchObject({ endpoint: { tls: { ...tls, isVerified: true } } });
  });
});

describe('A typed address', () => {
  it.each([
    ['raspberrypi.local', 'raspberrypi.local', 'tcp://raspberrypi.local:2375'],
    [' hut:2376 ', 'hut:2376', 'tcp://hut:2376'],
    ['ssh://pi@hut', 'pi@hut', 'ssh://pi@hut'],
    ['/run/podman/podman.sock', '/run/podman/podman.sock', 'unix:///run/podman/podman.sock'],
    ['\\\\.\\pipe\\docker_engine', '//./pipe/docker_engine', 'npipe:////./pipe/docker_engine'],
    ['https://hut', 'hut:2376', 'https://hut'],
  ])('%j is taken', (text, name, host) => {
    expect(readTypedAddress(text)).toEqual({ kind: 'address', engine: { name, host } });
  });

  it.each([
    ['', /Type an address/],
    ['two words', /no spaces/],
    ['~/docker.sock', /from the root/],
    ['ssh://pi:secret@hut', /without a password/],
    ['docker://hut', /not through docker:/],
    ['tcp://', /try tcp:/],
    ['unix://', /try tcp:/],
    ['hut:99999', /try tcp:/],
  ])('%j is not', (text, problem) => {
    expect(readTypedAddress(text)).toEqual({ kind: 'none', problem: expect.stringMatching(problem) });
  });
});
