/**
 * A build from the files on the disk to the image in the engine, planned and carried out as the extension does it, beside
 * `docker buildx build`, and `balena build` where it is installed, of the same balena project on the same engine; with a
 * small project and with a context of 20,000 files.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOrder } from '../../client/src/builds/in-order.ts';
import { emulationNotes, machineOf, platformNeeds } from '../../client/src/builds/runners/emulation.ts';
import { engineBuilder } from '../../client/src/builds/runners/engine-builder.ts';
import type * as dockerodeEngine from '../../client/src/engine/dockerode-engine.ts';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { parseHost } from '../../client/src/engine/reach/endpoint.ts';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { planBuilds } from '../../server/src/build/plan-builds.ts';
import { nodeContextLister } from '../../server/src/cli/node-context-lister.ts';
import { nodeWorkspace } from '../../server/src/cli/node-workspace.ts';
import { findOnPath, run } from '../bed/command.ts';
import { startEngine, type TestEngine } from '../bed/engine.ts';
import { engineTool } from '../bed/engine-tools.ts';
import { projectRoot } from '../bed/project-paths.ts';
import { mayInstallPackages } from '../bed/tool.ts';
import { type Benchmark, type Outcome, quantile, type Row } from './benchmark.ts';

/** How much longer than buildx a build may take, in milliseconds. */
const mostMore = 300;
/** A busy machine needs a multiple of its time. */
const gross = 10;
const rounds = 7;
const manyFiles = 20_000;

export const deviceBuild: Benchmark = {
  name: `A planned build beside docker buildx build, small and with ${manyFiles} files, wall clock`,
  absent: mayInstallPackages() ? undefined : 'a private engine needs root on Debian',
  async run(): Promise<Outcome> {
    const tool = await engineTool();
    if (tool.kind === 'missing') return { rows: [], failures: [tool.reason] };
    const engine = await startEngine(tool.tool, process.env);
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'slipway-bench-'));
    try {
      return await measured(engine, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await engine.stop();
    }
  },
};

async function measured(under: TestEngine, folder: string): Promise<Outcome> {
  const bundle = createRequire(import.meta.url)(join(projectRoot, 'dist/engine.js')) as typeof dockerodeEngine;
  const endpoint = parseHost(under.host);
  if (endpoint === undefined) throw new Error(`${under.host} is no address`);
  const engine = await bundle.connectEngine(endpoint);
  const hasBalena = findOnPath('balena') !== undefined;
  const ways: readonly Way[] = [
    { what: 'plan and build by Slipway', work: path => byUs(engine, path), look: countFiles },
    { what: 'docker buildx build', work: path => byBuildx(under, path), look: countFiles },
    ...(hasBalena ? [{ what: 'balena build', work: (path: string) => byBalena(under, path), look: copyOne }] : []),
  ];
  const small = ways.map(it => smallProject(folder, it.what, under.baseImage));
  const large = ways.map(({ what }) => join(folder, 'large', what.replaceAll(' ', '-')));
  const write = (path: string, { look }: Way) => largeProject(path, `FROM ${under.baseImage}\n${look}\n`);
  const tasks: readonly Task[] = [
    { what: 'small, all from the cache', paths: small, rounds },
    { what: 'small, one file changed', paths: small, rounds, before: touch },
    { what: `${manyFiles} files, all new`, paths: large, rounds: 3, before: write },
    { what: `${manyFiles} files, one changed`, paths: large, rounds: 3, before: touch },
  ];
  const rows: Row[] = [];
  const failures: string[] = [];
  const missed: string[] = [];
  for (const path of small) for (const { work } of ways) await work(path);
  for (const task of tasks) {
    const times = await inTurns(ways, task);
    const [ours = 0, theirs = 0] = times;
    rows.push(
      ...ways.map(({ what }, i) => ({
        what: `${task.what}: ${what}`,
        ms: times[i] ?? 0,
        ratio: (times[i] ?? 0) / ours,
      })),
    );
    const says = `${task.what}: ${(ours - theirs).toFixed(0)} ms more than buildx, not at most`;
    if (ours > theirs + mostMore) missed.push(`${says} ${mostMore}`);
    if (ours > theirs * 2 + mostMore * gross) failures.push(`${says} ${mostMore * gross}`);
  }
  const passedOver = hasBalena ? [] : ['balena build, because no program "balena" is on the PATH'];
  return { rows, failures, missed, passedOver };
}

