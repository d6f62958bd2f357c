// What a live panel says while the engine it follows does not answer.
import type { Connection } from '../engine/engine-state.ts';
import { restrictedMessage } from '../engine/reach/lost-connection.ts';

/**
 * Why the engine at `host` can tell nothing; undefined when it can, and while that is being found out.
 * @param host undefined as long as it is not known which engine that is
 */
export function absentEngineNote(connection: Connection, host: string | undefined): string | undefined {
  switch (connection.kind) {
    case 'restricted':
      return restrictedMessage;
    case 'unreachable':
      return 'The engine cannot be reached. This goes on when it is back.';
    case 'connected':
      if (connection.engine.host === host) return undefined;
      return `Another engine is selected. This goes on when the one at ${host} is again.`;
    case 'idle':
    case 'connecting':
      return undefined;
  }
}
