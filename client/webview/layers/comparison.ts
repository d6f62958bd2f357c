// Two images beside each other: two bars on one scale, instruction by instruction, and the files that went and came.
import type {
  ComparisonView,
  FileDifferences,
  ImageView,
  InstructionDifference,
} from '../../src/webviews/layers-messages.ts';
import { element } from '../charts/element.ts';
import { bar } from './layer-bar.ts';
import { byteSize, count, difference, percent } from './words.ts';

export function comparison(view: ComparisonView): readonly HTMLElement[] {
  const { before, after, sharedLayers, sharedBytes, instructions, gone, come, grown } = view;
  const largest = Math.max(1, before.bytes, after.bytes);
  const change = after.bytes - before.bytes;
  const share =
    before.bytes === 0 ? '' : `, ${percent(Math.abs(change) / before.bytes)} ${change < 0 ? 'smaller' : 'larger'}`;
  const heading = element(
    'h1',
    {},
    element('span', { class: 'big' }, `${byteSize(before.bytes)} → ${byteSize(after.bytes)}`),
    element('span', { class: 'quiet' }, change === 0 ? 'the same size' : `${difference(change)}${share}`),
  );
  const shared =
    sharedLayers === 0
      ? 'They have no layer in common.'
      : `${count(sharedLayers, 'layer')} at the bottom, ${byteSize(sharedBytes)}, are the same in both: they are stored and sent once.`;
  return [
    heading,
    barOf('Before', before, largest),
    barOf('After', after, largest),
    element('p', { class: 'quiet' }, shared),
    instructionTable(instructions),
    element(
      'div',
      { class: 'columns' },
      files('What went', gone, 'Nothing went.', it => difference(-it.before)),
      files('What came', come, 'Nothing came.', it => difference(it.after)),
      files('Other sizes', grown, 'What both have is as large as it was.', it => difference(it.after - it.before)),
    ),
  ];
}

function barOf(title: string, image: ImageView, largest: number): HTMLElement {
  return element(
    'figure',
    { 'aria-label': `${title}: ${image.name}, ${byteSize(image.bytes)} in ${count(image.layers.length, 'layer')}` },
    element(
      'figcaption',
      {},
      element('span', { class: 'quiet' }, title),
      element('strong', {}, image.name),
      element('span', {}, `${byteSize(image.bytes)} in ${count(image.layers.length, 'layer')}`),
      element('span', { class: 'quiet' }, `efficiency ${percent(image.waste.efficiency)}`),
    ),
    bar(image, image.bytes / largest),
  );
}

function instructionTable(instructions: readonly InstructionDifference[]): HTMLElement {
  const rows = instructions.map(({ instruction, before, after, isShared }) => {
    const [state, word] = isShared
      ? ['shared', 'same layer']
      : before === undefined
        ? ['come', 'new']
        : after === undefined
          ? ['gone', 'gone']
          : ['', difference(after - before)];
    return element(
      'tr',
      { class: state },
      element('td', { class: 'size' }, before === undefined ? '' : byteSize(before)),
      element('td', { class: 'size' }, after === undefined ? '' : byteSize(after)),
      element('td', { class: 'state' }, word),
      element('td', { class: 'path', title: instruction }, instruction),
    );
  });
  const head = ['Before', 'After', '', 'Instruction'].map((title, i) =>
    element('th', { scope: 'col', ...(i < 2 ? { class: 'size' } : {}) }, title),
  );
  return element(
    'section',
    { 'aria-labelledby': 'instructions' },
    element('h2', { id: 'instructions' }, 'By instruction'),
    element(
      'table',
      { class: 'instructions', 'aria-labelledby': 'instructions' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

function files(
  title: string,
  { files: number, bytes, top }: FileDifferences,
  none: string,
  words: (it: FileDifferences['top'][number]) => string,
): HTMLElement {
  const id = title.toLowerCase().replaceAll(' ', '-');
  if (number === 0)
    return element('section', { 'aria-labelledby': id }, element('h2', { id }, title), element('p', {}, none));
  const rows = top.map(it =>
    element(
      'tr',
      {},
      element('td', { class: 'size' }, words(it)),
      element('td', { class: 'path', title: it.path }, `${it.path}${it.isFolder ? '/' : ''}`),
    ),
  );
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, title),
    element('p', { class: 'quiet' }, `${count(number, 'file')}, ${difference(bytes)}`),
    element(
      'div',
      { class: 'scrolled', tabindex: '0' },
      element('table', { 'aria-labelledby': id }, element('tbody', {}, ...rows)),
    ),
  );
}
