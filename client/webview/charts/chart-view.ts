// A small chart over time with its name, its present value, an axis and, where there is one, a limit.
import { element, svgElement } from './element.ts';
import { type Frame, linePath, valueAxis, windowMinutes } from './sparkline.ts';

export interface Series<Point> {
  readonly name: string;
  of(point: Point): number | undefined;
}

export interface ChartOptions<Point> {
  readonly name: string;
  /** One or two: the second one is drawn dashed. */
  readonly series: readonly Series<Point>[];
  /** The axis never ends below this value. */
  readonly least: number;
  /** Of the round numbers of the axis. */
  readonly base: 10 | 1024;
  readonly text: (value: number) => string;
  readonly limit?: (point: Point) => number | undefined;
}

export interface ChartView<Point> {
  readonly root: HTMLElement;
  /** Nothing is told as present while the container is at rest. */
  draw(
    points: readonly (Point & { readonly at: number; readonly isAfterGap?: true })[],
    state: 'live' | 'resting',
  ): void;
}

const width = 300;
const height = 80;

export function chartView<Point>(options: ChartOptions<Point>): ChartView<Point> {
  const { name, series, least, base, text, limit } = options;
  const values = series.map((_, i) => element('span', { class: `value series-${i}` }));
  const ofLimit = element('span', { class: 'of-limit' });
  const top = element('span', { class: 'top', 'aria-hidden': 'true' });
  const begin = element('span');
  const end = element('span');
  const lines = series.map((_, i) => svgElement('path', { class: `line series-${i}` }));
  const limitLine = svgElement('path', { class: 'limit' });
  const grid = svgElement('path', { class: 'grid', d: `M0 ${height / 2}H${width}` });
  const picture = svgElement(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img' },
    grid,
    limitLine,
    ...lines,
  );
  const legend =
    series.length > 1
      ? series.flatMap(({ name: label }, i) => [
          element('span', { class: `key series-${i}` }),
          `${label} `,
          values[i] ?? '',
        ])
      : [...values, ofLimit];
  const root = element(
    'figure',
    {},
    // The picture's label says the numbers.
    element(
      'figcaption',
      {},
      element('span', { class: 'name' }, name),
      element('span', { class: 'now', 'aria-hidden': 'true' }, ...legend),
    ),
    element('div', { class: 'plot' }, picture, top, element('span', { class: 'bottom', 'aria-hidden': 'true' }, '0')),
    element('div', { class: 'times', 'aria-hidden': 'true' }, begin, end),
  );

  return {
    root,
    draw(points, state) {
      const last = points.at(-1);
      const known = points.flatMap(point => series.flatMap(({ of }) => of(point) ?? []));
      const highest = Math.max(0, ...known);
      const bound = last === undefined ? undefined : limit?.(last);
      const axis = valueAxis(highest, bound, least, base);
      const minutes = windowMinutes(points);
      const frame: Frame = {
        width,
        height,
        windowMs: minutes * 60_000,
        end: last?.at ?? 0,
        top: axis.top,
      };
      const present = state === 'live' ? last : undefined;
      const now = series.map(({ of }) => (present === undefined ? undefined : of(present)));
      for (const [i, { of }] of series.entries()) {
        const samples = points.map(point => ({
          at: point.at,
          value: of(point),
          isAfterGap: point.isAfterGap === true,
        }));
        lines[i]?.setAttribute('d', linePath(samples, frame));
        const value = now[i];
        const shown = values[i];
        if (shown) shown.textContent = value === undefined ? '–' : text(value);
      }
      limitLine.setAttribute(
        'd',
        axis.limit === undefined ? '' : `M0 ${height * (1 - axis.limit / axis.top)}H${width}`,
      );
      begin.textContent = `${minutes} min ${state === 'live' ? 'ago' : 'before'}`;
      end.textContent = state === 'live' ? 'now' : 'end';
      top.textContent = axis.limit === undefined ? text(axis.top) : `limit ${text(axis.limit)}`;
      const used = now[0];
      ofLimit.textContent =
        bound === undefined || used === undefined ? '' : ` of ${text(bound)}, ${((used / bound) * 100).toFixed(1)} %`;
      picture.setAttribute('aria-label', spoken(now, highest, minutes));
    },
  };

  function spoken(now: readonly (number | undefined)[], highest: number, minutes: number): string {
    const values = series.map(({ name: label }, i) => {
      const value = now[i];
      return `${label} now ${value === undefined ? 'unknown' : text(value)}`;
    });
    return `${name} over ${minutes} min: ${values.join(', ')}, highest ${text(highest)}`;
  }
}
