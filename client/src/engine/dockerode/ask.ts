// Asks for JSON the way dockerode does, but reads the answer itself: dockerode never settles when the connection breaks in
// the middle of one, and takes a text that is no JSON for an answer.
import type Dockerode from 'dockerode';
import { EngineUnreachable } from '../engine.ts';
import { dial } from './dial.ts';

/** `path` without a query, its parts already encoded. Rejects with the signal's reason when it was given up. */
export async function askJson(
  docker: Dockerode,
  path: string,
  query: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<unknown> {
  const answer = await askStream(docker, path, query, signal);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : brokenOff(error);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    const message = `The container engine answered ${path} with what is no JSON: is it one?`;
    throw new EngineUnreachable({ reason: 'incompatible', message });
  }
}

/** Settles when the engine has begun to answer. */
export function askStream(
  docker: Dockerode,
  path: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  const hasQuery = Object.keys(query).length > 0;
  const request = {
    path: hasQuery ? `${path}?` : path,
    options: { ...query },
    method: 'GET',
    accepted: [200],
  } as const;
  return dial(docker, request, signal);
}

/** What is rejected with when the connection broke in the middle of an answer. */
export function brokenOff(error: unknown): Error {
  const detail = error instanceof Error ? error.message : String(error);
  return new EngineUnreachable({
    reason: 'not-running',
    message: `The connection to the container engine broke off (${detail})`,
  });
}
