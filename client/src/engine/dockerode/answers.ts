// Turns what dockerode rejects with into our own two errors, so that nobody above has to know its shapes.

import { EngineRefused, EngineUnreachable } from '../engine.ts';
import { connectionFailure } from '../reach/connection-failure.ts';
import { withoutLinks } from '../without-links.ts';

/** The answer, or the rejection in our words. What was given up by a signal keeps its reason. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw inOurWords(error);
  }
}

export function inOurWords(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  if ('statusCode' in error && typeof error.statusCode === 'number')
    return new EngineRefused(withoutLinks(saidBy(error)), error.statusCode);
  if ('code' in error && typeof error.code === 'string')
    return Object.assign(new EngineUnreachable(connectionFailure(error)), { cause: error });
  return error;
}

/** The engine's own sentence: `{"message": …}` in the body, else the text of the body, else dockerode's. */
function saidBy(error: Error): string {
  const body = 'json' in error ? error.json : undefined;
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
    return body.message.trim();
  return error.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}
