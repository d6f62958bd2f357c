/** What is done of a picture ahead of time: what dagre has to do, in small steps, and no step that would be a large one. */
import { Graph } from '@dagrejs/dagre';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stepsAhead, topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { manyServices } from './many-services.ts';
import { topologyIn } from './topology-in.ts';

const inOneNetwork = (services: number): string =>
  `services:\n${Array.from({ length: services }, (_, at) => `  one${at}: { image: a, depends_on: [one0] }\n`).join('')}`;

describe('Ahead of time', () => {
  /** Only who lays something out makes graphs. */
  const graphs = vi.spyOn(Graph.prototype, 'setGraph');
  beforeEach(() => {
    graphs.mockClear();
  });
  afterAll(() => {
    graphs.mockRestore();
  });

  it('each area is laid out in a step of its own, and the picture finds all of them', async () => {
    // Services that no test has, so that nothing like it was ever laid out.
    const topology = await topologyIn(manyServices(20).replaceAll(/\bs(?=\d)/g, 'ahead'));
    const steps: number[] = [];
    for (const _ of stepsAhead(topology)) steps.push(graphs.mock.calls.length);
    expect(steps).toHaveLength(5);
    expect(new Set([0, ...steps]).size).toBe(6);
    graphs.mockClear();
    topologyPicture(topology, { for: 'panel' });
    expect(graphs).not.toHaveBeenCalled();
  });

  it('nothing is done where an area is large, or where services are many', async () => {
    for (const text of [inOneNetwork(45), manyServices(61)]) {
      expect([...stepsAhead(await topologyIn(text))]).toEqual([]);
      expect(graphs).not.toHaveBeenCalled();
    }
  });
});
