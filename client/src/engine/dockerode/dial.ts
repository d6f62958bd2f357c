// A request over dockerode's transport whose answer is read by ourselves.
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { inOurWords } from './answers.ts';

/** In dockerode's words. `path` is encoded already; a `?` at its end is replaced by the query. */
export interface DialedRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly options?: object;
  readonly file?: NodeJS.ReadableStream;
  /** The connection itself is wanted, for both directions. */
  readonly hijack?: true;
  readonly openStdin?: true;
  readonly allowEmpty?: true;
  /** What is no refusal. A connection that is handed over is none in any case. */
  readonly accepted: readonly number[];
}

/**
 * The answer, which nobody has begun to read, as soon as the engine has begun to give it. Rejects in our words, and with the
 * signal's reason when it was given up.
 */
export function dial(docker: Dockerode, asked: DialedRequest, signal?: AbortSignal): Promise<Duplex> {
  const { accepted, ...request } = asked;
  return new Promise((resolve, reject) => {
    const dialed = {
      ...request,
      isStream: true,
      statusCodes: Object.fromEntries(accepted.map(status => [status, true])),
      ...(signal === undefined ? {} : { abortSignal: signal }),
    };
    // dockerode's types know neither lists as headers nor requests without options.
    docker.modem.dial(dialed as unknown as Parameters<typeof docker.modem.dial>[0], (error, answer) => {
      if (signal?.aborted === true) {
        (answer as Duplex | undefined)?.destroy();
        reject(signal.reason);
      } else if (error) reject(inOurWords(error));
      else resolve(answer as Duplex);
    });
  });
}
