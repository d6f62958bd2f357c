/** The language server as a process: its connection, the disk, and the analyzer. A bundle of its own, loaded by `main.ts`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import { createAnalyzer } from './analyzer.ts';
import { nodeWorkspace } from './cli/node-workspace.ts';
import { shellCheckProgram } from './cli/shellcheck-program.ts';
import { serve } from './lsp/server.ts';
import { wholeMessages } from './lsp/whole-messages.ts';

/** Serves over `output` and the standard input, or over what the command line says. */
export function startServer(version: string, output?: NodeJS.WritableStream): void {
  serve(output ? createConnection(process.stdin, wholeMessages(output)) : createConnection(), {
    disk: nodeWorkspace(),
    version,
    // The bundle stands in dist/, the pages beside it where they were generated.
    rulePages: `${pathToFileURL(join(__dirname, '..', 'server', 'docs', 'rules')).href}/`,
    createAnalyzer,
    shellcheck: options => shellCheckProgram({ ...options, environment: process.env }),
  });
}
