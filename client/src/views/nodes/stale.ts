// Whether what a row says may be wrong by now.
import type { EngineState } from '../../engine/engine-state.ts';

/** The engine was lost: rows say what was known, and that it is no longer. */
export function isStale({ connection }: EngineState): boolean {
  return connection.kind === 'unreachable';
}