interface Way {
  readonly what: string;
  readonly work: (path: string) => Promise<void>;
  /** The instruction on a large context. */
  readonly look: string;
}

/** What is looked at without being copied, so that what is measured is the way to the engine. */
const countFiles = 'RUN --mount=type=bind,target=/context find /context -type f | wc -l';
/** For a builder that knows no mounts, and is sent everything whatever is needed of it. */
const copyOne = 'COPY changed /';

interface Task {
  readonly what: string;
  readonly paths: readonly string[];
  readonly rounds: number;
  readonly before?: (path: string, way: Way) => void;
}

/** Medians in milliseconds. */
async function inTurns(ways: readonly Way[], { paths, rounds: turns, before }: Task): Promise<readonly number[]> {
  const times: number[][] = ways.map(() => []);
  for (let turn = 0; turn < turns; turn++) {
    // Whoever comes first finds the machine another.
    const order = turn % 2 === 0 ? [...ways.entries()] : [...ways.entries()].reverse();
    for (const [i, way] of order) {
      const path = paths[i] ?? '';
      before?.(path, way);
      const start = performance.now();
      await way.work(path);
      times[i]?.push(performance.now() - start);
    }
  }
  return times.map(it => quantile(it, 0.5));
}

/** From nothing but the folder: the plan, what the engine can run, the build, and a look at the image. */
async function byUs(engine: ContainerEngine, path: string): Promise<void> {
  const workspace = nodeWorkspace();
  const { project } = createAnalyzer(workspace, defaultConfig);
  const request = { path, platforms: ['linux/amd64'], contexts: 'skip', environment: {} } as const;
  const answer = await planBuilds(request, { workspace, project, lister: nodeContextLister() });
  if (answer.kind === 'refused') throw new Error(answer.message);
  const machine = await machineOf(engine);
  platformNeeds(answer.plan, machine);
  const builder = engineBuilder(engine, {
    environment: process.env,
    async describe(result, build) {
      const { Size } = await engine.images.inspect(result.imageId);
      return { ...result, bytes: Size, notes: emulationNotes(build, machine) };
    },
  });
  const failureOf = (error: unknown) => ({ message: String(error), advice: '', output: [] });
  const told = { started: ignore, progress: ignore, done: ignore, skipped: ignore, note: ignore };
  const failed = (_job: string, { message }: { readonly message: string }) => {
    throw new Error(message);
  };
  await inOrder(builder, { failureOf }).run(answer.plan, { ...told, failed }, new AbortController().signal);
}

function ignore(): void {
  // Nobody looks at it here.
}

async function byBuildx({ env }: TestEngine, path: string): Promise<void> {
  const args = [
    '--builder',
    'default',
    '--platform',
    'linux/amd64',
    '--provenance=false',
    '--tag',
    'bench:1',
    '--load',
  ];
  const { code, stderr } = await run('docker', ['buildx', 'build', ...args, path], { env });
  if (code !== 0) throw new Error(stderr);
}

async function byBalena({ env }: TestEngine, path: string): Promise<void> {
  const args = ['build', '--deviceType', 'generic-amd64', '--arch', 'amd64', path];
  const { code, stdout, stderr } = await run('balena', args, { env });
  if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
}

function touch(path: string): void {
  writeFileSync(join(path, 'changed'), randomUUID());
}

function smallProject(folder: string, name: string, base: string): string {
  const path = join(folder, 'small', name.replaceAll(' ', '-'));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'balena.yml'), manifest);
  writeFileSync(join(path, 'Dockerfile'), `FROM ${base}\nRUN true\nCOPY . /app\n`);
  touch(path);
  return path;
}

const manifest = 'name: bench\ntype: sw.application\nversion: 1.0.0\n';

function largeProject(path: string, dockerfile: string): void {
  const salt = randomUUID();
  for (let i = 0; i < 100; i++) {
    const part = join(path, 'files', String(i));
    mkdirSync(part, { recursive: true });
    for (let j = 0; j < manyFiles / 100; j++) writeFileSync(join(part, `${j}.txt`), `${salt} ${i} ${j}\n`.repeat(10));
  }
  writeFileSync(join(path, 'balena.yml'), manifest);
  writeFileSync(join(path, 'Dockerfile'), dockerfile);
  touch(path);
}
