/** The picture of a balena project without a Compose file. */
import { describe, expect, it } from 'vitest';
import { topologyOutline } from '../../server/src/pictures/topology/outline.ts';
import { topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { serviceIn, topologyIn } from './topology-in.ts';

const dockerfile = `FROM alpine AS base
EXPOSE 22
FROM base AS tools
EXPOSE 9000
FROM base
EXPOSE 80 80/udp nonsense
RUN cd /app && sudo make
`;

describe('A balena project without Compose file', () => {
  const read = () => topologyIn({ Dockerfile: dockerfile, '.balena/balena.yml': '' });

  it('is one privileged service in the network of the device', async () => {
    const topology = await read();
    const main = serviceIn(topology, 'main');
    expect(topology.host.kind).toBe('device');
    expect(main).toMatchObject({ home: 'network:host', runs: { text: '. (Dockerfile)' }, isActive: true });
    expect(main.details.find(({ kind }) => kind === 'privileged')?.isRisky).toBe(true);
    expect(main.details.filter(({ kind }) => kind === 'balena-label').map(({ name }) => name)).toContain('dbus');
    expect(topology.edges.map(({ id }) => id)).toEqual(['publishes/port:all/main', 'mount/main/resin-data']);
  });

  it('shows the ports of the stage that is built, at their words', async () => {
    const main = serviceIn(await read(), 'main');
    const ports = main.details.filter(({ kind }) => kind === 'exposed-port');
    expect(ports.map(({ name }) => name).sort()).toEqual(['22', '80']);
    const place = ports.find(({ name }) => name === '80')?.place;
    expect(place && dockerfile.slice(place.span.start, place.span.end)).toBe('80');
  });

  it('has the findings of the Dockerfile', async () => {
    const main = serviceIn(await read(), 'main');
    expect(main.findings.map(({ rule }) => rule)).toContain('dockerfile/cd-in-run');
  });

  it('is drawn and told in words', async () => {
    const topology = await read();
    const { svg } = topologyPicture(topology, { for: 'panel' });
    expect(svg).toContain('data-id="service/main"');
    expect(JSON.stringify(topologyOutline(topology))).toContain('resin-data');
  });

  it('is not drawn of a Dockerfile that balena does not build', async () => {
    await expect(topologyIn({ Dockerfile: dockerfile })).rejects.toThrow('A picture is drawn of Compose files');
    const beside = { Dockerfile: dockerfile, '.balena/balena.yml': '', 'docker-compose.yml': 'services: {}\n' };
    await expect(topologyIn(beside)).rejects.toThrow('A picture is drawn of Compose files');
  });
});
