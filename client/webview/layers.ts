// What an image is made of, layer by layer, or two images beside each other. Draws what it is told; the extension keeps the
// files and answers what it is asked of them.
import type {
  ImageView,
  LayerChoice,
  LayersMessage,
  LayersRequest,
  PanelState,
  RowOrder,
} from '../src/webviews/layers-messages.ts';
import { element } from './charts/element.ts';
import { ask, listen, recalled, remember } from './charts/host.ts';
import { comparison } from './layers/comparison.ts';
import { fileTree } from './layers/file-tree.ts';
import { type LayerList, layerList } from './layers/layer-bar.ts';
import { efficiencyWords, wasteList } from './layers/waste-list.ts';
import { byteSize, count } from './layers/words.ts';
import './page.css';
import './layers/file-tree.css';
import './layers.css';

let state: PanelState = { images: [], layer: 'all', order: 'size', filter: '', ...recalled<PanelState>() };
let isFiltering = false;
let shown: { readonly image: ImageView; readonly list: LayerList } | undefined;

const status = element('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
const main = element('main');
document.body.append(status, main);

const keep = (change: Partial<PanelState>): void => {
  state = { ...state, ...change };
  remember(state);
};
const request = (it: LayersRequest): void => ask(it);

const tree = fileTree({
  askFor: folder => request({ kind: 'children', layer: state.layer, folder, order: state.order }),
});
const filter = element('input', {
  ...{ type: 'search', placeholder: 'Filter by path', 'aria-label': 'Filter files by path', spellcheck: 'false' },
});
const order = element('button', { type: 'button', class: 'order' });
const filesTitle = element('h2', { id: 'files' });

listen<LayersMessage>(message => {
  switch (message.kind) {
    case 'subject':
      keep({ images: message.images });
      return;
    case 'reading':
      return showReading(message.name, message.bytes, message.expected);
    case 'failed':
      return showFailure(message.message);
    case 'image':
      return showImage(message.image);
    case 'comparison':
      status.textContent = '';
      main.replaceChildren(...comparison(message.comparison));
      return;
    case 'children':
      if (message.layer === state.layer && state.filter === '')
        tree.fill(message.folder, message.rows, message.leftOut);
      return;
    case 'matches':
      isFiltering = false;
      if (message.layer === state.layer && message.filter === state.filter) {
        tree.list(message.rows, message.found);
        status.textContent = message.found === 0 ? 'Nothing has this in its path.' : `${message.found} found.`;
      } else if (state.filter !== '') askForRows();
      return;
  }
});

const progress = element('progress', { 'aria-label': 'Read so far' });
const cancel = element('button', { type: 'button' }, 'Cancel');
cancel.addEventListener('click', () => request({ kind: 'cancel' }));
const readingWords = element('p');
const reading = element(
  'section',
  { class: 'reading' },
  element('h1', {}, 'Reading the image'),
  readingWords,
  progress,
  cancel,
);

function showReading(name: string, bytes: number, expected: number): void {
  if (!reading.isConnected) {
    main.replaceChildren(reading);
    status.textContent = `Reading ${name}.`;
  }
  const about = expected > 0 ? ` of about ${byteSize(expected)}` : '';
  readingWords.textContent = bytes === 0 ? `${name}: waiting for the engine…` : `${name}: ${byteSize(bytes)}${about}`;
  if (expected > 0 && bytes > 0) {
    progress.max = expected;
    progress.value = Math.min(bytes, expected);
  } else progress.removeAttribute('value');
}

function showFailure(message: string): void {
  const retry = element('button', { type: 'button' }, 'Read Again');
  retry.addEventListener('click', () => request({ kind: 'retry' }));
  status.textContent = '';
  main.replaceChildren(element('section', { class: 'reading', role: 'alert' }, element('p', {}, message), retry));
}

function showImage(image: ImageView): void {
  const list = layerList(image, { onChoose: choose, onGo: layer => request({ kind: 'go', layer }) });
  shown = { image, list };
  isFiltering = false;
  status.textContent = '';
  const { waste, storedBytes } = image;
  const facts = [
    fact('Files', byteSize(image.bytes), 'of all layers'),
    fact('In sight', byteSize(image.visibleBytes), 'in a container'),
    fact('Stored', byteSize(storedBytes), 'as the engine keeps it'),
    fact(
      'Efficiency',
      efficiencyWords(image),
      waste.bytes === 0 ? 'nothing wasted' : `${byteSize(waste.bytes)} wasted`,
    ),
  ];
  const heading = element(
    'h1',
    {},
    element('span', {}, image.name),
    element('span', { class: 'quiet' }, `${image.platform}, ${count(image.layers.length, 'layer')}`),
  );
  filter.value = state.filter;
  main.replaceChildren(
    heading,
    element('dl', { class: 'facts' }, ...facts),
    list.root,
    element(
      'section',
      { class: 'file-section', 'aria-labelledby': 'files' },
      element('div', { class: 'tools' }, filesTitle, filter, order),
      tree.root,
    ),
    wasteList(image),
  );
  const known = state.layer === 'all' || state.layer < image.layers.length ? state.layer : 'all';
  choose(known);
}

function fact(name: string, value: string, more: string): HTMLElement {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value), element('dd', { class: 'quiet' }, more));
}

function choose(layer: LayerChoice): void {
  keep({ layer });
  shown?.list.choose(layer);
  status.textContent = '';
  filesTitle.textContent = layer === 'all' ? 'Files of the image' : `Files of layer ${layer + 1}`;
  askForRows();
}

function askForRows(): void {
  const { layer, filter: text } = state;
  const unread = typeof layer === 'number' ? shown?.image.layers[layer]?.unread : undefined;
  order.textContent = state.order === 'size' ? 'Largest first' : 'By name';
  order.setAttribute('aria-label', `Order: ${order.textContent}. Changes it.`);
  tree.clear(
    filesTitle.textContent ?? '',
    unread === undefined ? 'This layer changes no file.' : `The files cannot be shown: ${unread}.`,
  );
  if (unread !== undefined) tree.fill('', [], 0);
  else if (text === '') request({ kind: 'children', layer, folder: '', order: state.order });
  else if (!isFiltering) {
    // One question at a time: whoever types fast is answered for what stands there in the end.
    isFiltering = true;
    request({ kind: 'filter', layer, filter: text, order: state.order });
  }
}

filter.addEventListener('input', () => {
  keep({ filter: filter.value.trim() });
  if (state.filter === '') status.textContent = '';
  askForRows();
});
order.addEventListener('click', () => {
  isFiltering = false;
  const next: RowOrder = state.order === 'size' ? 'name' : 'size';
  keep({ order: next });
  askForRows();
});
