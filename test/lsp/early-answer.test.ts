// The first answer of a server that is not loaded yet.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerAtOnce, answerEarly } from '../../server/src/lsp/early-answer.ts';

const framed = (message: unknown): string => {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};
const request = { jsonrpc: '2.0', id: 7, method: 'initialize', params: { processId: null, capabilities: {}, é: '—' } };
const answer = { jsonrpc: '2.0', id: 7, result: { capabilities: 'those of the server' } };
const opened = { jsonrpc: '2.0', method: 'textDocument/didOpen', params: {} };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

async function begin(chunks: readonly (string | Buffer)[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const ready = answerEarly(input, output, '1.2.3');
  for (const chunk of chunks) {
    input.write(chunk);
    await new Promise(setImmediate);
  }
  // The patience for a first message ends after all was sent, however slow the machine is.
  vi.advanceTimersByTime(1_000);
  const server = await ready;
  return { input, server, written: () => String(output.read() ?? ''), left: () => String(input.read() ?? '') };
}

describe('the first answer', () => {
  it('comes before the server is loaded, and the server still reads the request', async () => {
    const { written, left } = await begin([framed(request) + framed(opened)]);
    expect(written()).toContain('"id":7,"result":{"serverInfo":{"name":"slipway","version":"1.2.3"}');
    expect(left()).toBe(framed(request) + framed(opened));
  });

  it('comes once: what the server answers to the request is held back, nothing else is', async () => {
    const { server, written } = await begin([framed(request)]);
    written();
    for (const byte of Buffer.from(framed(opened) + framed(answer) + framed({ ...answer, id: 8 })))
      server?.write(Buffer.of(byte));
    await new Promise(done => server?.write(framed(answer), done));
    expect(written()).toBe(framed(opened) + framed({ ...answer, id: 8 }) + framed(answer));
  });

  it('comes to a request that arrives in pieces', async () => {
    const { written, left } = await begin([...Buffer.from(framed(request))].map(byte => Buffer.of(byte)));
    expect(written()).toContain('"id":7');
    expect(left()).toBe(framed(request));
  });

  it.each([
    ['another request', framed({ ...request, method: 'shutdown' })],
    ['no parameters', framed({ ...request, params: null })],
    ['no id', framed({ ...request, id: undefined })],
    ['no JSON', 'Content-Length: 3\r\n\r\n{{{'],
    ['no message', 'x'.repeat(2_000)],
    ['half a message', 'Content-Length: 30\r\n\r\n{'],
    ['nothing', ''],
  ])('is left to the server for %s', async (_, text) => {
    const { server, written, left } = await begin(text === '' ? [] : [text]);
    expect(written()).toBe('');
    expect(left()).toBe(text);
    server?.write('all that it writes');
    expect(written()).toBe('all that it writes');
  });

  it('is not waited for when the client is gone', async () => {
    const input = new PassThrough();
    const ready = answerEarly(input, new PassThrough(), '1.2.3');
    input.end();
    expect(await ready).toBeUndefined();
  });
});

describe('the answer to what is there already', () => {
  it('is written without a stream, and not a second time by the server', async () => {
    const written: string[] = [];
    const answered = answerAtOnce(Buffer.from(framed(request) + framed(opened)), text => written.push(text), '1.2.3');
    expect(written.join('')).toContain('"id":7,"result":{"serverInfo":{"name":"slipway","version":"1.2.3"}');
    const output = new PassThrough();
    const server = answered?.(output);
    await new Promise(done => server?.write(framed(answer) + framed(opened), done));
    expect(String(output.read())).toBe(framed(opened));
  });

  it.each([
    ['nothing', ''],
    ['half a message', framed(request).slice(0, -1)],
    ['another request', framed({ ...request, method: 'shutdown' })],
  ])('is left to the stream for %s', (_, text) => {
    const write = vi.fn();
    expect(answerAtOnce(Buffer.from(text), write, '1.2.3')).toBeUndefined();
    expect(write).not.toHaveBeenCalled();
  });

  it('is left to the stream when it cannot be written', () => {
    const write = (): never => {
      throw new Error('EAGAIN');
    };
    expect(answerAtOnce(Buffer.from(framed(request)), write, '1.2.3')).toBeUndefined();
  });
});
