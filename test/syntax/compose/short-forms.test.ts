/** Ports, mounts and devices as they are written in one line, and their long forms. */
import { describe, expect, it } from 'vitest';
import type { ComposeFile, Port, Service } from '../../../server/src/syntax/compose/compose-file.ts';
import { parseCompose } from '../../../server/src/syntax/compose/parse-compose.ts';
import { type Span, slice } from '../../../server/src/text/span.ts';

function read(key: string, item: string): { readonly text: string; readonly service: Service } {
  const text = `services:\n  a:\n    ${key}:\n      - ${item}\n`;
  const file: ComposeFile = parseCompose(text);
  const service = file.service('a');
  if (!service) throw new Error('no service');
  return { text, service };
}

function at(text: string, span: Span | undefined): string | undefined {
  return span && slice(text, span);
}

function range(port: Port['published']): string | undefined {
  return port && (port.from === port.to ? `${port.from}` : `${port.from}-${port.to}`);
}

describe('ports', () => {
  it.each([
    // item, host address, published, target, protocol, writing of the target
    ['"80"', undefined, undefined, '80', 'tcp', '80'],
    ['80', undefined, undefined, '80', 'tcp', '80'],
    ['8080:80', undefined, '8080', '80', 'tcp', '80'],
    ['22:22', undefined, '22', '22', 'tcp', '22'],
    ['"127.0.0.1:8080:80/udp"', '127.0.0.1', '8080', '80', 'udp', '80'],
    ['"127.0.0.1::80"', '127.0.0.1', undefined, '80', 'tcp', '80'],
    ['"[::1]:80:80"', '::1', '80', '80', 'tcp', '80'],
    ['"[::1]:80-82:90-92/SCTP"', '::1', '80-82', '90-92', 'sctp', '90-92'],
    ['8000-8010:80', undefined, '8000-8010', '80', 'tcp', '80'],
    ['"${PORT:-8080}:80"', undefined, '8080', '80', 'tcp', '80'],
    ['"8080:${PORT:-80}"', undefined, '8080', '80', 'tcp', '${PORT:-80}'],
    ['"${BOTH:-8080:80}"', undefined, '8080', '80', 'tcp', '${BOTH:-8080:80}'],
    [
      '{target: 80, published: "8080-8090", host_ip: 10.0.0.1, protocol: udp}',
      '10.0.0.1',
      '8080-8090',
      '80',
      'udp',
      '80',
    ],
    ['{target: 80}', undefined, undefined, '80', 'tcp', '80'],
  ])('%s', (item, hostIp, published, target, protocol, written) => {
    const { text, service } = read('ports', item);
    const [port] = service.ports;
    expect(port).toMatchObject({ isValid: true, isKnown: true, protocol });
    expect([port?.hostIp, range(port?.published), range(port?.target), at(text, port?.targetSpan)]).toEqual([
      hostIp,
      published,
      target,
      written,
    ]);
  });

  it.each([
    '""',
    '80:',
    'a:80',
    '80:80/icmp',
    '65536',
    '90-80',
    '80-82:90-91',
    '127.0.0.1:80',
    '"::1:80:80"',
    'localhost:80:80',
    '1.2.3.04:80:80',
    '80.5',
    'true',
    '[80]',
    '{published: 80}',
    '{target: 80-90}',
  ])('%s is not valid', item => {
    expect(read('ports', item).service.ports[0]?.isValid).toBe(false);
  });

  it.each([
    ['"${HOST}:80"', undefined, '80'],
    ['"8080:${TARGET}"', '8080', undefined],
    ['"${ALL}"', undefined, undefined],
    ['{target: "${TARGET}", published: 1}', '1', undefined],
  ])('%s is not known as a whole, and not wrong', (item, published, target) => {
    const [port] = read('ports', item).service.ports;
    expect(port).toMatchObject({ isKnown: false, isValid: true });
    expect([range(port?.published), range(port?.target)]).toEqual([published, target]);
  });

  it.each([
    ['80', '80', undefined, '80'],
    ['"80-90/udp"', '80-90', undefined, '80-90/udp'],
    ['8080:80', '80', '8080', '80'],
    ['"127.0.0.1:8080:80/tcp"', '80', '127.0.0.1:8080', '80/tcp'],
    ['x', undefined, undefined, 'x'],
  ])('expose %s', (item, exposed, hostPart, portPart) => {
    const { text, service } = read('expose', item);
    const [port] = service.expose;
    expect([range(port?.range), at(text, port?.hostPart), at(text, port?.portSpan)]).toEqual([
      exposed,
      hostPart,
      portPart,
    ]);
  });
});

