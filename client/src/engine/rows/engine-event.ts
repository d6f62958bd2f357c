// One line of the engine's event stream (`GET /events`).
import type { EngineEvent } from '../listing.ts';

/** Undefined for what is no event of an object. Throws for a line that is no JSON: the stream is broken then. */
export function readEvent(line: string): EngineEvent | undefined {
  const { Type, Action, Actor, time, timeNano } = JSON.parse(line) as EventLine;
  if (typeof Type !== 'string' || typeof Action !== 'string') return undefined;
  return {
    type: Type,
    action: Action,
    id: Actor?.ID ?? '',
    attributes: Actor?.Attributes ?? {},
    at: timeNano === undefined ? (time ?? 0) * 1000 : timeNano / 1e6,
  };
}

interface EventLine {
  readonly Type?: unknown;
  readonly Action?: unknown;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> | null } | null;
  /** Seconds since 1970. */
  readonly time?: number;
  /** Nanoseconds since 1970, more than a number holds exactly; its milliseconds are exact. */
  readonly timeNano?: number;
}
