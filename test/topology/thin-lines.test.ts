/** Pictures with more lines than can be laid out: some are left out, the words tell of all. */
import { describe, expect, it } from 'vitest';
import { topologyOutline } from '../../server/src/pictures/topology/outline.ts';
import { thinned } from '../../server/src/pictures/topology/thin-lines.ts';
import { topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { manyServices } from './many-services.ts';
import { topologyIn } from './topology-in.ts';

const list = (count: number, name: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => name(at)).join(', ');

/** Each starts after all before it. */
const dense = (count: number): string => {
  const services = Array.from({ length: count }, (_, at) => {
    const port = at === count - 1 ? '\n    ports: ["80:80"]' : '';
    return `  s${at}:\n    image: a\n    depends_on: [${list(at, it => `s${it}`)}]${port}\n`;
  });
  return `services:\n${services.join('')}`;
};

const joined = (count: number): string => {
  const services = Array.from(
    { length: count },
    (_, at) => `  s${at}:\n    image: a${at}\n    networks: [${list(count, it => `n${it}`)}]\n`,
  );
  return `services:\n${services.join('')}networks:\n${Array.from({ length: count }, (_, at) => `  n${at}:\n`).join('')}`;
};

describe('Lines of a picture', () => {
  it('all stay with 90 ordinary services', async () => {
    const topology = await topologyIn(manyServices(90));
    expect(thinned(topology)).toEqual({ topology, leftOut: 0 });
  });

  it('from outside stay before all others, and short ones before long ones', async () => {
    const topology = await topologyIn(dense(40));
    const { topology: kept, leftOut } = thinned(topology, 200);
    expect(leftOut).toBe(topology.edges.length - kept.edges.length);
    const ids = kept.edges.map(({ id }) => id);
    expect(ids.filter(id => id.startsWith('publishes/'))).toHaveLength(1);
    expect(ids).toContain('depends-on/s1/s0');
    expect(ids).not.toContain('depends-on/s39/s0');
    expect(kept.services).toHaveLength(40);
  });

  it('are left out of networks that lead to hubs as well', async () => {
    const topology = await topologyIn(joined(30));
    const { topology: kept, leftOut } = thinned(topology, 100);
    const joins = (of: typeof topology): number => of.services.reduce((sum, { alsoIn }) => sum + alsoIn.length, 0);
    expect(leftOut).toBeGreaterThan(500);
    expect(joins(topology) - joins(kept)).toBe(leftOut);
  });

  it.each([
    ['each after all before it', dense(90)],
    ['each in all networks', joined(80)],
    ['in a ring', dense(60).replace('depends_on: []', 'depends_on: [s59]')],
  ])('are drawn in time: %s', async (_, text) => {
    const topology = await topologyIn(text);
    const before = process.cpuUsage();
    const { shown, svg } = topologyPicture(topology, { for: 'panel' });
    const { user } = process.cpuUsage(before);
    // About a second; more than a minute without a limit.
    expect(user / 1e6).toBeLessThan(10);
    expect(shown.notices.at(-1)).toMatch(/^\d+ lines are left out/);
    expect(svg).toContain('class="edge');
    expect(shown.edges).toHaveLength(topology.edges.length);
    expect(JSON.stringify(topologyOutline(shown))).toContain('lines are left out');
  });
});
