import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { wholeMessages } from '../../server/src/lsp/whole-messages.ts';

test('head and body of a message leave together, and everything else as it comes', async () => {
  const output = new PassThrough();
  const written: string[] = [];
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const joined = wholeMessages(output);
  for (const chunk of ['Content-Length: 2\r\n\r\n', '{}', 'Content-Length: 4\r\n\r\n', '\r\n\r\n', 'rest'])
    await new Promise<void>(resolve => {
      joined.write(Buffer.from(chunk), () => resolve());
    });
  expect(written).toEqual(['Content-Length: 2\r\n\r\n{}', 'Content-Length: 4\r\n\r\n\r\n\r\n', 'rest']);
});
