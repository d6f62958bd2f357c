// Reads the engine's answer to a pull, a push or a load: one JSON text a line. The HTTP status is 200 even for what
// fails: only the absence of an error in the lines tells success.
import { answerLines } from '../answer-lines.ts';
import { EngineRefused } from '../engine.ts';
import type { TransferProgress } from '../images.ts';
import { withoutLinks } from '../without-links.ts';

/** Everything that was written as plain text (`Loaded image: …`). Rejects with the engine's words when it failed. */
export async function readTransfer(
  answer: NodeJS.ReadableStream,
  onProgress: (progress: TransferProgress) => void,
): Promise<string> {
  let text = '';
  let error: string | undefined;
  for await (const line of answerLines(answer)) {
    const message = parseLine(line);
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) error = String(failure).trim();
    else if (typeof message.stream === 'string') text += message.stream;
    else if (typeof message.status === 'string') onProgress(progressOf(message.status, message));
  }
  if (error !== undefined) throw new EngineRefused(withoutLinks(error), 200);
  return text;
}

/** References, or ids, in what the engine says of a load. */
export function loadedImages(text: string): readonly string[] {
  return [...text.matchAll(/^Loaded image(?: ID)?: (\S+)/gm)].flatMap(([, reference]) => reference ?? []);
}

/** What the engine sends a line. */
interface Message {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly stream?: unknown;
  readonly progressDetail?: { readonly current?: unknown; readonly total?: unknown } | null;
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown };
}

function parseLine(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    // A proxy in between that breaks off says so in its own words.
    return { error: line };
  }
}

function progressOf(status: string, { id, progressDetail }: Message): TransferProgress {
  const current = progressDetail?.current;
  const total = progressDetail?.total;
  return {
    layer: typeof id === 'string' && /^[0-9a-f]{12}$/.test(id) ? id : '',
    status,
    ...(typeof current === 'number' ? { current } : {}),
    ...(typeof total === 'number' && total > 0 ? { total } : {}),
  };
}
