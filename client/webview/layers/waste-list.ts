// What an image carries along unseen: the score, and the paths that waste most.
import type { ImageView } from '../../src/webviews/layers-messages.ts';
import { element } from '../charts/element.ts';
import { byteSize, count, percent } from './words.ts';

export function wasteList({ waste, bytes }: ImageView): HTMLElement {
  const heading = element('h2', { id: 'waste' }, 'Wasted');
  if (waste.bytes === 0)
    return element(
      'section',
      { 'aria-labelledby': 'waste' },
      heading,
      element('p', {}, 'Nothing: no file is overwritten or deleted by a later layer.'),
    );
  const said = `${byteSize(waste.bytes)} of ${byteSize(bytes)} in ${count(waste.files, 'file')} that later layers overwrite or delete. They are stored and sent all the same.`;
  const rows = waste.top.map(({ path, bytes: lost, files, times, storedBy, hiddenBy, end }) =>
    element(
      'tr',
      {},
      element('td', { class: 'size' }, byteSize(lost)),
      element('td', { class: 'path', title: path }, path),
      element('td', {}, files > 1 ? count(files, 'file') : times > 1 ? `${times} times` : ''),
      element('td', {}, `layer ${list(storedBy)}, ${end} by ${list(hiddenBy)}`),
    ),
  );
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col', class: 'size' }, 'Bytes'),
    element('th', { scope: 'col' }, 'Path'),
    element('th', { scope: 'col' }, 'How often'),
    element('th', { scope: 'col' }, 'Stored by, and gone by'),
  );
  const table = element(
    'table',
    { 'aria-labelledby': 'waste' },
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
  const more =
    waste.files > waste.top.reduce((sum, { files }) => sum + files, 0)
      ? [element('p', { class: 'quiet' }, 'The largest are listed.')]
      : [];
  return element(
    'section',
    { 'aria-labelledby': 'waste' },
    heading,
    element('p', {}, said),
    element('div', { class: 'scrolled', tabindex: '0', role: 'group', 'aria-labelledby': 'waste' }, table),
    ...more,
  );
}

/** Layers are counted from 1 for their users. */
function list(layers: readonly number[]): string {
  return layers.map(layer => layer + 1).join(', ');
}

export function efficiencyWords({ waste }: ImageView): string {
  return percent(waste.efficiency);
}
