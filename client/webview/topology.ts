// What a Compose file wires together: the picture the server has drawn, with zoom, hover, keys, states and a text of the
// same. Knows nothing but its messages.
import type { ListChange } from '../src/webviews/list-change.ts';
import {
  type PagePart,
  type TopologyChanges,
  type TopologyPicture,
  withChanges,
} from '../src/webviews/topology-changes.ts';
import type {
  ServiceState,
  TopologyFormat,
  TopologyMessage,
  TopologyPanelState,
  TopologyRequest,
} from '../src/webviews/topology-messages.ts';
import { element } from './charts/element.ts';
import { ask, listen, recalled, remember } from './charts/host.ts';
import { hoverCard } from './topology/hover-card.ts';
import { outlineList } from './topology/outline-view.ts';
import { pngOf } from './topology/rasterize.ts';
import { type Viewport, viewport } from './topology/viewport.ts';
import { type Direction, nextSpot, type Spot } from './topology/walk.ts';
import './topology.css';

const before = recalled<TopologyPanelState>();
let uri = before.uri ?? '';
let picture: TopologyPicture | undefined;
let parts = new Map<string, PagePart>();
let states: Readonly<Record<string, ServiceState>> = {};
let selected: string | undefined;
let focused: string | undefined;
let asText = before.asText ?? false;
/** Since the picture was drawn: one that comes to lie below a mouse at rest explains nothing. */
let hasMoved = false;

const stage = element('div', { class: 'stage' });
const outline = element('section', { class: 'outline', 'aria-label': 'The topology in words' });
const problem = element('p', { class: 'problem', role: 'status' });
const notice = element('p', { class: 'notice', role: 'status' });
const card = hoverCard();
const seen: Viewport = viewport(stage, before.view, keep);

function keep(): void {
  card.hide();
  const { view } = seen;
  remember<TopologyPanelState>({ uri, asText, ...(view ? { view } : {}) });
}

function button(title: string, text: string, run: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', title, 'aria-label': title }, text);
  made.addEventListener('click', run);
  return made;
}

const save = (format: TopologyFormat): (() => void) => {
  return () => ask<TopologyRequest>({ kind: 'export', format });
};
const textButton = button('Show as text', 'Text', () => {
  asText = !asText;
  showText();
  keep();
});
const toolbar = element(
  'div',
  { class: 'toolbar', role: 'toolbar', 'aria-label': 'Picture' },
  button('Zoom in (+)', '+', () => seen.zoom(1.25)),
  button('Zoom out (-)', '−', () => seen.zoom(1 / 1.25)),
  button('Show all (0)', 'Fit', () => seen.fit()),
  textButton,
  element('span', { class: 'gap' }),
  button('Save as SVG', 'SVG', save('svg')),
  button('Save as PNG', 'PNG', save('png')),
  button('Save as Mermaid flowchart', 'Mermaid', save('mermaid')),
);
document.body.append(toolbar, notice, problem, stage, outline, card.root);
showText();

function showText(): void {
  document.body.classList.toggle('as-text', asText);
  textButton.setAttribute('aria-pressed', String(asText));
  reachWords();
}

/** Screen readers read them in any case; Tab stops at them only where they are seen. */
function reachWords(): void {
  for (const link of outline.querySelectorAll('button')) link.setAttribute('tabindex', asText ? '0' : '-1');
}

listen<TopologyMessage>(message => {
  switch (message.kind) {
    case 'subject':
      uri = message.uri;
      keep();
      return;
    case 'picture':
      // Told while the page was loaded, and once more when we were ready.
      if (problem.textContent !== '' || JSON.stringify(message.picture) !== JSON.stringify(picture))
        show(message.picture);
      return;
    case 'changes':
      if (picture) show(withChanges(picture, message.changes), message.changes);
      return;
    case 'problem':
      // The last picture stays.
      problem.textContent = picture ? `${message.message} The picture shows how it was.` : message.message;
      return;
    case 'states':
      states = message.states;
      colour();
      return;
    case 'selected':
      selected = message.id;
      mark('scroll');
      return;
    case 'rasterize':
      void pngOf(message.svg).then(base64 => ask<TopologyRequest>({ kind: 'png', base64 }));
      return;
  }
});

