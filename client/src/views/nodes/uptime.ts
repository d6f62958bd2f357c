// How long something has been so, coarsely: the text of a row changes seldom, and it is known when.

export interface Uptime {
  /** `<1 min`, `5 min`, `3 h`, `2 days`, `6 weeks`. */
  readonly text: string;
  /** The same for a screen reader. */
  readonly spoken: string;
  /** Milliseconds until the text becomes another one; always above 0. */
  readonly changesInMs: number;
}

interface Unit {
  readonly one: string;
  readonly many: string;
  /** In rows, where there is little room. */
  readonly short?: string;
  readonly ms: number;
  /** The next unit is used from here on. */
  readonly untilMs: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

const units: readonly Unit[] = [
  { one: 'minute', many: 'minutes', short: 'min', ms: minute, untilMs: hour },
  { one: 'hour', many: 'hours', short: 'h', ms: hour, untilMs: 2 * day },
  { one: 'day', many: 'days', ms: day, untilMs: 14 * day },
  { one: 'week', many: 'weeks', ms: 7 * day, untilMs: 63 * day },
  { one: 'month', many: 'months', ms: year / 12, untilMs: 2 * year },
  { one: 'year', many: 'years', ms: year, untilMs: Number.POSITIVE_INFINITY },
];

/** Clocks of engine and editor may differ: what has not begun yet counts as just begun. */
export function uptime(since: number, now: number): Uptime {
  const ms = Math.max(0, now - since);
  if (ms < minute) return { text: '<1 min', spoken: 'less than a minute', changesInMs: minute - (now - since) };
  const unit = units.find(({ untilMs }) => ms < untilMs) ?? lastUnit;
  const count = Math.floor(ms / unit.ms);
  const words = `${count} ${count === 1 ? unit.one : unit.many}`;
  return {
    text: unit.short === undefined ? words : `${count} ${unit.short}`,
    spoken: words,
    changesInMs: Math.min((count + 1) * unit.ms, unit.untilMs) - ms,
  };
}

const lastUnit: Unit = { one: 'year', many: 'years', ms: year, untilMs: Number.POSITIVE_INFINITY };
