// gRPC over a connection that an engine has handed over: HTTP/2 with messages that have a flag and a length in front. Only
// what BuildKit's sessions and its control service use: no compression, no deadlines.
import {
  connect as http2Connect,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';

export interface GrpcCall {
  /** Of the request, each name with all its values. */
  metadata(name: string): readonly string[];
  /** Ends when the caller has said all. Rejects when the connection breaks. */
  readonly messages: AsyncIterable<Buffer>;
  /** Settles when more may be sent. Rejects when nobody listens any more. */
  send(...messages: readonly Uint8Array[]): Promise<void>;
}

/** Answers one call. What it rejects with is told to the caller; `GrpcRefusal` says with which code. */
export type GrpcMethod = (call: GrpcCall) => Promise<void>;

export const grpcCodes = { unknown: 2, invalidArgument: 3, notFound: 5, unimplemented: 12 } as const;

export class GrpcRefusal extends Error {
  override readonly name = 'GrpcRefusal';
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** A call with one message each way. */
export function unary(answer: (request: Buffer) => Promise<Uint8Array>): GrpcMethod {
  return async call => {
    for await (const request of call.messages) {
      await call.send(await answer(request));
      return;
    }
  };
}

export interface GrpcServer {
  /** Ends the connection and every call on it. May be called more than once. */
  close(): void;
  /** Settles when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
}

/** `methods` by their path, `/package.Service/Method`. Every other one is refused as not implemented. */
export function serveGrpc(connection: Duplex, methods: ReadonlyMap<string, GrpcMethod>): GrpcServer {
  connection.on('error', () => undefined);
  const closed = new Promise<void>(resolve => {
    connection.once('close', resolve);
  });
  // A server of Node's would refuse a connection with TLS that has not agreed on HTTP/2 when it was made.
  const session = performServerHandshake(connection);
  // What breaks is noticed by whoever waits for an answer.
  session.on('error', () => undefined);
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
    stream.on('error', () => undefined);
    void answerCall(stream, raw, methods.get(String(headers[':path'])));
  });
  return {
    close() {
      session.destroy();
      connection.destroy();
    },
    closed,
  };
}

async function answerCall(
  stream: ServerHttp2Stream,
  headers: readonly string[],
  method: GrpcMethod | undefined,
): Promise<void> {
  const contentType = { ':status': 200, 'content-type': 'application/grpc' };
  if (method === undefined) {
    stream.respond({ ...contentType, 'grpc-status': String(grpcCodes.unimplemented) }, { endStream: true });
    return;
  }
  let status: Record<string, string> = { 'grpc-status': '0' };
  stream.respond(contentType, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(status));
  try {
    await method({
      metadata: name => valuesOf(headers, name),
      messages: messagesOf(stream),
      send: (...messages) => sendOn(stream, messages),
    });
  } catch (error) {
    const code = error instanceof GrpcRefusal ? error.code : grpcCodes.unknown;
    const said = error instanceof Error ? error.message : String(error);
    status = { 'grpc-status': String(code), 'grpc-message': encodeURIComponent(said) };
  }
  if (stream.destroyed) return;
  stream.resume();
  stream.end();
}

/** `headers`: names and values in turn. BuildKit writes what is not ASCII as in an address, and says so beside it. */
function valuesOf(headers: readonly string[], name: string): readonly string[] {
  const values = (of: string) => headers.filter((_, index) => index % 2 === 1 && headers[index - 1] === of);
  const isEncoded = values(`${name}-encoded`)[0] === '1';
  return values(name).map(value => (isEncoded ? decodeURIComponent(value.replaceAll('+', ' ')) : value));
}

const headLength = 5;

async function* messagesOf(stream: Duplex): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  // Whoever has heard enough still wants to answer.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= headLength) {
      const end = headLength + rest.readUInt32BE(1);
      if (rest.length < end) break;
      if (rest[0] !== 0) throw new GrpcRefusal('Compressed messages are not understood', grpcCodes.unimplemented);
      yield rest.subarray(headLength, end);
      rest = rest.subarray(end);
    }
  }
}

function sendOn(stream: Duplex, messages: readonly Uint8Array[]): Promise<void> {
  const framed = Buffer.allocUnsafe(messages.reduce((sum, message) => sum + headLength + message.length, 0));
  let at = 0;
  for (const message of messages) {
    framed[at] = 0;
    framed.writeUInt32BE(message.length, at + 1);
    framed.set(message, at + headLength);
    at += headLength + message.length;
  }
  return new Promise((resolve, reject) => {
    if (stream.destroyed || stream.writableEnded) return reject(gone());
    if (stream.write(framed)) return resolve();
    const drained = () => {
      stream.off('close', closed);
      resolve();
    };
    const closed = () => {
      stream.off('drain', drained);
      reject(gone());
    };
    stream.once('drain', drained).once('close', closed);
  });
}

function gone(): Error {
  return new Error('The caller has gone');
}

/** Asks one question and closes the connection. Rejects when the answer is no message. */
export async function askGrpc(connection: Duplex, path: string, request: Uint8Array): Promise<Buffer> {
  const client = http2Connect('http://engine', { createConnection: () => connection });
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      client.on('error', reject);
      connection.once('close', () => reject(gone()));
      const stream = client.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', reject);
      void (async () => {
        await sendOn(stream, [request]);
        stream.end();
        for await (const answer of messagesOf(stream)) return resolve(answer);
        reject(new Error(`${path} was not answered`));
      })().catch(reject);
    });
  } finally {
    client.destroy();
    connection.destroy();
  }
}
