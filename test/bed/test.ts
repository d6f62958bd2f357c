// `npm test`: builds, runs every suite in order on what was built, says how long each took against its budget, and closes
// with one plain line `N passed, M failed, K skipped`. Installs what it needs, leaves nothing running.
//   --only fast,vscode   some of: fast protocol engine vscode (the build always runs)
//   --grep TEXT          only tests inside VS Code whose name holds this text
//   --desktop            a desktop VS Code instead of the headless one
//   --long               also the long runs
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './command.ts';
import { startEngine, type TestEngine } from './engine.ts';
import { engineTool, oldestEngineTool } from './engine-tools.ts';
import { environment } from './environment.ts';
import { type Cleanup, openCleanup } from './keep.ts';
import { findLeftovers } from './leftovers.ts';
import { projectRoot } from './project-paths.ts';
import { registryTool, startRegistry } from './registry.ts';
import { shellCheckTool } from './shellcheck-tool.ts';
import { budgetLine, count, judgeSkips, readAllowedSkips, runSuite, type SuiteResult, skippedSuite } from './suite.ts';
import { vitestSuite } from './vitest-suite.ts';
import { vscodeExecutable, vscodeSuite } from './vscode-suite.ts';
import { headlessVscode } from './vscode-tools.ts';

const suiteNames = ['fast', 'protocol', 'engine', 'vscode'] as const;
type SuiteName = (typeof suiteNames)[number];

/** Minutes; a suite that takes three times as long is ended and has failed. The long runs may take ten times as long. */
const budgets: Readonly<Record<SuiteName | 'build' | 'set-up', number>> = {
  build: 0.5,
  fast: 5,
  protocol: 1,
  'set-up': 3,
  engine: 9,
  vscode: 8,
};

