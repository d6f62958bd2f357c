/** Entry of the language server's own process: `--stdio` for any editor, `--node-ipc` for VS Code. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { createAnalyzer } from './analyzer.ts';
import { nodeWorkspace } from './cli/node-workspace.ts';
import { serve } from './lsp/server.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some(argument => transports.some(it => argument === it || argument.startsWith(`${it}=`)))) {
  serve(createConnection(), {
    disk: nodeWorkspace(),
    version,
    // The bundle stands in dist/, the pages beside it where they were generated.
    rulePages: `${pathToFileURL(join(__dirname, '..', 'server', 'docs', 'rules')).href}/`,
    createAnalyzer,
  });
} else {
  process.stderr.write('Slipway language server: say how to talk to it, with --stdio or --node-ipc\n');
  process.exitCode = 2;
}
