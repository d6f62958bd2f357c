// How an image is run: what is proposed, and what may be typed.
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePorts } from '../../../client/src/commands/images/free-ports.ts';
import {
  environmentOf,
  exposedPorts,
  mountsText,
  portsText,
  proposedName,
  proposedPorts,
  readMounts,
  readPorts,
  startProblem,
  wantsPerson,
  whatIsWrongWithVariable,
  whatIsWrongWithVolumeName,
} from '../../../client/src/commands/images/run-options.ts';
import type { ImageDetails } from '../../../client/src/engine/images.ts';
import { containerRow, engineState } from '../../support/engine-states.ts';

const details = (Config: ImageDetails['Config']): ImageDetails => ({ Id: 'sha256:0', Size: 0, Config: Config ?? null });
const exposing = (...ports: readonly string[]) => ({ ExposedPorts: Object.fromEntries(ports.map(port => [port, {}])) });

describe('What is proposed', () => {
  it('publishes what the image exposes, at a port that nobody has to be root for', async () => {
    const exposed = exposedPorts(details(exposing('8443/tcp', '80/tcp', '53/udp', '9/sctp', 'nonsense')));
    expect(exposed.map(({ target }) => target)).toEqual([53, 80, 8443]);
    const ports = await proposedPorts(exposed, async () => true);
    expect(portsText(ports)).toBe('8053:53/udp, 8080:80, 8443:8443');
  });

  it('goes on to the next free port, and never proposes one twice', async () => {
    const exposed = exposedPorts(details(exposing('80/tcp', '8080/tcp', '8082/tcp')));
    const ports = await proposedPorts(exposed, async port => port !== 8080);
    expect(portsText(ports)).toBe('8081:80, 8082:8080, 8083:8082');
  });

  it('gives up on a machine where nothing is free', async () => {
    const ports = await proposedPorts([{ target: 65_000, protocol: 'tcp' }], async () => false);
    expect(ports).toHaveLength(1);
    expect(ports[0]?.published).toBeLessThan(65_536);
  });

  it('knows the ports that containers and programs have', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await new Promise(resolve => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const state = engineState({
      containers: [containerRow('web', { ports: [{ target: 80, protocol: 'tcp', published: 18_080 }] })],
    });
    const isFreeHere = freePorts(state, 'unix:///var/run/docker.sock');
    expect(await Promise.all([isFreeHere(18_080), isFreeHere(port)])).toEqual([false, false]);
    // Another machine's programs cannot be known.
    expect(await freePorts(state, 'tcp://hut.example:2375')(port)).toBe(true);
    await new Promise(resolve => server.close(resolve));
    expect(await isFreeHere(port)).toBe(true);
  });

  it.each([
    ['registry.example/team/nginx:1', 'nginx'],
    ['web:2', 'web-3'],
    ['localhost:5000/a@sha256:12', undefined],
    [`sha256:${'0'.repeat(64)}`, undefined],
  ])('names a container of %s %s', (reference, name) => {
    expect(proposedName(reference, new Set(['web', 'web-2']))).toBe(name);
  });

  it.each([
    [{ Cmd: ['sh'] }, true],
    [{ Cmd: ['/bin/bash'] }, true],
    [{ Entrypoint: ['python3'] }, true],
    [{ Cmd: ['sh', '-c', 'serve'] }, false],
    [{ Entrypoint: ['/entry.sh'], Cmd: ['bash'] }, false],
    [{ Cmd: ['node'], ...exposing('80/tcp') }, false],
    [{}, false],
    [null, false],
  ])('asks for a terminal where a program wants somebody to type: %j', (config, wanted) => {
    expect(wantsPerson(details(config))).toBe(wanted);
  });

  it('shows the image’s own environment', () => {
    const own = environmentOf(details({ Env: ['PATH=/bin:/usr/bin', 'EQUATION=a=b', 'EMPTY=', 'BARE'] }));
    expect([...own]).toEqual([
      ['PATH', '/bin:/usr/bin'],
      ['EQUATION', 'a=b'],
      ['EMPTY', ''],
      ['BARE', ''],
    ]);
  });
});

