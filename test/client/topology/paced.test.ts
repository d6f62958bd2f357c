// How often a picture is asked for while somebody types.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced } from '../../../client/src/webviews/paced.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Work that follows changes', () => {
  const working = (ms: number) => {
    const begun: number[] = [];
    const work = async () => {
      begun.push(Date.now());
      await new Promise<void>(resolve => setTimeout(resolve, ms));
    };
    const start = Date.now();
    return { ...paced(work, 100), begun: () => begun.map(at => at - start) };
  };

  it('begins at once, once for all that happened together', async () => {
    const { soon, begun } = working(10);
    soon();
    soon();
    expect(begun()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun()).toEqual([0]);
  });

  it('begins without waiting for others where it is told so, and then not once more', async () => {
    const { soon, now, begun } = working(10);
    soon();
    now();
    expect(begun()).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun()).toEqual([0]);
  });

  it('is done once more for all that came meanwhile, and rests as long as it took', async () => {
    const { soon, begun } = working(10);
    soon();
    await vi.advanceTimersByTimeAsync(5);
    soon();
    soon();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun()).toEqual([0, 20]);
  });

  it('rests no longer than it is told', async () => {
    const { soon, begun } = working(3000);
    soon();
    await vi.advanceTimersByTimeAsync(5);
    soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(begun()).toEqual([0, 3100]);
  });

  it('forgets what has not begun', async () => {
    const { soon, stop, begun } = working(10);
    soon();
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun()).toEqual([]);
    soon();
    await vi.advanceTimersByTimeAsync(5);
    soon();
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun()).toEqual([1000]);
  });
});
