/** Programs that build for us end with all that they have started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endsWith, ownGroup } from '../../../client/src/builds/own-program.ts';

/** Starts a program that holds its output open, and ends itself once that one is there. */
const leaving = `
const { spawn } = require('node:child_process');
const stays = 'process.stdout.write(String(process.pid)); setInterval(() => {}, 1000)';
const child = spawn(process.execPath, ['-e', stays], { stdio: ['ignore', 'inherit', 'ignore'] });
child.on('spawn', () => process.exit());
`;

it.skipIf(process.platform === 'win32')('A program that is stopped ends with what it left behind', async () => {
  const abort = new AbortController();
  const before = process.listenerCount('exit');
  const child = spawn(process.execPath, ['-e', leaving], { stdio: ['ignore', 'pipe', 'ignore'], ...ownGroup });
  const ending = endsWith(child, { signal: abort.signal, asking: 'SIGTERM' });
  const ended = once(child, 'exit');
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await ended;
  expect(child.stdout.readableEnded).toBe(false);
  abort.abort();
  // Not before all have ended that hold its output open.
  await closed;
  ending.dispose();
  expect(process.listenerCount('exit')).toBe(before);
});
