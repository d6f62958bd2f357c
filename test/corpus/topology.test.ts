/** Every real Compose file has a picture, in which nothing covers anything. */
import { describe, expect, it } from 'vitest';
import { topologyMermaid } from '../../server/src/pictures/topology/mermaid.ts';
import { topologyOutline } from '../../server/src/pictures/topology/outline.ts';
import { topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { corpusProjects, hasCorpus } from '../support/corpus.ts';
import { mistakes } from '../topology/picture-mistakes.ts';
import { topologyIn } from '../topology/topology-in.ts';

const isCompose = (path: string): boolean => /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/.test(path);

describe.skipIf(!hasCorpus)('Every Compose file of the corpus', () => {
  it('has a picture in which nothing covers anything', { timeout: 120_000 }, async () => {
    let count = 0;
    for (const { name, files } of corpusProjects())
      for (const path of Object.keys(files).filter(isCompose)) {
        const topology = await topologyIn(files, { path });
        const picture = topologyPicture(topology, { for: 'file' });
        expect(mistakes(picture), `${name} ${path}`).toEqual([]);
        expect(topologyMermaid(topology)).not.toContain('undefined');
        expect(JSON.stringify(topologyOutline(topology))).not.toContain('undefined');
        count++;
      }
    expect(count).toBeGreaterThan(50);
  });
});
