import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { PromptWriter } from '../../server/src/lsp/prompt-writer.ts';

test('a message leaves at once and in one piece, its length told in bytes', async () => {
  const output = new PassThrough();
  const written: string[] = [];
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const writer = new PromptWriter(output);
  const message = { jsonrpc: '2.0', method: 'häßlich' };
  const done = writer.write(message);
  expect(written).toEqual([`Content-Length: 38\r\n\r\n${JSON.stringify(message)}`]);
  await done;
});

test('a stream that is gone is an error of the writer and of the message', async () => {
  const output = new PassThrough();
  const writer = new PromptWriter(output);
  const errors: unknown[] = [];
  writer.onError(([error]) => errors.push(error));
  output.destroy();
  await expect(writer.write({ jsonrpc: '2.0' })).rejects.toThrow();
  expect(errors.length).toBeGreaterThan(0);
});
