// Decodes BuildKit's StatusResponse (moby/buildkit, api/services/control/control.proto) as far as Slipway shows it.
// Unknown fields are passed over, as Protocol Buffers ask, so later BuildKits stay readable.
import type { BuildProgress, BuildStep } from '../engine.ts';

/** Steps first, then their output, each in the order BuildKit sent them. */
export function readBuildkitStatus(message: Uint8Array): readonly BuildProgress[] {
  const steps: BuildProgress[] = [];
  const outputs: BuildProgress[] = [];
  for (const field of fields(message)) {
    if (field.number === 1) steps.push({ kind: 'step', step: readVertex(field.bytes) });
    if (field.number === 3) outputs.push(readLog(field.bytes));
  }
  return [...steps, ...outputs];
}

function readVertex(message: Uint8Array): BuildStep {
  let digest = '';
  let name = '';
  let error = '';
  let isCached = false;
  let isStarted = false;
  let isCompleted = false;
  for (const field of fields(message)) {
    if (field.number === 1) digest = text(field.bytes);
    else if (field.number === 3) name = text(field.bytes);
    else if (field.number === 4) isCached = field.value !== 0;
    else if (field.number === 5) isStarted = true;
    else if (field.number === 6) isCompleted = true;
    else if (field.number === 7) error = text(field.bytes);
  }
  if (error !== '') return { digest, name, state: 'failed', error };
  const state = isCached ? 'cached' : isCompleted ? 'done' : isStarted ? 'running' : 'waiting';
  return { digest, name, state };
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

interface Field {
  readonly number: number;
  /** Of a varint; 0 for other wire types. */
  readonly value: number;
  /** Of a length-delimited field; empty for other wire types. */
  readonly bytes: Uint8Array;
}

const none = new Uint8Array();

/** The fields of one message. Ends silently where a message is cut short: what was complete is still true. */
function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), bytes: none };
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (at + length > message.length) return;
        yield { number, value: 0, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return;
    }
  }
}

const decoder = new TextDecoder();

function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
