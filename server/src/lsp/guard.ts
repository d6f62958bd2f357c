/**
 * Every request goes through here: it first yields once, so that a cancel (or a newer text) waiting in the pipe arrives
 * before the work starts; a cancelled request is answered "cancelled", never by half a list; and a bug in one handler
 * costs that one answer, not the server.
 */
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export type Log = (message: string) => void;

/** What a request does. The signal aborts when the client cancels. */
export type Work<P, R> = (params: P, signal: AbortSignal) => R | Promise<R>;

/** @throws ResponseError which the connection turns into the answer's error */
export type Guarded<P, R> = (params: P, token: CancellationToken) => Promise<R>;

/** Thrown by work that found its input outdated: the client is told to ask again. */
export class Outdated extends Error {}

/** `empty` is what the client gets when the work throws: no answer rather than a wrong one. */
export type Guard = <P, R>(name: string, empty: R, work: Work<P, R>) => Guarded<P, R>;

export function guard(log: Log, now: () => number = () => performance.now()): Guard {
  return (name, empty, work) => async (params, token) => {
    await new Promise<void>(resolve => {
      setImmediate(resolve);
    });
    if (token.isCancellationRequested) throw cancelled(name);
    const controller = new AbortController();
    const listener = token.onCancellationRequested(() => controller.abort(new Outdated('cancelled by the client')));
    const start = now();
    try {
      const answer = await work(params, controller.signal);
      controller.signal.throwIfAborted();
      return answer;
    } catch (error) {
      if (token.isCancellationRequested) throw cancelled(name);
      if (error instanceof Outdated) {
        throw new ResponseError(LSPErrorCodes.ServerCancelled, `${name}: ${error.message}`, {
          retriggerRequest: true,
        });
      }
      log(`${name} failed after ${Math.round(now() - start)} ms: ${describe(error)}`);
      return empty;
    } finally {
      listener.dispose();
    }
  };
}

/** An error with its stack, or whatever else was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function cancelled(name: string): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
}
