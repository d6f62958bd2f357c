/**
 * Entry of the language server's own process: `--stdio` for any editor, `--node-ipc` for VS Code. Small, so that an editor
 * has its first answer before the rest is loaded.
 */
import { version } from '../../package.json';
import { answerEarly } from './lsp/early-answer.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
const transport = process.argv.find(argument =>
  transports.some(it => argument === it || argument.startsWith(`${it}=`)),
);

async function start(output?: NodeJS.WritableStream): Promise<void> {
  const { startServer } = await import('./language-server.ts');
  startServer(version, output);
}

async function startAnswered(): Promise<void> {
  const output = await answerEarly(process.stdin, process.stdout, version);
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
