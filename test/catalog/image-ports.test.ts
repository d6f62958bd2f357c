import { describe, expect, it } from 'vitest';
import { portsExposedByImage, portsOfImage } from '../../server/src/catalog/image-ports.ts';

describe('the ports of an image', () => {
  it.each([
    ['nginx', '1.29', [80]],
    ['arm32v7/nginx', '', [80]],
    ['php', '8-fpm-alpine', [9000]],
    ['php', '8-apache', [80]],
    ['php', '8-cli', []],
    ['wordpress', '6', [80]],
    ['node', '24-slim', []],
    ['balenalib/raspberrypi4-64-node', '', []],
    ['gcr.io/distroless/static', 'nonroot', []],
    ['postgres', '17', [5432]],
    ['example/base', '1', undefined],
  ])('%s:%s', (name, tag, ports) => {
    expect(portsExposedByImage(name, tag)).toEqual(ports);
  });

  it('are all there are only of plain data stores', () => {
    expect(portsOfImage('postgres', '17')).toEqual([5432]);
    expect(portsOfImage('rabbitmq', '4')).toBeUndefined();
    expect(portsOfImage('nginx', '1.29')).toBeUndefined();
  });
});
