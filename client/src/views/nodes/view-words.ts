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
  /** The first view says more: which engine it is, and why it was lost. */
  readonly place: 'first' | 'other';
}

/** Beside the view's name, empty for nothing: the filter, else which engine it is where that is not plain. */
export function descriptionOf({ connection }: EngineState, { filter, isEmpty, place }: Situation): string {
  if (connection.kind === 'unreachable') return place === 'first' && isEmpty ? connection.engine.host : '';
  if (filter !== '') return `“${filter}”`;
  const hasName = place === 'first' && (connection.kind === 'connected' || connection.kind === 'connecting');
  return hasName && connection.engine.name !== 'default' ? connection.engine.name : '';
}

/** Why rows are no longer news. Empty where there are none: VS Code shows welcome content only without a message. */
export function messageOf({ connection }: EngineState, { isEmpty, place }: Situation): string {
  if (connection.kind !== 'unreachable' || isEmpty) return '';
  // Once is enough of a long sentence in a side bar.
  if (place === 'other') return 'Rows are as last known.';
  return `${connection.failure.message.replace(/[.\s]*$/, '.')} Rows are as last known.`;
}
