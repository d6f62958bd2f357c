// The states a container can be in and the ways between them, drawn once; the state of now and the last way are marked.
import type { LifeMoment, LifeState, LifeStory } from '../../src/life-cycle/life-story.ts';
import { svgElement } from '../charts/element.ts';

export interface LifeDiagram {
  readonly root: SVGElement;
  draw(story: LifeStory): void;
}

export const stateNames: Readonly<Record<LifeState, string>> = {
  created: 'Created',
  running: 'Running',
  paused: 'Paused',
  restarting: 'Restarting',
  removing: 'Being removed',
  exited: 'Exited',
  dead: 'Dead',
  gone: 'Removed',
};

type Drawn = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'gone';

/** Top left corners; every box is as large as the others. */
const boxes: Readonly<Record<Drawn, readonly [number, number]>> = {
  created: [10, 100],
  running: [210, 100],
  paused: [210, 10],
  restarting: [210, 190],
  exited: [410, 100],
  gone: [610, 100],
};
const width = 110;
const height = 44;

interface Way {
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly at: readonly [number, number];
  readonly anchor: 'start' | 'middle' | 'end';
}

const ways: readonly Way[] = [
  { id: 'created-running', path: 'M120 122H206', label: 'start', at: [163, 115], anchor: 'middle' },
  { id: 'running-paused', path: 'M245 100V58', label: 'pause', at: [239, 83], anchor: 'end' },
  { id: 'paused-running', path: 'M285 54V96', label: 'unpause', at: [291, 83], anchor: 'start' },
  { id: 'running-exited', path: 'M320 112H406', label: 'ends', at: [363, 105], anchor: 'middle' },
  { id: 'exited-running', path: 'M410 133H324', label: 'start', at: [367, 150], anchor: 'middle' },
  { id: 'running-restarting', path: 'M245 144V186', label: 'fails', at: [239, 169], anchor: 'end' },
  { id: 'restarting-running', path: 'M285 190V148', label: 'again', at: [291, 169], anchor: 'start' },
  { id: 'exited-gone', path: 'M520 122H606', label: 'remove', at: [563, 115], anchor: 'middle' },
];

export function lifeDiagram(): LifeDiagram {
  const title = svgElement('title');
  const shapes = (Object.keys(boxes) as Drawn[]).map(state => {
    const [x, y] = boxes[state];
    const rect = { x: String(x), y: String(y), width: String(width), height: String(height), rx: '6' };
    const text = svgElement('text', {
      x: String(x + width / 2),
      y: String(y + height / 2 + 5),
      'text-anchor': 'middle',
    });
    text.textContent = stateNames[state];
    return { state, text, group: svgElement('g', { class: 'state' }, svgElement('rect', rect), text) };
  });
  const lines = ways.map(({ id, path, label, at, anchor }) => {
    const text = svgElement('text', { x: String(at[0]), y: String(at[1]), 'text-anchor': anchor });
    text.textContent = label;
    const line = svgElement('path', { d: path, 'marker-end': 'url(#tip)' });
    return { id, group: svgElement('g', { class: 'way' }, line, text) };
  });
  const tip = svgElement(
    'marker',
    {
      ...{ id: 'tip', viewBox: '0 0 8 8', refX: '6', refY: '4' },
      ...{ markerWidth: '9', markerHeight: '9', markerUnits: 'userSpaceOnUse', orient: 'auto' },
    },
    svgElement('path', { d: 'M0 0.5L7 4L0 7.5z' }),
  );
  const root = svgElement(
    'svg',
    { viewBox: '0 0 730 244', role: 'img', class: 'diagram' },
    title,
    svgElement('defs', {}, tip),
    ...lines.map(line => line.group),
    ...shapes.map(shape => shape.group),
  );
  return {
    root,
    draw({ state, moments }) {
      const shown = drawnAs(state);
      title.textContent = `The states of a container; it is ${stateNames[state].toLowerCase()} now`;
      for (const shape of shapes) {
        shape.group.classList.toggle('now', shape.state === shown);
        shape.text.textContent = stateNames[shape.state === shown ? state : shape.state];
      }
      const way = lastWay(moments, state);
      for (const line of lines) line.group.classList.toggle('taken', line.id === way);
    },
  };
}

function drawnAs(state: LifeState): Drawn {
  if (state === 'removing') return 'gone';
  return state === 'dead' ? 'exited' : state;
}

/** The way that led to the state of now. */
function lastWay(moments: readonly LifeMoment[], state: LifeState): string {
  const turns = moments.filter(({ kind }) => ['created', 'started', 'paused', 'unpaused', 'ended'].includes(kind));
  switch (state) {
    case 'running': {
      const [before, last] = [turns.at(-2)?.kind, turns.at(-1)?.kind];
      if (last === 'unpaused') return 'paused-running';
      return before === 'ended' ? 'exited-running' : 'created-running';
    }
    case 'paused':
      return 'running-paused';
    case 'restarting':
      return 'running-restarting';
    case 'exited':
    case 'dead':
      return 'running-exited';
    case 'gone':
    case 'removing':
      return 'exited-gone';
    case 'created':
      return '';
  }
}
