// `npm start`: builds Slipway and opens a VS Code with it on a copy of the sample project: the desktop one when `code` is
// on the PATH, else the browser one, whose address it prints and which runs until Ctrl+C.
//   --reset        a fresh copy of the sample project (out/sample keeps your edits otherwise)
//   --folder PATH  your own project instead of the sample
//   --browser      the browser one even though `code` is there
//   --port N       its port; any free one when absent
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findOnPath, run } from './command.ts';
import { type Cleanup, openCleanup } from './keep.ts';
import { projectRoot } from './project-paths.ts';
import { startVscodeServer } from './vscode-server.ts';
import { quietSettings } from './vscode-settings.ts';
import { vscodeServer } from './vscode-tools.ts';

async function main(cleanup: Cleanup): Promise<number> {
  const { values } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      folder: { type: 'string' },
      browser: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
    },
  });
  const built = await run(process.execPath, ['esbuild.mjs'], { cwd: projectRoot, output: 'show' });
  if (built.code !== 0) return built.code;

  const folder = values.folder === undefined ? sampleFolder(values.reset ? 'fresh' : 'kept') : resolve(values.folder);
  const code = values.browser ? undefined : findOnPath('code');
  if (code !== undefined) {
    console.log(`Opening ${folder} in ${code}`);
    const args = ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder];
    return (await run(code, args, { output: 'show' })).code;
  }

  const tool = await vscodeServer();
  if (tool.kind === 'missing') {
    console.error(`No "code" on the PATH, and ${tool.reason}`);
    return 1;
  }
  const scratch = cleanup.folder('start');
  const userData = join(scratch, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(quietSettings, undefined, 2));
  const server = await startVscodeServer({
    tool: tool.tool,
    folder: join(scratch, 'server'),
    userData,
    extensions: extensionsFolder(scratch),
    env: process.env,
    workspaceTrust: 'given',
    audience: { kind: 'people', token: randomBytes(20).toString('hex') },
    port: Number(values.port),
  });
  cleanup.defer(server.process.stop);
  console.log(`
VS Code with Slipway on ${folder}

  ${server.address(folder)}

Open this address in a browser on this machine (it holds a secret token). Ctrl+C ends it.`);
  return server.process.ended;
}

/** The sample's copy that the user works on. */
function sampleFolder(copy: 'fresh' | 'kept'): string {
  const folder = join(projectRoot, 'out/sample');
  if (copy === 'fresh') rmSync(folder, { recursive: true, force: true });
  if (!existsSync(folder)) cpSync(join(projectRoot, 'test/sample'), folder, { recursive: true });
  return folder;
}

/** A folder of installed extensions that holds this checkout as one of them, so that a rebuild and a reload suffice. */
function extensionsFolder(scratch: string): string {
  const { publisher, name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly publisher: string;
    readonly name: string;
    readonly version: string;
  };
  const folder = join(scratch, 'extensions');
  mkdirSync(folder);
  symlinkSync(projectRoot, join(folder, `${publisher}.${name}-${version}`));
  return folder;
}

const cleanup = openCleanup();
void main(cleanup).then(
  async code => {
    await cleanup.close();
    process.exit(code);
  },
  async (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    await cleanup.close();
    process.exit(1);
  },
);