describe('Ports as they are typed', () => {
  it.each([
    ['', ''],
    ['80', '80:80'],
    ['8080:80', '8080:80'],
    [' 8080:80 ,5353:53/udp, ', '8080:80, 5353:53/udp'],
    ['53:53/tcp, 53:53/udp', '53:53, 53:53/udp'],
  ])('"%s" is "%s"', (text, shown) => {
    const read = readPorts(text);
    expect(read.kind === 'read' && portsText(read.value)).toBe(shown);
  });

  it.each(['0:80', '80:65536', 'a:80', '80:', '127.0.0.1:80:80', '80/sctp', '80 81', '80:80, 80:81'])(
    '"%s" is refused',
    text => {
      expect(readPorts(text).kind).toBe('wrong');
    },
  );
});

describe('Mounts as they are typed', () => {
  it.each([
    ['data:/var/lib/data', 'volume'],
    ['/home/ann/site:/srv:ro', 'bind'],
    ['C:\\sites:/srv', 'bind'],
    ['C:/sites:/srv:ro', 'bind'],
  ])('"%s" is a %s', (text, kind) => {
    const read = readMounts(text);
    expect(read).toMatchObject({ kind: 'read', value: [{ kind }] });
    expect(read.kind === 'read' && mountsText(read.value)).toBe(text);
  });

  it.each([
    ['data', 'no mount'],
    ['data:var', 'begins with a slash'],
    ['./site:/srv', 'whole path'],
    ['d:/srv', 'two characters'],
    ['-x:/srv', 'no name of a volume'],
    ['data:/srv:maybe', 'no mount'],
  ])('"%s" is refused: %s', (text, words) => {
    expect(readMounts(text)).toMatchObject({ kind: 'wrong', why: expect.stringContaining(words) });
  });

  it('several stand behind one another', () => {
    const read = readMounts('data:/a, cache:/b:ro');
    expect(read).toMatchObject({ value: [{ source: 'data' }, { source: 'cache', isReadOnly: true }] });
  });
});

describe('Names as they are typed', () => {
  it.each(['data', 'a1', 'My_volume.2-x'])('%s can be a volume', name => {
    expect(whatIsWrongWithVolumeName(name)).toBeUndefined();
  });
  it.each(['', 'x', '-ab', 'a b', 'a/b', 'ü2'])('"%s" cannot', name => {
    expect(whatIsWrongWithVolumeName(name)).toBeDefined();
  });
  it.each([
    ['LOG_LEVEL', true],
    ['a.b', true],
    ['', false],
    ['A=B', false],
    ['A B', false],
  ])('"%s" can be a variable: %s', (name, can) => {
    expect(whatIsWrongWithVariable(name) === undefined).toBe(can);
  });
});

describe('What an engine says when a container does not start', () => {
  it.each([
    [
      'failed to set up container networking: driver failed programming external connectivity on endpoint web (12): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use',
      'port 8080 is taken',
    ],
    [
      'driver failed programming external connectivity on endpoint web (12): Bind for 0.0.0.0:8080 failed: port is already allocated',
      'port 8080 is taken',
    ],
    [
      'driver failed programming external connectivity on endpoint web (12): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use',
      'port 8080 is taken',
    ],
    [
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "servr": executable file not found in $PATH: unknown',
      'no program "servr"',
    ],
    [
      'Conflict. The container name "/web" is already in use by container "0123". You have to remove (or rename) that container to be able to reuse that name.',
      'Another container is called web',
    ],
    [
      'invalid mount config for type "bind": bind source path does not exist: /nowhere',
      'bind source path does not exist: /nowhere',
    ],
  ])('%s', (message, words) => {
    expect(startProblem(message, 'web')).toContain(words);
  });
});
