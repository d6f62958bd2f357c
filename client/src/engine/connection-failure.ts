// Why an engine does not answer, in the user's words.
import type { ConnectionFailure, FailureReason } from './engine-state.ts';

const reasons: Readonly<Record<string, FailureReason>> = {
  ENOENT: 'not-running',
  ECONNREFUSED: 'not-running',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ENOTFOUND: 'host-unknown',
  EHOSTUNREACH: 'host-unknown',
  ENETUNREACH: 'host-unknown',
  ETIMEDOUT: 'timeout',
};

/** From an error of Node's network layer. */
export function connectionFailure(error: Error): ConnectionFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { reason: reasons[code] ?? 'other', message: error.message };
}
