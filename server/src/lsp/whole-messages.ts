/**
 * The output with each message written at once. The connection writes head and body apart, and each write wakes whoever
 * reads: over a pipe that costs more than most answers.
 */
import { Writable } from 'node:stream';

const headEnd = Buffer.from('\r\n\r\n');

export function wholeMessages(output: NodeJS.WritableStream): NodeJS.WritableStream {
  let head: Buffer | undefined;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!head && chunk.subarray(-headEnd.length).equals(headEnd)) {
        head = chunk;
        done();
        return;
      }
      output.write(head ? Buffer.concat([head, chunk]) : chunk, done);
      head = undefined;
    },
  });
}
