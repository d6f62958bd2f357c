// From samples to points, lines and words.
import { describe, expect, it } from 'vitest';
import type { StatsSample } from '../../../client/src/engine/containers.ts';
import { noUsage, type UsageHistory, withSample } from '../../../client/src/webviews/usage-history.ts';
import { keptPoints } from '../../../client/webview/charts/kept-points.ts';
import { linePath, valueAxis, windowMinutes } from '../../../client/webview/charts/sparkline.ts';
import { memoryText, percentText, rateText } from '../../../client/webview/charts/usage-text.ts';

const sample = (at: number, more: Partial<StatsSample> = {}): StatsSample => ({
  at,
  memory: 1,
  memoryLimit: 2,
  received: 0,
  sent: 0,
  blockRead: 0,
  blockWritten: 0,
  processes: 1,
  ...more,
});
const history = (...samples: readonly StatsSample[]): UsageHistory => samples.reduce(withSample, noUsage);
const lastOf = (...samples: readonly StatsSample[]) => history(...samples).points.at(-1);

describe('The history of usage', () => {
  it('reckons bytes a second from counts', () => {
    const point = lastOf(
      sample(1_000, { received: 100, blockRead: 7 }),
      sample(3_000, { received: 500, sent: 4, blockRead: 7 }),
    );
    expect(point).toMatchObject({ received: 200, sent: 2, blockRead: 0, blockWritten: 0 });
  });

  it('knows no rate at first, nor when a container that was started anew counts from zero', () => {
    expect(lastOf(sample(1_000, { received: 100 }))).not.toHaveProperty('received');
    const point = lastOf(sample(1_000, { received: 100 }), sample(2_000, { received: 5, sent: 5 }));
    expect(point).not.toHaveProperty('received');
    expect(point).toMatchObject({ sent: 5 });
  });

  it('breaks off where nobody listened', () => {
    const point = lastOf(sample(1_000), sample(2_000), sample(20_000, { received: 9 }));
    expect(point).toMatchObject({ at: 20_000, isAfterGap: true });
    expect(point).not.toHaveProperty('received');
    expect(lastOf(sample(1_000), sample(5_000))).not.toHaveProperty('isAfterGap');
  });

  it('keeps five minutes', () => {
    const samples = Array.from({ length: 1_000 }, (_, i) => sample(i * 1_000));
    const { points } = history(...samples);
    expect([points[0]?.at, points.at(-1)?.at, points.length]).toEqual([699_000, 999_000, 301]);
  });

  it('leaves out a sample that comes twice, and begins anew when the clock was set back', () => {
    expect(history(sample(5_000), sample(5_000)).points).toHaveLength(1);
    expect(history(sample(5_000), sample(1_000)).points.map(({ at }) => at)).toEqual([1_000]);
  });

  it('goes on after a reload, with a gap where nobody listened', () => {
    const before = { points: history(sample(1_000, { received: 1 }), sample(2_000, { received: 2 })).points };
    const { points } = [sample(2_500, { received: 3 }), sample(3_500, { received: 10 })].reduce(withSample, before);
    expect(points.map(({ at, received, isAfterGap }) => [at, received, isAfterGap])).toEqual([
      [1_000, undefined, undefined],
      [2_000, 1, undefined],
      [2_500, undefined, true],
      [3_500, 7, undefined],
    ]);
    expect([sample(1_500)].reduce(withSample, before).points.map(({ at }) => at)).toEqual([1_500]);
  });

  it('is kept in fewer points, and its gaps with them', () => {
    const at = (seconds: number, more: { readonly isAfterGap?: true } = {}) => ({
      ...{ at: seconds * 1_000, memory: 1, memoryLimit: 2, processes: 1 },
      ...more,
    });
    expect(keptPoints([at(1), at(2)])).toEqual([at(1), at(2)]);
    const points = Array.from({ length: 120 }, (_, i) => at(i, i === 7 || i === 8 ? { isAfterGap: true } : {}));
    const kept = keptPoints(points);
    expect(kept.slice(0, 6).map(point => [point.at / 1_000, point.isAfterGap === true])).toEqual([
      [0, false],
      [2, false],
      [4, false],
      [6, false],
      [8, true],
      [10, false],
    ]);
    expect([kept.length, kept.at(-1)?.at]).toEqual([61, 119_000]);
  });
});

