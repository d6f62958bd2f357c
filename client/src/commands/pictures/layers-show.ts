// Shows what an image is made of, layer by layer, in a panel.

import type { SessionImage } from '../../layers/layers-session.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import type { Command } from '../command.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';
import { showLayersPanel } from './layers-panel.ts';

export const noImage = 'there is no image yet: pull or build one first.';

export const showLayers: Command = {
  id: 'slipway.image.showLayers',
  async run(parts, ...given) {
    const [image] = given;
    if (isSessionImage(image)) return showLayersPanel(parts, [{ id: image.id, name: image.name }]);
    const [target] = await imageTargets(parts, given, {
      title: 'Show the layers of which image?',
      many: 'one',
      none: noImage,
    });
    if (target) showLayersPanel(parts, [sessionImage(target)]);
  },
};

export function sessionImage({ row, reference }: ImageTarget): SessionImage {
  return { id: row.id, name: reference === row.id ? shortId(row.id) : reference };
}

/** What our own links hand over. */
function isSessionImage(value: unknown): value is SessionImage {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('name' in value)) return false;
  return typeof value.id === 'string' && typeof value.name === 'string' && value.id.startsWith('sha256:');
}
