/** Entry of the command line: the process, wired to the commands. */
import { version } from '../../../package.json';
import { rules } from '../rules/index.ts';
import { type Command, readArguments } from './arguments.ts';
import { buildPlan } from './build-plan.ts';
import { helpTexts } from './help-text.ts';
import type { ExitCode, Host, Output } from './host.ts';
import { lint } from './lint.ts';
import { listRules } from './list-rules.ts';
import { explainRule } from './rule-text.ts';
import { errorCode } from './system-error.ts';
import { paintFor } from './terminal-text.ts';

const defaultWidth = 100;
/** Text wider than this is hard to read. */
const maxWidth = 120;

const host: Host = {
  folder: process.cwd(),
  environment: process.env,
  version,
  out: output(process.stdout),
  err: output(process.stderr),
  readStdin,
  now: () => performance.now(),
};

async function run(command: Command): Promise<ExitCode> {
  switch (command.kind) {
    case 'help':
      host.out.write(helpTexts[command.topic]);
      return 0;
    case 'version':
      host.out.write(`${version}\n`);
      return 0;
    case 'lint':
      return lint(command.options, host);
    case 'build':
      return buildPlan(command.options, host);
    case 'topology':
      return (await import('./topology.ts')).topology(command.options, host);
    case 'rules':
      host.out.write(listRules(rules, command.format, host.out.paint(command)));
      return 0;
    case 'explain':
      host.out.write(explainRule(command.rule, { paint: host.out.paint(command), width: host.out.width }));
      return 0;
    case 'usage-error': {
      const help = command.topic === 'slipway' ? 'slipway --help' : `slipway ${command.topic} --help`;
      host.err.write(`slipway: ${command.message}\nSee "${help}".\n`);
      return 2;
    }
  }
}

function output(stream: NodeJS.WriteStream): Output {
  // Whoever reads our output may stop reading, as `head` does: nobody is left to tell anything, so that is no failure.
  stream.on('error', error => {
    if (errorCode(error) !== 'EPIPE') process.exitCode = 2;
  });
  return {
    write: text => void (text !== '' && stream.write(text)),
    isTerminal: stream.isTTY === true,
    width: Math.min(maxWidth, stream.columns || defaultWidth),
    paint: ({ noColor }) => paintFor({ noColor, isTerminal: stream.isTTY === true, environment: process.env }),
  };
}

async function readStdin(limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

run(readArguments(process.argv.slice(2), rules)).then(
  code => {
    process.exitCode ??= code;
  },
  (error: unknown) => {
    host.err.write(
      `slipway: this is a mistake in Slipway; please report it.\n${error instanceof Error ? error.stack : error}\n`,
    );
    process.exitCode = 2;
  },
);
