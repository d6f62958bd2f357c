// Takes the arguments of the desktop `code` that matter for a run of tests, and does the same in the headless VS Code
// Server with a Chromium in front of it. Exits with 0 when the tests passed and with 1 when they did not.
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { environment } from './environment.ts';
import { openCleanup } from './keep.ts';
import { picturesFolder } from './project-paths.ts';
import { startVscodeServer } from './vscode-server.ts';
import { headlessVscode } from './vscode-tools.ts';
import { serveWorkbench, viewport } from './workbench.ts';

interface Arguments {
  readonly folder: string | undefined;
  readonly development: readonly string[];
  readonly tests: string;
  readonly userData: string | undefined;
  readonly extensions: string | undefined;
  readonly workspaceTrust: 'asked' | 'given';
}

function readArguments(args: readonly string[]): Arguments {
  const values = (name: string) =>
    args.filter(arg => arg.startsWith(`${name}=`)).map(arg => arg.slice(name.length + 1));
  const tests = values('--extensionTestsPath')[0];
  if (tests === undefined) throw new Error('--extensionTestsPath=… is required');
  return {
    folder: args.find(arg => !arg.startsWith('-')),
    development: values('--extensionDevelopmentPath'),
    tests,
    userData: values('--user-data-dir')[0],
    extensions: values('--extensions-dir')[0],
    // runTests always asks for a trusted workspace; the test bed also wants to see the other one.
    workspaceTrust:
      args.includes('--disable-workspace-trust') && process.env[environment.trust] !== 'restricted' ? 'given' : 'asked',
  };
}

/** Flags under which Debian's Chromium runs as root, without a GPU, and calls nobody. */
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  const tool = await headlessVscode();
  if (tool.kind === 'missing') {
    console.error(tool.reason);
    return 1;
  }
  const cleanup = openCleanup();
  try {
    const browser = await chromium.launch({
      executablePath: tool.tool.chromium,
      args: chromiumFlags,
      // Interrupts are ours to handle: the server has to end too.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    cleanup.defer(() => browser.close());
    const page = await browser.newPage({ viewport, locale: 'en-US', reducedMotion: 'reduce' });
    const bridge = await serveWorkbench(page, picturesFolder);
    cleanup.defer(bridge.close);

    const folder = cleanup.folder('vscode');
    const server = await startVscodeServer({
      tool: tool.tool,
      folder: join(folder, 'server'),
      userData: args.userData ?? join(folder, 'user-data'),
      extensions: args.extensions ?? join(folder, 'extensions'),
      env: { ...process.env, [environment.workbench]: bridge.address },
      workspaceTrust: args.workspaceTrust,
      audience: { kind: 'tests' },
      port: 0,
    });
    cleanup.defer(server.process.stop);
    // Before the server, or the workbench would try to reconnect.
    cleanup.defer(() => browser.close());

    const opened = process.env[environment.folder] === 'none' ? undefined : (args.folder ?? folder);
    const address = server.address(opened, [
      ...args.development.map(path => ['extensionDevelopmentPath', server.remoteUri(path)] as const),
      ['extensionTestsPath', server.remoteUri(args.tests)],
    ]);
    return await runTests(page, address);
  } finally {
    await cleanup.close();
  }
}

/** Opens the workbench and settles with the tests' exit code. */
async function runTests(page: Page, address: string): Promise<number> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    const print = type === 'error' || type === 'warn' ? console.error : console.log;
    print(...args);
  });
  const exitCode = new Promise<number>((resolve, reject) => {
    page.on('crash', () => reject(new Error('The browser page crashed')));
    page.on('close', () => reject(new Error('The browser page was closed')));
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
  await page.goto(address);
  return exitCode;
}

void main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
