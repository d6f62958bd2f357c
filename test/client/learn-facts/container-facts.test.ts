import { expect, it } from 'vitest';
import { containerFacts } from '../../../client/src/learn/facts/container-facts.ts';
import { imageFacts } from '../../../client/src/learn/facts/image-facts.ts';

it('A container is read from what the engine describes', () => {
  const facts = containerFacts({
    ...{
      Id: 'abc',
      Name: '/web',
      Created: '1970-01-01T00:00:01Z',
      Image: 'sha256:1',
      AppArmorProfile: 'docker-default',
    },
    State: { Status: 'running', Running: true, ExitCode: 0 },
    Config: {
      Image: 'hull:1',
      Cmd: ['run'],
      Entrypoint: null,
      User: 'node',
      Tty: true,
      AttachStdout: true,
      Labels: { a: 'b' },
    } as object,
    HostConfig: {
      ...{
        AutoRemove: true,
        CapAdd: ['SYS_TIME'],
        Memory: 1024,
        CpuQuota: 50_000,
        CpuPeriod: 0,
        PublishAllPorts: true,
      },
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '81/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
    Mounts: [
      { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true },
      { Type: 'bind', Source: '/home/kay', Destination: '/mnt', RW: false },
    ],
    NetworkSettings: {
      Ports: {
        '80/tcp': [
          { HostIp: '0.0.0.0', HostPort: '8080' },
          { HostIp: '::', HostPort: '8080' },
        ],
        '82/tcp': null,
      },
      Networks: { bridge: {} },
    },
  });
  expect(facts).toEqual({
    ...{ id: 'abc', name: 'web', image: 'hull:1', imageId: 'sha256:1', state: 'running', createdAt: 1000 },
    ...{ entrypoint: [], command: ['run'], user: 'node', environment: [], labels: { a: 'b' }, life: [] },
    ...{ hasTerminal: true, keepsInput: false, isAttached: true, isRemovedWhenStopped: true, isPrivileged: false },
    ...{ addedCapabilities: ['SYS_TIME'], securityOptions: [], appArmorProfile: 'docker-default' },
    ...{ memory: 1024, processors: 5e8, publishesAll: true, networks: ['bridge'] },
    ports: [
      { target: '80/tcp', address: '', published: 8080 },
      { target: '81/tcp', address: '127.0.0.1' },
    ],
    openPorts: [{ target: '80/tcp', address: '0.0.0.0', published: 8080 }],
    mounts: [
      { kind: 'volume', source: 'data', target: '/data', isReadOnly: false },
      { kind: 'bind', source: '/home/kay', target: '/mnt', isReadOnly: true },
    ],
  });
});

it('A container of which the engine tells next to nothing is read too', () => {
  expect(containerFacts({ Id: 'abc', Name: 'web' })).toMatchObject({
    name: 'web',
    state: 'exited',
    ports: [],
    command: [],
  });
  expect(containerFacts({ Id: 'abc', Name: 'web', State: { Status: 'exited', ExitCode: 3 } })).toMatchObject({
    state: 'exited',
    exitCode: 3,
  });
});

it('An image is read with its steps in the order in which they were made', () => {
  const step = (createdBy: string) => ({ id: '', createdAt: 0, createdBy, size: 1, tags: [], comment: '' });
  const facts = imageFacts(
    {
      ...{ Id: 'a'.repeat(64), RepoTags: ['hull:1', '<none>:<none>'], Size: 1, Architecture: 'arm64' },
      Config: { Cmd: ['run'], ExposedPorts: { '80/tcp': {} }, User: 'node', WorkingDir: '/app' } as object,
      RootFS: { Layers: ['one', 'two'] },
    },
    [step('CMD'), step('FROM')],
  );
  expect(facts).toMatchObject({
    ...{ id: `sha256:${'a'.repeat(64)}`, tags: ['hull:1'], command: ['run'], exposedPorts: ['80/tcp'], user: 'node' },
    ...{ workingDirectory: '/app', architecture: 'arm64', layers: ['one', 'two'] },
    history: [
      { createdBy: 'FROM', size: 1 },
      { createdBy: 'CMD', size: 1 },
    ],
  });
});
