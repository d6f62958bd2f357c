// Decodes BuildKit's StatusResponse (moby/buildkit, api/services/control/control.proto) as far as Slipway shows it.
import type { BuildProgress, BuildStep, BuildWarning } from '../engine.ts';
import { fields, text } from './protobuf.ts';

/** Steps first, then what they transfer, their output and warnings, each in the order BuildKit sent them. */
export function readBuildkitStatus(message: Uint8Array): readonly BuildProgress[] {
  const steps: BuildProgress[] = [];
  const others: BuildProgress[] = [];
  for (const { number, bytes } of fields(message)) {
    if (number === 1) steps.push({ kind: 'step', step: readVertex(bytes) });
    else if (number === 2) others.push(readTransfer(bytes));
    else if (number === 3) others.push(readLog(bytes));
    else if (number === 4) others.push({ kind: 'warning', warning: readWarning(bytes) });
  }
  return [...steps, ...others];
}

function readVertex(message: Uint8Array): BuildStep {
  let digest = '';
  let name = '';
  let error = '';
  let isCached = false;
  let startedAt: number | undefined;
  let endedAt: number | undefined;
  for (const field of fields(message)) {
    if (field.number === 1) digest = text(field.bytes);
    else if (field.number === 3) name = text(field.bytes);
    else if (field.number === 4) isCached = field.value !== 0;
    else if (field.number === 5) startedAt = readTime(field.bytes);
    else if (field.number === 6) endedAt = readTime(field.bytes);
    else if (field.number === 7) error = text(field.bytes);
  }
  const times = { ...(startedAt === undefined ? {} : { startedAt }), ...(endedAt === undefined ? {} : { endedAt }) };
  if (error !== '') return { digest, name, state: 'failed', ...times, error };
  const state = isCached ? 'cached' : endedAt !== undefined ? 'done' : startedAt !== undefined ? 'running' : 'waiting';
  return { digest, name, state, ...times };
}

/** Milliseconds since 1970, with a fraction. */
function readTime(message: Uint8Array): number {
  let milliseconds = 0;
  for (const { number, value } of fields(message)) {
    if (number === 1) milliseconds += value * 1000;
    else if (number === 2) milliseconds += value / 1_000_000;
  }
  return milliseconds;
}

function readTransfer(message: Uint8Array): BuildProgress {
  let id = '';
  let step = '';
  let name = '';
  let current = 0;
  let total = 0;
  let isDone = false;
  for (const field of fields(message)) {
    if (field.number === 1) id = text(field.bytes);
    else if (field.number === 2) step = text(field.bytes);
    else if (field.number === 3) name = text(field.bytes);
    else if (field.number === 4) current = field.value;
    else if (field.number === 5) total = field.value;
    else if (field.number === 8) isDone = true;
  }
  return { kind: 'transfer', step, transfer: { id, name: name || id, current, total, isDone } };
}

function readLog(message: Uint8Array): BuildProgress {
  let step = '';
  let output = '';
  for (const field of fields(message)) {
    if (field.number === 1) step = text(field.bytes);
    else if (field.number === 4) output = text(field.bytes);
  }
  return { kind: 'output', step, text: output };
}

function readWarning(message: Uint8Array): BuildWarning {
  let short = '';
  let url = '';
  let lines: BuildWarning['lines'];
  const detail: string[] = [];
  for (const field of fields(message)) {
    if (field.number === 3) short = text(field.bytes);
    else if (field.number === 4) detail.push(text(field.bytes));
    else if (field.number === 5) url = text(field.bytes);
    else if (field.number === 7) lines ??= readRange(field.bytes);
  }
  return {
    message: short,
    detail: detail.join('\n'),
    ...(url === '' ? {} : { url }),
    ...(lines === undefined ? {} : { lines }),
  };
}

/** BuildKit counts lines from one. */
function readRange(message: Uint8Array): BuildWarning['lines'] {
  const line = (position: Uint8Array) => {
    for (const { number, value } of fields(position)) if (number === 1) return value;
    return 0;
  };
  let start = 0;
  let end = 0;
  for (const { number, bytes } of fields(message)) {
    if (number === 1) start = line(bytes);
    else if (number === 2) end = line(bytes);
  }
  return start < 1 ? undefined : { start: start - 1, end: Math.max(start, end) - 1 };
}
