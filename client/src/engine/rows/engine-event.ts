// One line of the engine's event stream (`GET /events`), in Docker's words where Podman has others (libpod/events.go and
// pkg/domain/entities/events.go).
import type { EngineEvent } from '../listing.ts';
import { fullImageId } from './image-row.ts';

/** Undefined for what is no event of an object. Throws for a line that is no JSON: the stream is broken then. */
export function readEvent(line: string): EngineEvent | undefined {
  const { Type, Action, Actor, HealthStatus, time, timeNano } = JSON.parse(line) as EventLine;
  if (typeof Type !== 'string' || typeof Action !== 'string') return undefined;
  const attributes = Actor?.Attributes ?? {};
  return {
    type: Type,
    action: Action === 'health_status' && HealthStatus ? `${Action}: ${HealthStatus}` : Action,
    id: idOf(Type, Actor?.ID ?? '', attributes),
    attributes,
    at: timeNano === undefined ? (time ?? 0) * 1000 : timeNano / 1e6,
  };
}

/** Podman's volumes have names alone, and its image ids no algorithm. */
function idOf(type: string, id: string, attributes: EngineEvent['attributes']): string {
  if (type === 'volume') return id || (attributes['name'] ?? '');
  return type === 'image' ? fullImageId(id) : id;
}

interface EventLine {
  readonly Type?: unknown;
  readonly Action?: unknown;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> | null } | null;
  /** Podman's; Docker puts it into the action. */
  readonly HealthStatus?: string;
  /** Seconds since 1970. */
  readonly time?: number;
  /** Nanoseconds since 1970, more than a number holds exactly; its milliseconds are exact. */
  readonly timeNano?: number;
}
