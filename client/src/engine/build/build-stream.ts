// Reads the engine's answer to a build: one JSON text a line, BuildKit's status inside some of them. A build has
// succeeded only when an image id came and no error did; an answer that just ends has not.
import { answerLines } from '../answer-lines.ts';
import { BuildFailed, type BuildProgress, type BuildStep } from '../engine.ts';
import { readBuildkitStatus } from './buildkit-status.ts';
import { classicSteps } from './classic-steps.ts';

export async function readBuild(
  answer: NodeJS.ReadableStream,
  onProgress: (progress: BuildProgress) => void,
  now: () => number = Date.now,
): Promise<{ readonly imageId: string }> {
  let imageId: string | undefined;
  let error: { readonly message: string; readonly exitCode: number | undefined } | undefined;
  const failure = failureWatch();
  const pass = (progress: BuildProgress) => {
    failure.saw(progress);
    onProgress(progress);
  };
  const classic = classicSteps(now);
  for await (const line of answerLines(answer)) {
    const item = parseItem(line);
    switch (item.kind) {
      case 'status':
        for (const progress of readBuildkitStatus(item.status)) pass(progress);
        break;
      case 'image':
        imageId = item.imageId;
        break;
      case 'output':
        for (const progress of classic.wrote(item.text)) pass(progress);
        break;
      case 'transfer':
        for (const progress of classic.moved(item.transfer)) pass(progress);
        break;
      case 'error':
        error = item;
        for (const progress of classic.failed(item.message)) pass(progress);
        break;
      case 'other':
        break;
    }
  }
  if (error !== undefined || imageId === undefined)
    throw failure.failed(error?.message, error?.exitCode) ?? new BuildFailed(withoutImage, undefined);
  for (const progress of classic.ended()) pass(progress);
  return { imageId };
}

const withoutImage = 'The engine ended the build without an image';

/** Remembers of a build's progress what has to be said should it fail. */
export interface FailureWatch {
  saw(progress: BuildProgress): void;
  /** Undefined where neither a message nor a step that failed is known. */
  failed(message: string | undefined, exitCode?: number): BuildFailed | undefined;
}

export function failureWatch(): FailureWatch {
  const failed = new Map<string, BuildStep>();
  const outputs = lastLines();
  return {
    saw(progress) {
      if (progress.kind === 'step' && progress.step.state === 'failed') failed.set(progress.step.digest, progress.step);
      if (progress.kind === 'output') outputs.add(progress.step, progress.text);
    },
    failed(said, exitCode) {
      const step = failingStep([...failed.values()], said ?? '');
      const message = said ?? step?.error;
      if (message === undefined) return undefined;
      const output = step === undefined ? [] : outputs.of(step.digest);
      return new BuildFailed(message, step, output, exitCode ?? exitCodeIn(step?.error ?? message));
    },
  };
}

/** Of several the one the message is about: those that ran beside it failed because they were given up. */
export function failingStep(failed: readonly BuildStep[], message: string): BuildStep | undefined {
  return (
    failed.find(({ error = '' }) => error !== '' && message.includes(error)) ??
    failed.find(({ error = '' }) => !/context canceled$/.test(error)) ??
    failed[0]
  );
}

/** `process "…" did not complete successfully: exit code: 3`, or the classic builder's `returned a non-zero code: 3`. */
export function exitCodeIn(message: string): number | undefined {
  const code = /(?:exit code|non-zero code): (\d{1,10})\s*$/.exec(message)?.[1];
  return code === undefined ? undefined : Number(code);
}

const keptLines = 20;
/** Of what may be one endless line. */
const longestLine = 10_000;

/** The last lines of each step; what comes bit by bit is put together. */
function lastLines() {
  const steps = new Map<string, { readonly lines: string[]; rest: string }>();
  return {
    add(step: string, text: string) {
      const known = steps.get(step) ?? { lines: [], rest: '' };
      steps.set(step, known);
      const lines = text.split('\n');
      for (const [index, line] of lines.entries()) {
        known.rest = (known.rest + line).slice(-longestLine);
        if (index === lines.length - 1) break;
        known.lines.push(known.rest);
        known.rest = '';
      }
      known.lines.splice(0, known.lines.length - keptLines);
    },
    of(step: string): readonly string[] {
      const { lines = [], rest = '' } = steps.get(step) ?? {};
      return [...lines, ...(rest === '' ? [] : [rest])].map(line => line.replace(/\r$/, '')).slice(-keptLines);
    },
  };
}

export interface LayerTransfer {
  readonly id: string;
  readonly status: string;
  readonly current: number;
  readonly total: number;
}

type Item =
  | { readonly kind: 'status'; readonly status: Uint8Array }
  | { readonly kind: 'image'; readonly imageId: string }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'transfer'; readonly transfer: LayerTransfer }
  | { readonly kind: 'error'; readonly message: string; readonly exitCode: number | undefined }
  | { readonly kind: 'other' };

/** What the engine sends a line, apart from what we have no use for. */
interface Message {
  readonly id?: unknown;
  readonly aux?: unknown;
  readonly stream?: unknown;
  readonly status?: unknown;
  readonly progressDetail?: { readonly current?: unknown; readonly total?: unknown };
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown; readonly code?: unknown };
}

function parseItem(line: string): Item {
  const message = JSON.parse(line) as Message;
  const failure = message.errorDetail?.message ?? message.error;
  if (failure !== undefined) {
    const code = message.errorDetail?.code;
    // The engine puts 1 where it knows no better; a program that failed is told in its words, too.
    const exitCode = exitCodeIn(String(failure)) ?? (typeof code === 'number' && code > 1 ? code : undefined);
    return { kind: 'error', message: String(failure), exitCode };
  }
  if (message.id === 'moby.buildkit.trace' && typeof message.aux === 'string')
    return { kind: 'status', status: Buffer.from(message.aux, 'base64') };
  // BuildKit's id is `moby.image.id`; the classic builder sends the same object without an id.
  if (hasId(message.aux)) return { kind: 'image', imageId: message.aux.ID };
  if (typeof message.stream === 'string') return { kind: 'output', text: message.stream };
  if (typeof message.status === 'string' && typeof message.id === 'string') {
    const { current, total } = message.progressDetail ?? {};
    const transfer = { id: message.id, status: message.status, current: number(current), total: number(total) };
    return { kind: 'transfer', transfer };
  }
  return { kind: 'other' };
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function hasId(aux: unknown): aux is { readonly ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}
