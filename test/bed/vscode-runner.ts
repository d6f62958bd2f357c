// One run of the suite in VS Code, as a process that can be interrupted. Arguments: VS Code's executable, the folder to
// open, user data folder, extensions folder.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { projectRoot } from './project-paths.ts';

async function main(): Promise<number> {
  const [executable, folder, userData, extensions] = process.argv.slice(2);
  if (executable === undefined || folder === undefined) throw new Error('An executable and a folder are needed');
  return runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: join(projectRoot, 'out/vscode/run'),
    launchArgs: [folder, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`],
  });
}

void main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
