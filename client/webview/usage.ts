// What containers use, live: four small charts and a table of the same numbers for each. Draws what it is told; the
// extension keeps the history.
import {
  type ContainerUsage,
  type UsageMessage,
  type UsagePanelState,
  type UsagePoint,
  type UsageSubject,
  usageWindowMs,
} from '../src/webviews/usage-messages.ts';
import { type ChartView, chartView, type Series } from './charts/chart-view.ts';
import { element } from './charts/element.ts';
import { listen, remember } from './charts/host.ts';
import { keptPoints } from './charts/kept-points.ts';
import { memoryText, percentText, rateText } from './charts/usage-text.ts';
import './page.css';
import './usage.css';

interface Measure {
  readonly name: string;
  readonly series: readonly Series<UsagePoint>[];
  /** Never less at the top of the axis: noise is not to look like work. */
  readonly least: number;
  readonly base: 10 | 1024;
  readonly text: (value: number) => string;
  readonly limit?: (point: UsagePoint) => number | undefined;
}

const measures: readonly Measure[] = [
  {
    name: 'CPU',
    series: [{ name: 'CPU', of: point => point.cpuPercent }],
    least: 10,
    base: 10,
    text: percentText,
  },
  {
    name: 'Memory',
    series: [{ name: 'Memory', of: point => point.memory }],
    least: 1024 * 1024,
    base: 1024,
    text: memoryText,
    limit: point => (point.memoryLimit > 0 ? point.memoryLimit : undefined),
  },
  {
    name: 'Network',
    series: [
      { name: 'Received', of: point => point.received },
      { name: 'Sent', of: point => point.sent },
    ],
    least: 1000,
    base: 10,
    text: rateText,
  },
  {
    name: 'Block I/O',
    series: [
      { name: 'Read', of: point => point.blockRead },
      { name: 'Written', of: point => point.blockWritten },
    ],
    least: 1000,
    base: 10,
    text: rateText,
  },
];

/** Points come every second, and few of them are kept. Milliseconds. */
const rememberEveryMs = 5_000;

interface View {
  readonly root: HTMLElement;
  readonly points: readonly UsagePoint[];
  retell(container: Omit<ContainerUsage, 'points'>): void;
  add(point: UsagePoint): void;
}

const views = new Map<string, View>();
const main = element('main');
document.body.append(main);
let subject: UsageSubject = { containers: [] };
let rememberedAt = 0;

function keep(): void {
  rememberedAt = performance.now();
  const points = [...views].map(([id, view]) => [id, keptPoints(view.points)] as const);
  remember<UsagePanelState>({ ...subject, points: Object.fromEntries(points) });
}

listen<UsageMessage>(message => {
  switch (message.kind) {
    case 'subject':
      subject = message.subject;
      // Before anything is drawn there is nothing to keep, and what was kept is told at once.
      if (views.size > 0) keep();
      return;
    case 'all':
      views.clear();
      for (const container of message.containers) views.set(container.id, viewOf(container));
      main.replaceChildren(...[...views.values()].map(view => view.root));
      keep();
      return;
    case 'point':
      views.get(message.id)?.add(message.point);
      if (performance.now() - rememberedAt >= rememberEveryMs) keep();
      return;
    case 'container':
      views.get(message.container.id)?.retell(message.container);
      keep();
      return;
  }
});

function viewOf(container: ContainerUsage): View {
  let points = container.points;
  let state: 'live' | 'resting' = 'live';
  const name = element('span');
  const image = element('span', { class: 'lesser' });
  const heading = element('h1', { id: `name-${container.id}` }, name, image);
  // Said aloud when it changes; the numbers are not, they would never be silent.
  const note = element('p', { class: 'note', role: 'status', 'aria-live': 'polite' });
  const charts: readonly ChartView<UsagePoint>[] = measures.map(measure => chartView(measure));
  const table = numbersOf();
  const root = element(
    'section',
    { 'aria-labelledby': heading.id },
    heading,
    note,
    element('div', { class: 'charts' }, ...charts.map(chart => chart.root)),
    table.root,
  );
  const draw = (): void => {
    for (const chart of charts) chart.draw(points, state);
    table.fill(points, state);
  };
  const view: View = {
    root,
    get points() {
      return points;
    },
    retell(told) {
      name.textContent = told.name;
      image.textContent = told.image;
      const said = told.note ?? '';
      if (note.textContent !== said) note.textContent = said;
      state = said === '' ? 'live' : 'resting';
      root.classList.toggle('resting', state === 'resting');
      draw();
    },
    add(point) {
      const oldest = point.at - usageWindowMs;
      points = [...points.filter(({ at }) => at >= oldest && at < point.at), point];
      draw();
    },
  };
  view.retell(container);
  return view;
}

interface Numbers {
  readonly root: HTMLElement;
  fill(points: readonly UsagePoint[], state: 'live' | 'resting'): void;
}

function numbersOf(): Numbers {
  const rows = [
    ...measures.flatMap(({ series, text }) => series.map(({ name, of }) => ({ name, of, text }))),
    { name: 'Processes', of: (point: UsagePoint) => point.processes, text: String },
  ].map(({ name, of, text }) => {
    const now = element('td');
    const highest = element('td');
    const row = element('tr', {}, element('th', { scope: 'row' }, name), now, highest);
    return { of, text, now, highest, row };
  });
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Usage'),
    element('th', { scope: 'col' }, 'Now'),
    element('th', { scope: 'col' }, 'Highest in 5 minutes'),
  );
  const root = element(
    'table',
    { 'aria-label': 'Usage in numbers' },
    element('thead', {}, head),
    element('tbody', {}, ...rows.map(it => it.row)),
  );
  return {
    root,
    fill(points, state) {
      const last = state === 'live' ? points.at(-1) : undefined;
      for (const { of, text, now, highest } of rows) {
        const value = last === undefined ? undefined : of(last);
        const known = points.flatMap(point => of(point) ?? []);
        now.textContent = value === undefined ? '–' : text(value);
        highest.textContent = known.length === 0 ? '–' : text(Math.max(...known));
      }
    },
  };
}