/** @param changes since the picture before; absent where all is new */
function show(next: TopologyPicture, changes?: TopologyChanges): void {
  picture = next;
  problem.textContent = '';
  if (!changes || changes.notices) notice.textContent = next.notices.join(' ');
  if (!changes || changes.parts) parts = new Map(next.parts.map(part => [part.id, part]));
  if (!changes || changes.svg) draw(next.svg, changes?.svg);
  if (!changes || changes.outline || changes.parts) {
    outline.replaceChildren(outlineList(next.outline, id => parts.get(id)?.canOpen === true, open));
    reachWords();
  }
  card.hide();
  colour();
  mark('stay');
  if (document.readyState === 'complete') soonSeen();
  // VS Code shows no page before.
  else window.addEventListener('load', soonSeen, { once: true });
}

function draw(pieces: readonly string[], change: ListChange<string> | undefined): void {
  const hadFocus = stage.contains(document.activeElement);
  const old = stage.querySelector('svg');
  // Another opening tag is another size.
  if (old && change && change.at > 0) {
    const gone = [...old.children].slice(change.at - 1, change.at - 1 + change.removed);
    const behind = old.children[change.at - 1 + change.removed] ?? null;
    for (const node of gone) node.remove();
    for (const node of [...read([pieces[0] ?? '', ...change.added, '</svg>']).children]) old.insertBefore(node, behind);
  } else {
    const drawn = document.importNode(read(pieces), true) as unknown as SVGSVGElement;
    const [width, height] = [Number(drawn.getAttribute('width')), Number(drawn.getAttribute('height'))];
    drawn.setAttribute('width', '100%');
    drawn.setAttribute('height', '100%');
    stage.replaceChildren(drawn);
    seen.show(drawn, width, height);
  }
  hasMoved = false;
  near(undefined);
  const nodes = allNodes();
  if (!nodes.some(node => node.dataset['id'] === focused)) focused = undefined;
  const first = nodes.find(node => node.dataset['id'] === focused) ?? nodes.find(node => node.matches('.service'));
  stop(nodes, first);
  if (hadFocus && focused !== undefined && first !== document.activeElement) first?.focus();
}

/** Of pieces that are whole together. */
function read(pieces: readonly string[]): Element {
  return new DOMParser().parseFromString(pieces.join(''), 'image/svg+xml').documentElement;
}

/** Tab stops there alone. */
function stop(nodes: readonly Node[], at: Node | undefined): void {
  for (const node of nodes) {
    const index = node === at ? '0' : '-1';
    if (node.getAttribute('tabindex') !== index) node.setAttribute('tabindex', index);
  }
}

/** In the next frame it is seen; for who measures how long that takes. */
function soonSeen(): void {
  requestAnimationFrame(() => setTimeout(() => measured('topology')));
}

function measured(name: string): void {
  performance.clearMarks(name);
  performance.mark(name);
}

type Node = SVGGElement & { readonly dataset: DOMStringMap };

function allNodes(): readonly Node[] {
  return [...stage.querySelectorAll<Node>('.node')];
}

function nodeOf(id: string | undefined): Node | undefined {
  return id === undefined ? undefined : allNodes().find(node => node.dataset['id'] === id);
}

function open(id: string): void {
  ask<TopologyRequest>({ kind: 'open', id });
}

/** The state of a service, by colour and in words. */
function stateOf(id: string): ServiceState | undefined {
  const names = parts.get(id)?.services ?? [];
  return names.map(name => states[name]).find(state => state !== undefined);
}

function colour(): void {
  for (const node of allNodes().filter(it => it.matches('.service'))) {
    const id = node.dataset['id'] ?? '';
    const state = stateOf(id);
    // Most have none, and had none.
    if (!state && node.dataset['label'] === undefined) continue;
    if (state) node.setAttribute('data-state', state.kind);
    else node.removeAttribute('data-state');
    const label = node.dataset['label'] ?? node.getAttribute('aria-label') ?? '';
    node.dataset['label'] = label;
    node.setAttribute('aria-label', state ? `${label}, ${state.words}` : label);
  }
  for (const row of outline.querySelectorAll<HTMLElement>('[data-outline]')) {
    const state = stateOf(row.dataset['outline'] ?? '');
    row.querySelector('.now')?.remove();
    if (state) row.append(element('span', { class: 'now' }, ` (${state.words})`));
  }
}

