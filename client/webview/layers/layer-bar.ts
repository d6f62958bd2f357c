// The layers of an image as one bar, each as wide as its share, and below it a list of them with their numbers: one choice,
// shown in both. The list is what a screen reader reads; the bar is a picture of it.
import type { ImageView, LayerChoice, LayerView } from '../../src/webviews/layers-messages.ts';
import { element } from '../charts/element.ts';
import { byteSize, count, percent } from './words.ts';

export interface LayerList {
  readonly root: HTMLElement;
  choose(layer: LayerChoice): void;
}

export interface LayerListOptions {
  readonly onChoose: (layer: LayerChoice) => void;
  readonly onGo: (layer: number) => void;
}

/** Layers that are told apart by colour; the same come again in turn. */
const colours = 4;

export function bar(image: ImageView, scale: number, onChoose?: (layer: number) => void): HTMLElement {
  const parts = image.layers.map((layer, i) => {
    const part = element('span', {
      class: `part ${layer.origin} colour-${i % colours} ${layer.bytes === 0 ? 'empty' : ''}`,
      title: `${i + 1}. ${layer.instruction}\n${byteSize(layer.bytes)}, ${percent(layer.share)}`,
    });
    part.style.flexGrow = String(layer.bytes);
    part.dataset['layer'] = String(i);
    if (layer.share * scale >= 0.06) part.append(element('span', {}, byteSize(layer.bytes)));
    if (onChoose) part.addEventListener('click', () => onChoose(i));
    return part;
  });
  const all = element('div', { class: 'image-bar', 'aria-hidden': 'true' }, ...parts);
  all.style.width = `${Math.max(0.5, scale * 100)}%`;
  return all;
}

export function layerList(image: ImageView, { onChoose, onGo }: LayerListOptions): LayerList {
  const picture = bar(image, 1, onChoose);
  const whole = element(
    'div',
    { class: 'layer whole', role: 'option', id: 'layer-all' },
    element('span', { class: 'key' }),
    element('span', { class: 'number' }, ''),
    element('span', { class: 'instruction' }, 'All layers: the image as a container sees it'),
    element('span'),
    element('span', { class: 'notes' }),
    element('span', { class: 'changes' }),
    element('span', { class: 'size' }, byteSize(image.visibleBytes)),
    element('span', { class: 'share' }, ''),
  );
  whole.setAttribute('aria-label', `All layers, ${byteSize(image.visibleBytes)} in sight`);
  const rows = image.layers.map((layer, i) => rowOf(layer, i, image, onGo));
  const list = element(
    'div',
    { class: 'layers', role: 'listbox', tabindex: '0', 'aria-label': 'Layers, the lowest first' },
    whole,
    ...rows,
  );
  const choices: readonly LayerChoice[] = ['all', ...image.layers.keys()];
  let chosen: LayerChoice = 'all';
  const choose = (layer: LayerChoice): void => {
    chosen = layer;
    for (const [i, row] of [whole, ...rows].entries()) {
      const isChosen = choices[i] === layer;
      row.setAttribute('aria-selected', String(isChosen));
      if (!isChosen) continue;
      list.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    }
    for (const part of picture.children)
      part.classList.toggle('chosen', (part as HTMLElement).dataset['layer'] === String(layer));
  };
  whole.addEventListener('click', () => onChoose('all'));
  for (const [i, row] of rows.entries()) row.addEventListener('click', () => onChoose(i));
  list.addEventListener('keydown', event => {
    const at = choices.indexOf(chosen);
    const to = keyed(event.key, at, choices.length);
    if (to !== undefined) {
      const choice = choices[to];
      if (choice !== undefined) onChoose(choice);
    } else if (event.key === 'Enter' && typeof chosen === 'number') onGo(chosen);
    else return;
    event.preventDefault();
  });
  return { root: element('div', {}, picture, legend(image), list), choose };
}

function keyed(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(length - 1, at + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}

function legend({ base }: ImageView): HTMLElement {
  if (!base) return element('p', { class: 'legend' });
  const name = base.name === undefined ? 'the base image' : `the base image ${base.name}`;
  return element(
    'p',
    { class: 'legend' },
    element('span', { class: 'part base' }),
    `${count(base.layers, 'layer')} of ${name}, ${byteSize(base.bytes)}`,
  );
}

function rowOf(layer: LayerView, i: number, image: ImageView, onGo: (layer: number) => void): HTMLElement {
  const { instruction, place, unread, origin } = layer;
  const isFirstOwn = origin === 'own' && image.layers[i - 1]?.origin === 'base';
  const [keyword = '', rest = ''] = split(instruction);
  const words = element(
    'span',
    { class: 'instruction', title: instruction },
    element('span', { class: 'keyword' }, keyword),
    ` ${rest}`,
  );
  const link =
    place &&
    element(
      'button',
      // For the mouse: the row says where it leads, and Enter goes there.
      { class: 'place', type: 'button', tabindex: '-1', 'aria-hidden': 'true' },
      `${place.file}:${place.line}`,
    );
  link?.addEventListener('click', event => {
    event.stopPropagation();
    onGo(i);
  });
  const changes = [
    layer.added.files > 0 ? `+${layer.added.files}` : '',
    layer.changed.files > 0 ? `~${layer.changed.files}` : '',
    layer.deleted.files > 0 ? `−${layer.deleted.files}` : '',
  ].filter(part => part !== '');
  const notes = [
    unread === undefined ? '' : `not read: ${unread}`,
    layer.wastedBytes > 0 ? `${byteSize(layer.wastedBytes)} wasted` : '',
  ].filter(part => part !== '');
  const row = element(
    'div',
    { class: `layer ${origin}${isFirstOwn ? ' first-own' : ''}`, role: 'option', id: `layer-${i}` },
    element('span', { class: `key part ${origin} colour-${i % colours}` }),
    element('span', { class: 'number' }, String(i + 1)),
    words,
    link ?? element('span'),
    element('span', { class: 'notes' }, notes.join(', ')),
    element('span', { class: 'changes', title: 'Files added, changed and deleted' }, changes.join(' ')),
    element('span', { class: 'size' }, byteSize(layer.bytes)),
    element('span', { class: 'share' }, percent(layer.share)),
  );
  row.setAttribute('aria-label', spoken(layer, i));
  return row;
}

function split(instruction: string): readonly string[] {
  const blank = instruction.indexOf(' ');
  return blank < 0 || instruction.startsWith('(')
    ? [instruction]
    : [instruction.slice(0, blank), instruction.slice(blank + 1)];
}

function spoken(layer: LayerView, i: number): string {
  const { instruction, place, unread, origin, bytes, share, bytesSoFar, added, changed, deleted, wastedBytes } = layer;
  return [
    `Layer ${i + 1}${origin === 'base' ? ' of the base image' : ''}`,
    instruction,
    `${byteSize(bytes)}, ${percent(share)}, ${byteSize(bytesSoFar)} so far`,
    `${count(added.files, 'file')} added, ${changed.files} changed, ${deleted.files} deleted`,
    wastedBytes > 0 ? `${byteSize(wastedBytes)} wasted` : '',
    unread === undefined ? '' : `not read: ${unread}`,
    place ? `${place.file}, line ${place.line}, Enter goes there` : '',
  ]
    .filter(part => part !== '')
    .join('; ');
}
