/**
 * Entry of the language server's own process: `--stdio` for any editor, `--node-ipc` for VS Code. Small, so that an editor
 * has its first answer before the rest is loaded.
 */
import { readSync, writeSync } from 'node:fs';
import { version } from '../../package.json';
import { answerAtOnce, answerEarly } from './lsp/early-answer.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
const transport = process.argv.find(argument =>
  transports.some(it => argument === it || argument.startsWith(`${it}=`)),
);

async function start(output?: NodeJS.WritableStream): Promise<void> {
  const { startServer } = await import('./language-server.ts');
  startServer(version, output);
}

/** Waits for what the client sends first, without a stream: to make one takes longer than to answer. */
function sentFirst(): Buffer {
  const bytes = Buffer.allocUnsafe(65_536);
  try {
    return bytes.subarray(0, readSync(0, bytes));
  } catch {
    return bytes.subarray(0, 0); // Nothing is there yet, and this pipe does not wait.
  }
}

async function startAnswered(): Promise<void> {
  const sent = sentFirst();
  const answered = answerAtOnce(sent, text => writeSync(1, text), version);
  if (sent.length > 0) process.stdin.unshift(sent);
  const output = answered ? answered(process.stdout) : await answerEarly(process.stdin, process.stdout, version);
  if (output) await start(output);
  // As after any end of the input without `exit`.
  else process.exitCode = 1;
}

if (transport === undefined) {
  process.stderr.write('Slipway language server: say how to talk to it, with --stdio or --node-ipc\n');
  process.exitCode = 2;
} else {
  void (transport === '--stdio' ? startAnswered() : start());
}
