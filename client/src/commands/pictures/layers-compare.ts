// Compares the layers of two images: two selected rows, else the one it is called on and another that is asked for.
import type { SessionImage } from '../../layers/layers-session.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import { isTreeNode } from '../../views/tree-node.ts';
import type { Command, Parts } from '../command.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';
import { showLayersPanel } from './layers-panel.ts';
import { noImage, sessionImage } from './layers-show.ts';

export const compareLayers: Command = {
  id: 'slipway.image.compareLayers',
  async run(parts, ...given) {
    const built = builtAnew(parts, given);
    if (built) return showLayersPanel(parts, built);
    const called = given.length === 0 ? [] : await imageTargets(parts, given, question('several'));
    if (called.length > 2) throw new Error(`Two images can be compared, not ${called.length}: select two.`);
    const first = called[0] ?? (await imageTargets(parts, [], question('one')))[0];
    if (!first) return;
    const second = called[1] ?? (await otherThan(parts, first));
    if (!second) return;
    // The older one is the one before, whichever was selected first.
    const pair = called.length === 2 && second.row.createdAt < first.row.createdAt ? [second, first] : [first, second];
    showLayersPanel(parts, pair.map(sessionImage));
  },
};

/** Of a build's row: what the build before it made, and what it made itself. */
function builtAnew({ builds }: Parts, [node]: readonly unknown[]): readonly SessionImage[] | undefined {
  const subject = isTreeNode(node) ? node.subject : undefined;
  if (subject?.kind !== 'build' || subject.job === undefined) return undefined;
  const run = builds.runs.find(({ id }) => id === subject.run);
  const result = run?.jobs.find(({ id }) => id === subject.job)?.result;
  if (!result?.before || result.imageId === undefined) return undefined;
  const name = result.tags[0] ?? shortId(result.imageId);
  return [
    { id: result.before.imageId, name: `${name} before` },
    { id: result.imageId, name },
  ];
}

function question(many: 'one' | 'several') {
  return { title: 'Compare the layers of which image? The one before', many, none: noImage } as const;
}

async function otherThan(parts: Parts, first: ImageTarget): Promise<ImageTarget | undefined> {
  const { name } = sessionImage(first);
  const [second] = await imageTargets(parts, [], {
    title: `Compare ${name} with which image? The one after`,
    many: 'one',
    accepts: ({ row }) => row.id !== first.row.id,
    none: `There is no other image to compare ${name} with.`,
  });
  return second;
}
