import { describe, expect, it } from 'vitest';
import { type CancellationToken, CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { guard, Outdated } from '../../server/src/lsp/guard.ts';

describe('guard', () => {
  const never: CancellationToken = new CancellationTokenSource().token;

  it('lets what already waits in the pipe arrive before the work starts', async () => {
    const order: string[] = [];
    const answer = guard(() => {})('x', 0, () => order.push('work'))(undefined, never);
    setImmediate(() => order.push('message'));
    order.push('return');
    await answer;
    await new Promise(setImmediate);
    expect(order[0]).toBe('return');
    expect(order).toContain('work');
  });

  it('does not start work that was cancelled while it waited', async () => {
    let started = false;
    const source = new CancellationTokenSource();
    const answer = guard(() => {})('x', 0, () => {
      started = true;
      return 1;
    })(undefined, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(started).toBe(false);
  });

  it('answers "cancelled", not the result, when the cancel comes during the work', async () => {
    const source = new CancellationTokenSource();
    const answer = guard(() => {})('x', 0, async (_, signal) => {
      source.cancel();
      expect(signal.aborted).toBe(true);
      return 1;
    })(undefined, source.token);
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });

  it('logs an exception with the name of the request and answers the empty value', async () => {
    const log: string[] = [];
    const answer = await guard(message => log.push(message))('hover', 'empty', () => {
      throw new Error('boom');
    })(undefined, never);
    expect(answer).toBe('empty');
    expect(log).toEqual([expect.stringMatching(/^hover failed after \d+ ms: Error: boom/)]);
  });

  it('asks the client to ask again when the input went out of date', async () => {
    const answer = guard(() => {})('x', 0, () => {
      throw new Outdated('the file changed');
    })(undefined, never);
    const error = await answer.catch(it => it);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true } });
  });
});
