// What is said of a connection that could not be made or was lost.
import { EngineRefused, EngineUnreachable } from '../engine.ts';
import type { ConnectionFailure, EngineName } from '../engine-state.ts';

export const restrictedMessage =
  'In Restricted Mode Slipway does not use a container engine: trust this workspace first';

export function failureOf(error: unknown, engine: EngineName): ConnectionFailure {
  if (error instanceof EngineUnreachable) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof EngineRefused) {
    // Newer engines refuse the versions of the API that they no longer speak, with 400.
    const reason = error.status === 400 ? 'incompatible' : error.status === 403 ? 'permission-denied' : 'other';
    return { reason, message: `${engine.name} (${engine.host}) refused: ${detail}` };
  }
  return { reason: 'other', message: detail };
}

export function closedBy({ name, host }: EngineName): ConnectionFailure {
  return { reason: 'not-running', message: `${name} (${host}) closed the connection: it was stopped or is restarting` };
}
