// The geometry of a small chart over time: numbers in, numbers and SVG paths out. Pure.

export interface Sample {
  /** Milliseconds. */
  readonly at: number;
  /** Undefined: not known at this moment, which breaks the line. */
  readonly value: number | undefined;
  readonly isAfterGap?: boolean;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** The right end of the time axis. */
  readonly end: number;
  readonly windowMs: number;
  /** Top of the value axis, which begins at 0. */
  readonly top: number;
}

/** `M… L…` in the frame, y growing downwards; empty when nothing is known. A lone point becomes a short dash. */
export function linePath(samples: readonly Sample[], { width, height, end, windowMs, top }: Frame): string {
  const x = (at: number): number => rounded(width * (1 - (end - at) / windowMs));
  const y = (value: number): number => rounded(height * (1 - Math.min(value, top) / top));
  let path = '';
  /** Of the run that is being drawn. */
  let length = 0;
  const endRun = (): void => {
    if (length === 1) path += 'h0.01';
    length = 0;
  };
  for (const { at, value, isAfterGap } of samples) {
    if (value === undefined || isAfterGap || at < end - windowMs) endRun();
    if (value === undefined || at < end - windowMs) continue;
    path += `${length === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`;
    length++;
  }
  endRun();
  return path;
}

/** The least round number not below `value`: 1, 2, 2.5 or 5 times a power of `base`. `least` when `value` is below it. */
function axisTop(value: number, least: number, base: 10 | 1024): number {
  const wanted = Math.max(value, least);
  const steps = base === 10 ? [1, 2, 2.5, 5] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
  let power = base ** Math.floor(Math.log(wanted) / Math.log(base));
  // Logarithms are not exact.
  if (power > wanted) power /= base;
  return (steps.find(step => step * power >= wanted) ?? base) * power;
}

export interface ValueAxis {
  readonly top: number;
  /** Where the limit is drawn; undefined when there is none, or when hardly any of it is used. */
  readonly limit: number | undefined;
}

/** A limit is drawn as soon as this part of it is used; before that, the line would lie on the ground. */
const nearLimit = 0.1;

export function valueAxis(highest: number, limit: number | undefined, least: number, base: 10 | 1024 = 10): ValueAxis {
  if (limit === undefined || highest < limit * nearLimit)
    return { top: axisTop(highest, least, base), limit: undefined };
  // Some room, so that a line at its limit is seen.
  return { top: Math.max(limit, highest) * 1.05, limit };
}

/** How far an axis has to go back to show all: 1, 2 or 5 minutes, so that it rarely changes. */
export function windowMinutes(samples: readonly { readonly at: number }[]): 1 | 2 | 5 {
  const passed = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  return passed <= 60_000 ? 1 : passed <= 120_000 ? 2 : 5;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