async function main(cleanup: Cleanup): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      grep: { type: 'string' },
      desktop: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
    },
  });
  const only = new Set(values.only?.split(',') ?? suiteNames);
  const unknown = [...only].filter(name => !suiteNames.some(known => known === name));
  if (unknown.length > 0) throw new Error(`--only knows ${suiteNames.join(', ')}; not ${unknown.join(', ')}`);

  const runId = randomUUID();
  const scratch = cleanup.folder('test');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    [environment.run]: runId,
    ...(values.long ? { [environment.long]: '1' } : {}),
    ...(values.grep === undefined ? {} : { [environment.grep]: values.grep }),
  };
  const limit = (name: SuiteName) =>
    AbortSignal.any([cleanup.closing, AbortSignal.timeout(budgets[name] * 60_000 * (values.long ? 30 : 3))]);

  const allowed = readAllowedSkips(readFileSync(join(projectRoot, 'test/allowed-skips'), 'utf8'));
  const machine = process.env['CI'] === 'true' ? 'ci' : 'personal';
  const results: SuiteResult[] = [];
  let running: Promise<SuiteResult> | undefined;
  cleanup.defer(async () => void (await running)); // What it has started by then is undone after it.
  const suite = async (name: SuiteName | 'build' | 'set-up', body: Parameters<typeof runSuite>[2]) => {
    // Interrupted: nothing new begins, and the process ends when all is undone.
    if (cleanup.closing.aborted) await new Promise(() => undefined);
    running = runSuite(name, budgets[name], body);
    results.push(judgeSkips(await running, allowed, machine));
  };

  await suite('build', async () => {
    const { code } = await run(process.execPath, ['esbuild.mjs'], { cwd: projectRoot, env, output: 'show' });
    return [{ name: 'The bundles build', outcome: code === 0 ? 'passed' : 'failed' }];
  });

  // The grammars are tested over those of VS Code itself, so it is installed before; a suite that misses it says so.
  if (only.has('fast') || only.has('vscode')) await headlessVscode();
  if (only.size > 1 || !only.has('engine')) {
    const tool = await shellCheckTool();
    if (tool.kind === 'missing') console.log(`Tests with ShellCheck are skipped: ${tool.reason}`);
  }

  if (only.has('fast')) await suite('fast', () => vitestSuite({ args: [], env, scratch, signal: limit('fast') }));
  const bundleSuite = (name: 'protocol' | 'engine', suiteEnv: NodeJS.ProcessEnv) =>
    vitestSuite({
      args: ['--config', 'test/bed/vitest.config.ts', '--project', name],
      env: suiteEnv,
      scratch,
      signal: limit(name),
    });
  if (only.has('protocol')) await suite('protocol', () => bundleSuite('protocol', env));

  let engine: TestEngine | undefined;
  let engineEnv = env;
  let withoutEngine = 'the private engine did not start';
  if (only.has('engine') || only.has('vscode')) {
    await suite('set-up', async () => {
      const tool = await engineTool();
      if (tool.kind === 'missing') {
        withoutEngine = tool.reason;
        return [{ name: 'A private Docker Engine starts', outcome: 'skipped', message: tool.reason }];
      }
      const start = async (found: typeof tool) => {
        const started = await startEngine(found.tool, env);
        cleanup.defer(async () => {
          await running; // The interrupted suite ends what it started on this engine first.
          await started.stop();
        });
        return started;
      };
      const oldest = await oldestEngineTool();
      const [newestEngine, oldestEngine] = await Promise.all([
        start(tool),
        oldest.kind === 'ready' ? start(oldest) : undefined,
      ]);
      engine = newestEngine;
      engineEnv = {
        ...engine.env,
        [environment.baseImage]: engine.baseImage,
        [environment.platforms]: engine.platforms.join(','),
        ...(oldestEngine === undefined ? {} : { [environment.oldestHost]: oldestEngine.host }),
      };
      const emulation = tool.tool.withoutEmulation;
      return [
        { name: 'A private Docker Engine starts', outcome: 'passed' },
        oldest.kind === 'ready'
          ? { name: 'The oldest Docker Engine starts', outcome: 'passed' }
          : { name: 'The oldest Docker Engine starts', outcome: 'skipped', message: oldest.reason },
        emulation === undefined
          ? { name: 'Other architectures are emulated', outcome: 'passed' }
          : { name: 'Other architectures are emulated', outcome: 'skipped', message: emulation },
      ];
    });
  }
  if (only.has('engine'))
    await suite('engine', async () =>
      engine === undefined ? skippedSuite('engine', withoutEngine) : bundleSuite('engine', engineEnv));
  await engine?.tidy();
  if (only.has('vscode'))
    await suite('vscode', async () => {
      const executable = await vscodeExecutable(values.desktop ? 'desktop' : 'headless-first');
      if (executable.kind === 'missing') return skippedSuite('vscode', executable.reason);
      const registry = engine === undefined ? undefined : await openRegistry(env, cleanup);
      const suiteEnv = registry === undefined ? engineEnv : { ...engineEnv, [environment.registry]: registry };
      return vscodeSuite({ executable: executable.tool, env: suiteEnv, scratch, signal: limit('vscode') });
    });

  await cleanup.close();
  const leftovers = await findLeftovers(runId);
  for (const leftover of leftovers) console.log(`✗ Left behind: ${leftover}`);

  console.log(`\n${results.map(budgetLine).join('\n')}\n`);
  const total = count(results.flatMap(result => result.outcomes));
  const failed = total.failed + leftovers.length;
  console.log(`${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** Host of an image registry for the suite; undefined, and said, where there is none. */
async function openRegistry(env: NodeJS.ProcessEnv, cleanup: Cleanup): Promise<string | undefined> {
  const program = await registryTool();
  if (program.kind === 'missing') {
    console.log(`Tests with a registry are skipped: ${program.reason}`);
    return undefined;
  }
  const registry = await startRegistry(program.tool, 'open', env);
  cleanup.defer(() => registry.stop());
  return registry.host;
}

const cleanup = openCleanup();
void main(cleanup).then(
  code => process.exit(code),
  async (error: unknown) => {
    console.error(error);
    await cleanup.close();
    console.log('0 passed, 1 failed, 0 skipped');
    process.exit(1);
  },
);
