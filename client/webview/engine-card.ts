// The card of an engine: what it is, what it builds for, and what its store takes, with what could be freed.
import { byteSize } from '../../server/src/text/byte-size.ts';
import type { StoreUse } from '../src/engine/survey.ts';
import type {
  CardPlatform,
  DiskState,
  EngineCard,
  EngineCardMessage,
  EngineCardRequest,
} from '../src/webviews/engine-card.ts';
import { element, svgElement } from './charts/element.ts';
import { ask, listen } from './charts/host.ts';
import './page.css';
import './engine-card.css';

const name = element('span');
const host = element('span', { class: 'lesser' });
const warnings = element('ul', { class: 'warnings' });
const facts = element('dl');
const platforms = element('tbody');
/** Said aloud when it changes; the table below it is there to be read. */
const diskSaid = element('p', { role: 'status', 'aria-live': 'polite' });
const disk = element('div', { class: 'disk' });
const measure = button('Measure Again', 'measure');
const prunes = [button('Prune Images…', 'prune-images'), button('Prune Volumes…', 'prune-volumes')];
const why = element('p', { class: 'note', role: 'status', 'aria-live': 'polite' });
const card = element(
  'div',
  {},
  facts,
  warnings,
  element('h2', { id: 'builds-for' }, 'Builds for'),
  element(
    'table',
    { 'aria-labelledby': 'builds-for' },
    element('thead', {}, rowOf('th', 'Platform', 'Steps that run something', 'Devices')),
    platforms,
  ),
  element('h2', { id: 'disk' }, 'Disk'),
  diskSaid,
  disk,
  // Not made anew with what is measured: a button that vanished would take the focus with it.
  element('p', { class: 'buttons' }, ...prunes, measure),
);
card.hidden = true;
offerToPrune(false);
document.body.append(
  element(
    'main',
    {},
    element('h1', {}, name, host),
    why,
    element('p', { class: 'buttons' }, button('Select Engine…', 'select')),
    card,
  ),
);

listen<EngineCardMessage>(message => {
  switch (message.kind) {
    case 'card':
      why.textContent = '';
      card.hidden = false;
      return drawCard(message.card);
    case 'none':
      card.hidden = true;
      why.textContent = message.why;
      return;
    case 'disk':
      return drawDisk(message.disk);
  }
});

function button(label: string, kind: EngineCardRequest['kind']): HTMLElement {
  const it = element('button', { type: 'button' }, label);
  it.addEventListener('click', () => ask<EngineCardRequest>({ kind }));
  return it;
}

function rowOf(cell: 'th' | 'td', ...texts: readonly (string | Node)[]): HTMLElement {
  const scope = cell === 'th' ? { scope: 'col' } : {};
  return element('tr', {}, ...texts.map(text => element(cell, scope, text)));
}

function drawCard(it: EngineCard): void {
  if (host.textContent !== it.host) {
    // What was measured is that of another engine.
    disk.replaceChildren();
    offerToPrune(false);
  }
  name.textContent = it.name;
  host.textContent = it.host;
  facts.replaceChildren(
    ...it.facts.flatMap(({ label, value, meaning }) => [
      element('dt', {}, label),
      element('dd', {}, value, ...(meaning === undefined ? [] : [element('span', { class: 'lesser' }, ` ${meaning}`)])),
    ]),
  );
  warnings.replaceChildren(...it.warnings.map(warning => element('li', {}, warning)));
  platforms.replaceChildren(
    ...it.platforms.map(({ platform, devices, kind }) =>
      rowOf('td', element('code', {}, platform), supportOf(kind), devices),
    ),
  );
}

/** A mark to tell them apart at a glance, which is not read aloud, and words. */
const supportWords: Readonly<Record<CardPlatform['kind'], readonly [mark: string, words: string]>> = {
  native: ['●', 'natively'],
  compatible: ['●', 'as they are'],
  emulated: ['◐', 'emulated, several times slower'],
  missing: ['○', 'not without a handler'],
  unknown: ['?', 'the engine does not say'],
};

function supportOf(kind: CardPlatform['kind']): HTMLElement {
  const [mark, words] = supportWords[kind];
  return element('span', { class: `support ${kind}` }, element('span', { 'aria-hidden': 'true' }, `${mark} `), words);
}

function drawDisk(state: DiskState): void {
  switch (state.kind) {
    case 'measuring':
      // What was measured before stays until then.
      say('lesser', 'The engine measures its store; this may take a while…');
      return;
    case 'failed':
      say('note', state.why);
      disk.replaceChildren();
      break;
    case 'measured': {
      const { images, containers, volumes, buildCache } = state.use;
      const parts: readonly (readonly [string, string, StoreUse])[] = [
        ['images', 'Images', images],
        ['containers', 'Writable layers of containers', containers],
        ['volumes', 'Volumes', volumes],
        ['cache', 'Build cache', buildCache],
      ];
      const total = parts.reduce((sum, [, , use]) => sum + use.bytes, 0);
      const freeable = parts.reduce((sum, [, , use]) => sum + use.freeable, 0);
      const cells = parts.map(([kind, label, use]) =>
        rowOf(
          'td',
          element('span', {}, element('span', { class: `key ${kind}` }), label),
          `${use.count} (${use.active} in use)`,
          byteSize(use.bytes),
          byteSize(use.freeable),
        ),
      );
      say('', `${byteSize(total)} in all, of which ${byteSize(freeable)} could be freed.`);
      disk.replaceChildren(
        barOf(parts, total),
        element(
          'table',
          { 'aria-labelledby': 'disk' },
          element('thead', {}, rowOf('th', 'What', 'How many', 'Size', 'Could be freed')),
          element('tbody', {}, ...cells),
        ),
      );
    }
  }
  offerToPrune(state.kind === 'measured');
}

function offerToPrune(isOffered: boolean): void {
  for (const it of prunes) it.hidden = !isOffered;
}

function say(look: 'lesser' | 'note' | '', text: string): void {
  diskSaid.className = look;
  diskSaid.textContent = text;
}

/** What is in use in full colour, what could be freed hatched beside it. */
function barOf(parts: readonly (readonly [string, string, StoreUse])[], total: number): SVGElement {
  const bar = svgElement('svg', {
    ...{ viewBox: '0 0 1000 24', preserveAspectRatio: 'none', class: 'bar', role: 'img' },
    'aria-label': parts.map(([, label, use]) => `${label}: ${byteSize(use.bytes)}`).join(', '),
  });
  let x = 0;
  for (const [kind, , { bytes, freeable }] of parts) {
    for (const [state, size] of [
      ['kept', bytes - freeable],
      ['freeable', freeable],
    ] as const) {
      const width = total === 0 ? 0 : (1000 * Math.max(0, size)) / total;
      bar.append(
        svgElement('rect', { x: String(x), y: '0', width: String(width), height: '24', class: `${kind} ${state}` }),
      );
      x += width;
    }
  }
  return bar;
}
