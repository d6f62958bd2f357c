// What a view says beside its rows: badge, description, and the message above them.
import type { EngineState } from '../../engine/engine-state.ts';

export interface Badge {
  readonly value: number;
  readonly tooltip: string;
}

/** Running containers. Only while the engine is listened to: a number that may be out of date would lie. */
export function badge({ connection, containers }: EngineState): Badge | undefined {
  if (connection.kind !== 'connected') return undefined;
  let value = 0;
  for (const { status } of containers.values()) if (status === 'running') value++;
  if (value === 0) return undefined;
  return { value, tooltip: `${value} running ${value === 1 ? 'container' : 'containers'}` };
}

export interface Situation {
  readonly filter: string;
  readonly isEmpty: boolean;
  /** The first view says at length what to do, as welcome content, which VS Code only shows without a message. */
  readonly place: 'first' | 'other';
}

/** Beside the view's name, empty for nothing: the filter, else which engine it is where that is not plain. */
export function descriptionOf({ connection }: EngineState, { filter, isEmpty, place }: Situation): string {
  if (connection.kind === 'unreachable') return place === 'first' && isEmpty ? connection.engine.host : '';
  if (filter !== '') return `“${filter}”`;
  const hasName = place === 'first' && (connection.kind === 'connected' || connection.kind === 'connecting');
  return hasName && connection.engine.name !== 'default' ? connection.engine.name : '';
}

/** Empty but while the engine is not there: why, and that rows are no longer news. */
export function messageOf({ connection }: EngineState, { isEmpty, place }: Situation): string {
  if (connection.kind !== 'unreachable') return '';
  const why = connection.failure.message.replace(/[.\s]*$/, '.');
  // Once is enough of a long sentence in a side bar.
  if (!isEmpty) return place === 'first' ? `${why} Rows are as last known.` : 'Rows are as last known.';
  return place === 'first' ? '' : why;
}
