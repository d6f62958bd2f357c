// Takes apart what the engine sends for a program without a terminal: frames of 8 bytes of header (stream, three zeros,
// length) and a payload. Payloads are handed on piece by piece as they come, so that nothing is copied or gathered.
import { EngineRefused } from '../engine.ts';
import type { LogChunk } from '../sessions.ts';

const headerLength = 8;
/** Frames of this kind hold why the engine cannot go on. */
const systemError = 3;
/** Such a text is cut there. */
const longestError = 4096;

/**
 * Takes the pieces as the network cut them. Bytes that are no frame are passed on as they are, and all that follow. Throws
 * `EngineRefused` when the engine says that it cannot go on.
 */
export function demultiplexer(): (piece: Uint8Array) => readonly LogChunk[] {
  const header = new Uint8Array(headerLength);
  let headerFilled = 0;
  let kind = 0;
  /** Bytes of the payload that have not come yet. */
  let missing = 0;
  let isStart = true;
  let isRaw = false;
  let error = '';
  return piece => {
    const chunks: LogChunk[] = [];
    let at = 0;
    while (at < piece.length) {
      if (isRaw) {
        chunks.push({ stream: 'stdout', bytes: piece.subarray(at), isStart: false });
        break;
      }
      if (missing > 0) {
        const bytes = piece.subarray(at, at + missing);
        at += bytes.length;
        missing -= bytes.length;
        if (kind !== systemError) chunks.push({ stream: kind === 2 ? 'stderr' : 'stdout', bytes, isStart });
        else if (error.length < longestError) error += new TextDecoder().decode(bytes);
        isStart = false;
        if (missing === 0 && kind === systemError) throw new EngineRefused(error.slice(0, longestError).trim(), 500);
        continue;
      }
      const part = piece.subarray(at, at + headerLength - headerFilled);
      header.set(part, headerFilled);
      headerFilled += part.length;
      at += part.length;
      if (!isHeader(header, headerFilled)) {
        isRaw = true;
        chunks.push({ stream: 'stdout', bytes: header.slice(0, headerFilled), isStart: true });
      } else if (headerFilled === headerLength) {
        headerFilled = 0;
        kind = header[0] ?? 0;
        missing = new DataView(header.buffer).getUint32(4);
        isStart = true;
      }
    }
    return chunks;
  };
}

function isHeader(header: Uint8Array, filled: number): boolean {
  return header.subarray(0, Math.min(filled, 4)).every((byte, i) => (i === 0 ? byte <= systemError : byte === 0));
}