/** What the cursor is in; a detail or a line is shown at its service. */
function mark(how: 'scroll' | 'stay'): void {
  for (const it of stage.querySelectorAll('.selected')) it.classList.remove('selected');
  if (selected === undefined) return;
  const found = [...stage.querySelectorAll<SVGGElement>('[data-id]')].filter(it => it.dataset['id'] === selected);
  for (const it of found) it.classList.add('selected');
  const inside = found[0]?.closest<SVGGElement>('.node') ?? nodeOf(found[0]?.dataset['from']);
  inside?.classList.add('selected');
  if (how === 'scroll' && inside && seen.view) seen.reveal(inside.getBBox());
}

function point(target: EventTarget | null): void {
  const found = target instanceof Element ? target.closest<SVGGElement>('[data-id]') : null;
  const part = found ? parts.get(found.dataset['id'] ?? '') : undefined;
  if (!found || !part) {
    card.hide();
    near(undefined);
    return;
  }
  near(found.closest<SVGGElement>('.node')?.dataset['id']);
  card.show(part, stateOf(part.id)?.words, found.getBoundingClientRect());
}

/** Lines of one node stand out from the others. */
function near(id: string | undefined): void {
  const edges = [...stage.querySelectorAll<SVGGElement>('.edge')];
  const own = edges.filter(({ dataset }) => dataset['from'] === id || dataset['to'] === id);
  stage.classList.toggle('pointing', id !== undefined && own.length > 0);
  for (const edge of edges) edge.classList.toggle('near', own.includes(edge));
}

stage.addEventListener('pointerover', event => {
  if (hasMoved && !stage.classList.contains('grabbed')) point(event.target);
});
stage.addEventListener('pointermove', event => {
  if (!hasMoved && !stage.classList.contains('grabbed')) point(event.target);
  hasMoved = true;
});
stage.addEventListener('pointerleave', () => point(null));
stage.addEventListener('focusin', event => {
  const node = event.target instanceof Element ? event.target.closest<Node>('.node') : null;
  if (!node) return;
  stop(allNodes(), node);
  focused = node.dataset['id'];
  if (seen.view) seen.reveal(node.getBBox());
  if (node.matches(':focus-visible')) point(node);
});
stage.addEventListener('focusout', () => point(null));
stage.addEventListener('click', event => {
  const found = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-id]') : null;
  const id = found?.dataset['id'];
  if (id === undefined) return;
  nodeOf(found?.closest<SVGGElement>('.node')?.dataset['id'])?.focus();
  open(id);
});

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const direction = directions[event.key];
  const node = event.target instanceof Element ? event.target.closest<Node>('.node') : null;
  if (direction && !asText) {
    event.preventDefault();
    walk(node, direction);
    return;
  }
  switch (event.key) {
    case '+':
    case '=':
      seen.zoom(1.25);
      return;
    case '-':
      seen.zoom(1 / 1.25);
      return;
    case '0':
      seen.fit();
      return;
    case 'Escape':
      card.hide();
      return;
    case 'Enter':
    case ' ':
      if (!node?.dataset['id']) return;
      event.preventDefault();
      open(node.dataset['id']);
      return;
  }
});

function walk(from: Node | null, direction: Direction): void {
  const spots = allNodes().map((node): Spot => {
    const { x, y, width, height } = node.getBBox();
    // An area is large: it is where its name is.
    const isArea = node.matches('.area');
    return { id: node.dataset['id'] ?? '', x: x + width / 2, y: isArea ? y + 16 : y + height / 2 };
  });
  const start = spots.find(({ id }) => id === from?.dataset['id']);
  const next = start ? nextSpot(start, spots, direction) : spots.find(({ id }) => id === (focused ?? spots[0]?.id));
  nodeOf(next?.id)?.focus();
}
