// What an engine tells of one image, as read-only documents: its JSON and its history.
import { parseImageReference } from '../../../../server/src/syntax/image-reference.ts';
import { whenChanged } from '../../documents/when-changed.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import type { Command } from '../command.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';
import { historyText } from './history-text.ts';

const none = 'There is no image yet: pull or build one first.';

export const inspectImage: Command = {
  id: 'slipway.image.inspect',
  async run(parts, ...given) {
    const [target] = await imageTargets(parts, given, { title: 'Inspect which image?', many: 'one', none });
    if (!target) return;
    const { row } = target;
    await parts.documents.show({
      id: `image/${row.id}/inspect`,
      title: `${shortName(target)}.json`,
      text: async () => {
        const { images } = await parts.engine();
        parts.log.debug(`Inspecting image ${shortId(row.id)}`);
        return `${JSON.stringify(await images.inspect(row.id), null, 2)}\n`;
      },
      changesWith: listener => whenChanged(parts.store, ({ images }) => images.has(row.id), listener),
    });
  },
};

export const showHistory: Command = {
  id: 'slipway.image.history',
  async run(parts, ...given) {
    const title = 'Show the history of which image?';
    const [target] = await imageTargets(parts, given, { title, many: 'one', none });
    if (!target) return;
    const { row, reference } = target;
    await parts.documents.show({
      id: `image/${row.id}/history`,
      title: `${shortName(target)} history`,
      language: 'plaintext',
      text: async () => {
        const { images } = await parts.engine();
        parts.log.debug(`Reading the history of image ${shortId(row.id)}`);
        const name = reference === row.id ? shortId(row.id) : reference;
        return historyText(name, await images.history(row.id), Date.now());
      },
    });
  },
};

/** `app:2` of `registry.example/team/app:2`: a tab is narrow. */
function shortName({ row, reference }: ImageTarget): string {
  if (reference === row.id) return shortId(row.id);
  const { repository, tag } = parseImageReference(reference);
  const name = repository.value.slice(repository.value.lastIndexOf('/') + 1);
  return tag === undefined ? name : `${name}:${tag.value}`;
}