describe('A line', () => {
  const frame = { width: 100, height: 50, end: 100, windowMs: 100, top: 10 };
  const path = (...samples: readonly (readonly [number, number | undefined, true?])[]) =>
    linePath(
      samples.map(([at, value, isAfterGap]) => ({ at, value, isAfterGap: isAfterGap === true })),
      frame,
    );

  it('goes from value to value, upwards for more', () => {
    expect(path([0, 0], [50, 5], [100, 10])).toBe('M0 50L50 25L100 0');
  });

  it('is interrupted where nothing is known', () => {
    expect(path([0, 0], [10, 0], [20, undefined], [30, 5], [40, 5])).toBe('M0 50L10 50M30 25L40 25');
    expect(path([0, 0], [10, 0], [80, 5, true], [90, 5])).toBe('M0 50L10 50M80 25L90 25');
  });

  it('shows a lone value as a dot', () => {
    expect(path([50, 5])).toBe('M50 25h0.01');
    expect(path([50, 5], [60, undefined], [70, 5])).toBe('M50 25h0.01M70 25h0.01');
  });

  it('leaves out what is too long ago, and stays inside', () => {
    expect(path([-20, 5], [50, 90])).toBe('M50 0h0.01');
    expect(path()).toBe('');
  });
});

it.each([
  [[], 1],
  [[5], 1],
  [[0, 60_000], 1],
  [[0, 30_000, 60_001], 2],
  [[0, 120_001], 5],
  [[0, 300_000], 5],
] as const)('Points at %j are shown in %d minutes', (times, minutes) => {
  expect(windowMinutes(times.map(at => ({ at })))).toBe(minutes);
});

it.each([
  [0, 10, 10, 10],
  [10, 10, 10, 10],
  [10.1, 10, 10, 20],
  [21, 10, 10, 25],
  [26, 10, 10, 50],
  [51, 10, 10, 100],
  [999, 1, 10, 1_000],
  [1_000, 1, 10, 1_000],
  [1_000_001, 1, 10, 2_000_000],
  [0, 1_048_576, 1024, 1_048_576],
  [20 * 1_048_576, 1_048_576, 1024, 32 * 1_048_576],
  [1023 * 1_048_576, 1_048_576, 1024, 1_073_741_824],
] as const)('An axis for %d, at least %d, in powers of %d ends at %d', (value, least, base, top) => {
  expect(valueAxis(value, undefined, least, base)).toEqual({ top, limit: undefined });
});

it('An axis shows the limit once a tenth of it is used, and what is beyond it', () => {
  expect(valueAxis(9, 100, 1)).toEqual({ top: 10, limit: undefined });
  expect(valueAxis(10, 100, 1)).toEqual({ top: 105, limit: 100 });
  expect(valueAxis(200, 100, 1)).toEqual({ top: 210, limit: 100 });
});

it('Numbers are short and of the units of `docker stats`', () => {
  expect([0, 0.004, 9.99, 9.996, 55.55, 99.96, 200].map(percentText)).toEqual([
    '0.00 %',
    '0.00 %',
    '9.99 %',
    '10.0 %',
    '55.5 %',
    '100 %',
    '200 %',
  ]);
  expect([0, 1023, 1024, 1_048_575, 5.06 * 1_048_576, 1.5 * 1024 ** 3, 2 ** 60].map(memoryText)).toEqual([
    '0 B',
    '1023 B',
    '1.00 KiB',
    '1.00 MiB',
    '5.06 MiB',
    '1.50 GiB',
    '1048576 TiB',
  ]);
  expect([0.4, 999, 1_000, 23_456].map(rateText)).toEqual(['0 B/s', '999 B/s', '1.00 kB/s', '23.5 kB/s']);
});