describe('mounts', () => {
  it.each([
    ['data:/var/lib', 'named-volume', 'data', '/var/lib', undefined],
    ['data:/var/lib:ro', 'named-volume', 'data', '/var/lib', 'ro'],
    ['./conf:/etc/x:ro,z', 'bind-mount', './conf', '/etc/x', 'ro,z'],
    ['/a:/b', 'bind-mount', '/a', '/b', undefined],
    ['~/a:/b', 'bind-mount', '~/a', '/b', undefined],
    ['.:/b', 'bind-mount', '.', '/b', undefined],
    ['"C:\\\\a:/b"', 'bind-mount', undefined, undefined, undefined],
    ["'C:\\a:/b:rw'", 'bind-mount', 'C:\\a', '/b', 'rw'],
    [
      "'\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine'",
      'bind-mount',
      '\\\\.\\pipe\\docker_engine',
      '\\\\.\\pipe\\docker_engine',
      undefined,
    ],
    ['/data', 'anonymous-volume', undefined, '/data', undefined],
    ['"${DATA:-./data}:/x"', 'bind-mount', '${DATA:-./data}', '/x', undefined],
    ['"${DATA:-data}:/x"', 'named-volume', '${DATA:-data}', '/x', undefined],
    ['"./${DATA}:/x"', 'bind-mount', './${DATA}', '/x', undefined],
    ['"${PWD}/a:/x"', 'bind-mount', '${PWD}/a', '/x', undefined],
    ['"${DATA}:/x"', 'other', '${DATA}', '/x', undefined],
  ])('%s', (item, kind, source, target, mode) => {
    const { text, service } = read('volumes', item);
    const [mount] = service.mounts;
    expect(mount?.kind).toBe(kind);
    // A value with escapes has no exact places inside.
    if (item.includes('\\\\a')) return;
    expect([at(text, mount?.source?.span), at(text, mount?.target?.span), at(text, mount?.mode?.span)]).toEqual([
      source,
      target,
      mode,
    ]);
    expect(mount?.isReadOnly).toBe(mode?.startsWith('ro') === true);
  });

  it('fills in defaults', () => {
    const [mount] = read('volumes', '"${DATA:-./data}:${TO}/x"').service.mounts;
    expect([mount?.source?.known, mount?.target?.known]).toEqual(['./data', undefined]);
  });

  it.each(['aa::b', 'aa:bb:cc:dd', ':/x', '[x]'])('%s does not parse', item => {
    expect(read('volumes', item).service.mounts[0]).toMatchObject({ kind: 'other', source: undefined });
  });

  it('takes a single letter for a drive, as Compose does', () => {
    expect(read('volumes', 'v:/x').service.mounts[0]).toMatchObject({ kind: 'anonymous-volume' });
  });

  it.each([
    ['{type: bind, source: ./a, target: /b, read_only: true}', 'bind-mount', true],
    ['{type: volume, source: a, target: /b}', 'named-volume', false],
    ['{type: volume, target: /b}', 'anonymous-volume', false],
    ['{type: tmpfs, target: /b}', 'tmpfs', false],
    ['{type: npipe, source: a, target: b}', 'other', false],
    ['{type: "${T}", source: a, target: b}', 'other', false],
  ])('%s', (item, kind, isReadOnly) => {
    expect(read('volumes', item).service.mounts[0]).toMatchObject({ kind, isReadOnly, isLong: true });
  });
});

describe('devices', () => {
  it.each([
    ['/dev/a', '/dev/a', undefined, undefined],
    ['/dev/a:/dev/b', '/dev/a', '/dev/b', undefined],
    ['/dev/a:/dev/b:rw', '/dev/a', '/dev/b', 'rw'],
    ['vendor.com/gpu=all', 'vendor.com/gpu=all', undefined, undefined],
    ['"${DEV:-/dev/a}:/dev/b"', '/dev/a', '/dev/b', undefined],
    ['"${DEV}:/dev/b"', '${DEV}', '/dev/b', undefined],
    ['{source: /dev/a, target: /dev/b, permissions: r}', '/dev/a', '/dev/b', 'r'],
  ])('%s', (item, source, target, permissions) => {
    expect(read('devices', item).service.devices[0]).toMatchObject({ source, target, permissions });
  });
});
