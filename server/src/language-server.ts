/** The language server as a process: its connection, the disk, and the analyzer. A bundle of its own, loaded by `main.ts`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Connection, createConnection, StreamMessageReader } from 'vscode-languageserver/node';
import { createAnalyzer } from './analyzer.ts';
import { nodeContextLister } from './cli/node-context-lister.ts';
import { nodeWorkspace } from './cli/node-workspace.ts';
import { shellCheckProgram } from './cli/shellcheck-program.ts';
import { PromptWriter } from './lsp/prompt-writer.ts';
import { serve } from './lsp/server.ts';

/** Serves over `output` and the standard input, or over what the command line says. */
export function startServer(version: string, output?: NodeJS.WritableStream): void {
  serve(output ? overStdio(output) : createConnection(), {
    disk: nodeWorkspace(),
    lister: nodeContextLister(),
    version,
    // The bundle stands in dist/, the pages beside it where they were generated.
    rulePages: `${pathToFileURL(join(__dirname, '..', 'server', 'docs', 'rules')).href}/`,
    createAnalyzer,
    shellcheck: options => shellCheckProgram({ ...options, environment: process.env }),
  });
}

function overStdio(output: NodeJS.WritableStream): Connection {
  // A client that is gone without a word.
  for (const event of ['end', 'close']) process.stdin.on(event, () => process.exit(1));
  return createConnection(new StreamMessageReader(process.stdin), new PromptWriter(output));
}
