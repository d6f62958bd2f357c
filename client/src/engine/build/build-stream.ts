// Reads the engine's answer to a build: one JSON text a line, BuildKit's status inside some of them. A build has
// succeeded only when an image id came and no error did; an answer that just ends has not.
import { answerLines } from '../answer-lines.ts';
import { BuildFailed, type BuildProgress, type BuildStep, type BuiltImage } from '../engine.ts';
import { readBuildkitStatus } from './buildkit-status.ts';

export async function readBuild(
  answer: NodeJS.ReadableStream,
  onProgress: (progress: BuildProgress) => void,
): Promise<BuiltImage> {
  let imageId: string | undefined;
  let error: string | undefined;
  let failed: BuildStep | undefined;
  for await (const line of answerLines(answer)) {
    const item = parseItem(line);
    switch (item.kind) {
      case 'status':
        for (const progress of readBuildkitStatus(item.status)) {
          if (progress.kind === 'step' && progress.step.state === 'failed') failed = progress.step;
          onProgress(progress);
        }
        break;
      case 'image':
        imageId = item.imageId;
        break;
      case 'output':
        onProgress({ kind: 'output', step: '', text: item.text });
        break;
      case 'error':
        error = item.message;
        break;
      case 'other':
        break;
    }
  }
  if (error !== undefined) throw new BuildFailed(error, failed);
  if (imageId === undefined)
    throw new BuildFailed(failed?.error ?? 'The engine ended the build without an image', failed);
  return { imageId };
}

type Item =
  | { readonly kind: 'status'; readonly status: Uint8Array }
  | { readonly kind: 'image'; readonly imageId: string }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'other' };

/** What the engine sends a line, apart from what we have no use for. */
interface Message {
  readonly id?: unknown;
  readonly aux?: unknown;
  readonly stream?: unknown;
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown };
}

function parseItem(line: string): Item {
  const message = JSON.parse(line) as Message;
  const failure = message.errorDetail?.message ?? message.error;
  if (failure !== undefined) return { kind: 'error', message: String(failure) };
  if (message.id === 'moby.buildkit.trace' && typeof message.aux === 'string')
    return { kind: 'status', status: Buffer.from(message.aux, 'base64') };
  // BuildKit's id is `moby.image.id`; the classic builder sends the same object without an id.
  if (hasId(message.aux)) return { kind: 'image', imageId: message.aux.ID };
  if (typeof message.stream === 'string') return { kind: 'output', text: message.stream };
  return { kind: 'other' };
}

function hasId(aux: unknown): aux is { readonly ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}
