// A headless VS Code: its server with the web workbench, the Node it needs, and a Chromium to look at it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runOrFail } from './command.ts';
import { cached, installPackages, missing, ready, type Tool } from './tool.ts';

/** The package carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';
const nodeMajor = '24';

export interface VscodeServerTool {
  /** Node binary that the server and its extension host run on. */
  readonly node: string;
  /** Entry script of the VS Code Server. */
  readonly serverMain: string;
}

export interface HeadlessVscode extends VscodeServerTool {
  readonly chromium: string;
}

/** The server and the browser: all that a run of tests in the headless VS Code needs. */
export async function headlessVscode(): Promise<Tool<HeadlessVscode>> {
  const browser = await chromium();
  if (browser.kind === 'missing') return browser;
  const server = await vscodeServer();
  if (server.kind === 'missing') return server;
  return ready({ ...server.tool, chromium: browser.tool });
}

export async function vscodeServer(): Promise<Tool<VscodeServerTool>> {
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64'))
    return missing(`the headless VS Code needs Linux on x64 or arm64, this is ${process.platform} on ${process.arch}`);
  const nodePackage = `node-linux-${process.arch}`;
  try {
    const nodeFolder = await cached(`node`, async into => {
      await runOrFail('npm', [...npmInstall, '--prefix', into, `${nodePackage}@${nodeMajor}`]);
      return nodeMajor;
    });
    const serverFolder = await cached('code-server', async into => {
      await runOrFail('npm', [...npmInstall, '--prefix', into, `code-server@${codeServerVersion}`]);
      // The VS Code Server inside has dependencies of its own, which the skipped install script would have brought.
      await runOrFail('npm', [...npmInstall, '--omit=dev'], { cwd: join(into, vscodeInside) });
      return codeServerVersion;
    });
    return ready({
      node: join(nodeFolder, 'node_modules', nodePackage, 'bin/node'),
      serverMain: join(serverFolder, vscodeInside, 'out/server-main.js'),
    });
  } catch (error) {
    const said = error instanceof Error ? (/^npm error .*$/m.exec(error.message)?.[0] ?? error.message) : String(error);
    return missing(`the headless VS Code comes through npm and could not be installed: connect to a network (${said})`);
  }
}

const vscodeInside = 'node_modules/code-server/lib/vscode';

/** Install scripts would compile native modules for minutes, and nothing here needs them. */
const npmInstall = [
  ...['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  // Without a network this is soon known.
  ...['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
];

async function chromium(): Promise<Tool<string>> {
  const find = () => findOnPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
  const found = find();
  if (found !== undefined && existsSync(found)) return ready(found);
  const lacking = await installPackages({ chromium: 'chromium' });
  const installed = find();
  return installed === undefined ? missing(lacking ?? 'chromium not found') : ready(installed);
}
