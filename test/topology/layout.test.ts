/** What every layout keeps: nothing covers anything, services stand in their areas, and a small edit moves little. */
import { describe, expect, it } from 'vitest';
import { maxCards } from '../../server/src/pictures/topology/group-services.ts';
import type { TopologyLayout } from '../../server/src/pictures/topology/layout/layout.ts';
import { fitted, textWidth } from '../../server/src/pictures/topology/layout/text-width.ts';
import { topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { manyServices } from './many-services.ts';
import { mistakes } from './picture-mistakes.ts';
import { topologyIn } from './topology-in.ts';

const drawn = async (text: string) => topologyPicture(await topologyIn(text), { for: 'panel' });

describe('A layout', () => {
  it.each([0, 1, 2, 5, 20, 60])('of %i services covers nothing', async count => {
    expect(mistakes(await drawn(manyServices(count)))).toEqual([]);
  });

  it('has room for circles, networks without an area, and a port of every kind', async () => {
    const picture = await drawn(`services:
  a: { image: a, depends_on: [b], networks: [one, all], ports: ["127.0.0.1:1:1", "2:2", "3:3", "4:4", "5:5"] }
  b: { image: b, depends_on: [c], networks: [one, all], volumes: ["v:/v"] }
  c: { image: c, depends_on: [a], networks: [two, all], volumes: ["v:/v"] }
  d: { image: d, networks: [two, all] }
  e: { image: e, network_mode: none, depends_on: [a] }
  f: { image: f, network_mode: host }
`);
    expect(mistakes(picture)).toEqual([]);
    expect(picture.layout.hubs.map(({ text }) => text)).toEqual(['all']);
    expect(picture.layout.ports.map(({ text }) => text)).toContain('127.0.0.1:1, 2 +3');
  });

  it('leads published ports to the upper edge of the host', async () => {
    const { layout } = await drawn(manyServices(6));
    for (const { box } of layout.ports) expect(Math.abs(box.y + box.height / 2 - layout.host.y)).toBeLessThan(1);
  });

  it('is the same for the same file', async () => {
    const text = manyServices(20);
    expect((await drawn(text)).layout).toEqual((await drawn(text)).layout);
  });

  /** How far cards moved to one another; that all of them moved together is no jump. */
  const moves = (before: TopologyLayout, after: TopologyLayout): readonly number[] => {
    const shifts = before.cards.flatMap(({ id, box }) => {
      const now = after.cards.find(card => card.id === id)?.box;
      return now ? [{ x: now.x - box.x, y: now.y - box.y }] : [];
    });
    const middle = (of: (shift: { x: number; y: number }) => number): number =>
      shifts.map(of).sort((a, b) => a - b)[Math.floor(shifts.length / 2)] ?? 0;
    const [x, y] = [middle(it => it.x), middle(it => it.y)];
    return shifts.map(shift => Math.hypot(shift.x - x, shift.y - y));
  };

  it.each([
    ['a letter in an image', (text: string) => text.replace('example/s7:1', 'example/s7:12')],
    ['a capability', (text: string) => text.replace('example/s7:1', 'example/s7:1\n    cap_add: [NET_ADMIN]')],
    [
      'a service at the end of a network',
      (text: string) => text.replace('networks:\n  n0', '  extra:\n    image: x\n    networks: [n4]\nnetworks:\n  n0'),
    ],
  ])('stays where it is after %s', async (_what, edit) => {
    const text = manyServices(20);
    expect(edit(text)).not.toBe(text);
    const moved = moves((await drawn(text)).layout, (await drawn(edit(text))).layout);
    // Areas below may go down by the height of a row, and those beside to the right by a column.
    expect(moved.filter(distance => distance > 120).length).toBeLessThanOrEqual(8);
    expect(moved.filter(distance => distance < 2).length).toBeGreaterThanOrEqual(10);
  });

  it('groups 500 services, says so, and is drawn in time', async () => {
    const topology = await topologyIn(manyServices(500));
    const start = process.cpuUsage();
    const picture = topologyPicture(topology, { for: 'panel' });
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(6_000);
    expect(picture.shown.services.length).toBeLessThanOrEqual(maxCards);
    expect(picture.shown.services.flatMap(({ name, group }) => group ?? [name])).toHaveLength(500);
    expect(picture.shown.notices.join()).toContain('500 services are too many');
    expect(mistakes(picture)).toEqual([]);
  });
});

describe('Texts', () => {
  it('are cut to the room there is', () => {
    const lettering = { size: 11, weight: 'normal' } as const;
    expect(fitted('short', 100, lettering)).toBe('short');
    for (const keep of ['start', 'both'] as const) {
      const cut = fitted('a/very/long/path/to/something.conf', 80, lettering, keep);
      expect(textWidth(cut, lettering)).toBeLessThanOrEqual(80);
      expect(cut).toContain('…');
    }
    expect(fitted('🐳🐳🐳🐳🐳🐳🐳🐳', 50, lettering)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});
