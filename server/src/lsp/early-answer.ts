/**
 * Answers `initialize` over stdio before the server is loaded. Loading takes 55 ms on a machine where Node alone takes 65;
 * an editor need not wait for it, for it has documents to send meanwhile. The request is put back, so that the server
 * reads it, too; only its second answer is held back.
 */
import { type Readable, Writable } from 'node:stream';
import type { InitializeParams } from 'vscode-languageserver';
import { clientOf } from './from-proto.ts';
import { initializeResult } from './initialize-result.ts';

/** How long a client may take to send its first message before the server is loaded without it, in milliseconds. */
const patienceMs = 50;
/** Longer than any head of a message. */
const maxHeadLength = 1_000;

/**
 * Answers what was `sent`, if that is the whole request, and gives what the server's output has to go through; undefined
 * when nothing could be answered.
 */
export function answerAtOnce(
  sent: Buffer,
  write: (text: string) => void,
  version: string,
): ((output: Writable) => Writable) | undefined {
  const first = frameAt(sent, 0);
  const request = first === 'incomplete' ? undefined : initializeRequest(first.message);
  if (!request) return undefined;
  try {
    write(answerTo(request, version));
  } catch {
    return undefined; // The pipe is full, or nobody reads it any more: its stream will tell.
  }
  return output => withoutAnswerTo(request.id, output);
}

/**
 * Resolves when the server may be loaded, with the stream it has to write to; undefined when the input has ended. `input`
 * holds all that was sent, as if nobody had read it.
 */
export function answerEarly(input: Readable, output: Writable, version: string): Promise<Writable | undefined> {
  return new Promise(resolve => {
    let read: Buffer = Buffer.alloc(0);
    const done = (to: Writable | undefined): void => {
      clearTimeout(timer);
      input.off('readable', look).off('end', atEnd);
      if (to && read.length > 0) input.unshift(read);
      // What was answered leaves first.
      setImmediate(resolve, to);
    };
    const look = (): void => {
      for (let chunk = input.read(); chunk !== null; chunk = input.read()) read = Buffer.concat([read, chunk]);
      const first = frameAt(read, 0);
      if (first === 'incomplete') return;
      done(answer(first.message));
    };
    const answer = (message: unknown): Writable => {
      const request = initializeRequest(message);
      if (!request) return output;
      output.write(answerTo(request, version));
      return withoutAnswerTo(request.id, output);
    };
    const atEnd = (): void => done(undefined);
    const timer = setTimeout(() => done(output), patienceMs);
    input.on('readable', look).once('end', atEnd);
  });
}

interface Frame {
  /** Undefined for what is no JSON. */
  readonly message: unknown;
  /** Offset behind it. */
  readonly end: number;
}

/** The message that begins at the offset; what has no head of a message counts as a broken one. */
function frameAt(bytes: Buffer, start: number): Frame | 'incomplete' {
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'ascii');
  if (headEnd < 0)
    return bytes.length - start > maxHeadLength ? { message: undefined, end: bytes.length } : 'incomplete';
  const length = /content-length: *(\d+)/i.exec(bytes.toString('ascii', start, headEnd))?.[1];
  const end = headEnd + 4 + Number(length ?? 0);
  if (bytes.length < end) return 'incomplete';
  try {
    return { message: JSON.parse(bytes.toString('utf8', headEnd + 4, end)), end };
  } catch {
    return { message: undefined, end }; // The server will say so.
  }
}

type RequestId = string | number;

interface InitializeRequest {
  readonly id: RequestId;
  readonly params: InitializeParams;
}

function answerTo({ id, params }: InitializeRequest, version: string): string {
  const body = JSON.stringify({ jsonrpc: '2.0', id, result: initializeResult(clientOf(params), version) });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Undefined for anything but a request `initialize` that can be answered. */
function initializeRequest(message: unknown): InitializeRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { id, method, params } = message as { readonly [key: string]: unknown };
  if (method !== 'initialize' || typeof params !== 'object' || params === null) return undefined;
  return typeof id === 'string' || typeof id === 'number' ? { id, params: params as InitializeParams } : undefined;
}

/** Passes on everything but the answer to the request. */
function withoutAnswerTo(id: RequestId, output: Writable): Writable {
  let held: Buffer | undefined = Buffer.alloc(0);
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!held) {
        output.write(chunk, done);
        return;
      }
      held = Buffer.concat([held, chunk]);
      const frame = frameAt(held, 0);
      if (frame === 'incomplete') {
        done();
        return;
      }
      const isAnswer = isAnswerTo(frame.message, id);
      const rest = isAnswer ? held.subarray(frame.end) : held;
      held = isAnswer ? undefined : Buffer.alloc(0);
      if (rest.length > 0) output.write(rest, done);
      else done();
    },
  });
}

function isAnswerTo(message: unknown, id: RequestId): boolean {
  return (
    typeof message === 'object' && message !== null && 'id' in message && message.id === id && !('method' in message)
  );
}
