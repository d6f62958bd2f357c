/**
 * Slipway against the real `docker compose config -q`, over every Compose file of the corpus that stands alone, and over
 * the same files with one mistake put in: a key misspelled, a type changed, a name changed that others refer to. Each
 * file is looked at in a folder of its own, as `compose.yaml`, without the files beside it.
 *
 * Where a variable has no default, Compose reads it as empty and may refuse what Slipway cannot know; such a file counts
 * only if Compose takes it, or Slipway refuses it, too.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type { ReportedFinding } from '../../server/src/analysis/reported-finding.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { toolsFolder } from '../bed/project-paths.ts';
import { corpusProjects } from '../support/corpus.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { type Mutation, mutations } from './compose-mutations.ts';

/** The share of files on which both agree that is wanted, of the corpus as it is and of the mutated files. */
const wanted = { 'as it is': 0.99, mutated: 0.97 } as const;
const atOnce = 2;

interface Tally {
  agreed: number;
  /** Compose refuses it for want of a variable, perhaps. */
  unknown: number;
  readonly onlyCompose: Judged[];
  readonly onlySlipway: Judged[];
}

interface Judged {
  readonly path: string;
  readonly what: string;
  readonly compose: string;
  readonly slipway: readonly ReportedFinding[];
}

export async function compareWithComposeConfig(explained: string, details: 'table' | 'all'): Promise<boolean> {
  const program = composeProgram();
  if (program === undefined) {
    console.log('docker compose      skipped: the program is not in the tool folder');
    return true;
  }
  const folder = mkdtempSync(join(tmpdir(), 'slipway-compose-'));
  const tallies = new Map<string, Tally>();
  const jobs = corpusProjects().flatMap(({ name, files }) =>
    Object.entries(files)
      .filter(([path, text]) => fileKind(path) === 'compose' && standsAlone(text))
      .flatMap(([path, text]) =>
        mutations(`${name}/${path}`, text).map(mutation => ({ path: `${name}/${path}`, mutation })),
      ),
  );
  let next = 0;
  const worker = async (n: number): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) {
      await judge({ ...job, program, folder: join(folder, `w${n}`) }, tallies);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, (_, n) => worker(n)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report(tallies, explained, details);
}

/** The plug-in of the engine the tests fetch. */
function composeProgram(): string | undefined {
  if (!existsSync(toolsFolder)) return undefined;
  const engine = readdirSync(toolsFolder).find(it => it.startsWith('docker-engine-'));
  const path = join(toolsFolder, engine ?? '', 'usr/libexec/docker/cli-plugins/docker-compose');
  return engine !== undefined && existsSync(path) ? path : undefined;
}

/** Whether the file needs no other one to be judged. */
function standsAlone(text: string): boolean {
  return !/^\s*(?:-\s+)?(?:include|file|env_file|label_file)\s*:/m.test(text) && !/extends\s*:\s*\{/.test(text);
}

interface Job {
  readonly path: string;
  readonly mutation: Mutation;
  readonly program: string;
  readonly folder: string;
}

async function judge({ path, mutation, program, folder }: Job, tallies: Map<string, Tally>): Promise<void> {
  const { what, text } = mutation;
  const kind = what.split(':', 1)[0] ?? what;
  const tally = tallies.get(kind) ?? { agreed: 0, unknown: 0, onlyCompose: [], onlySlipway: [] };
  tallies.set(kind, tally);
  const compose = await composeVerdict(program, folder, text);
  const config = { ...defaultConfig, dialect: 'docker' as const };
  const { findings } = await createAnalyzer(memoryWorkspace({ 'compose.yaml': text }), config).findings(
    '/p/compose.yaml',
  );
  const slipway = findings.filter(
    ({ severity, rule }) => severity === 'error' && rule.id.startsWith('compose/') && !ofTheEngine.has(rule.id),
  );
  const judged = { path, what, compose, slipway };
  if ((compose !== '') === slipway.length > 0) tally.agreed++;
  else if (compose === '') tally.onlySlipway.push(judged);
  else if (/\$(?:\{?[A-Za-z_]\w*\}?(?![:\w-]|\?))/.test(text) || text.includes('?')) tally.unknown++;
  else tally.onlyCompose.push(judged);
}

/** What only the engine refuses, when the containers are made or started. */
const ofTheEngine: ReadonlySet<string> = new Set([
  'compose/duplicate-published-port',
  'compose/invalid-container-name',
  'compose/unknown-capability',
]);

/** Compose's complaint; empty when it takes the file. */
function composeVerdict(program: string, folder: string, text: string): Promise<string> {
  mkdirSync(join(folder, 'p'), { recursive: true });
  const path = join(folder, 'p', 'compose.yaml');
  writeFileSync(path, text);
  const environment = { HOME: folder, PATH: '', DOCKER_CONFIG: folder };
  const words = ['-f', path, '--profile', '*', 'config', '-q', '--no-env-resolution'];
  return new Promise(resolve => {
    execFile(program, words, { env: environment, timeout: 30_000 }, (error, _stdout, stderr) => {
      if (!error) return resolve('');
      const complaint = stderr.split('\n').filter(line => line !== '' && !line.includes('level=warning'));
      resolve(complaint.join(' ').replaceAll(path, 'compose.yaml') || 'refused without a word');
    });
  });
}

function report(tallies: ReadonlyMap<string, Tally>, explained: string, details: 'table' | 'all'): boolean {
  let isRight = true;
  console.log('docker compose      agree   of  share  only Compose refuses  only Slipway refuses  not knowable');
  for (const [kind, tally] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { agreed, unknown, onlyCompose, onlySlipway } = tally;
    const all = agreed + onlyCompose.length + onlySlipway.length;
    const share = all === 0 ? 1 : agreed / all;
    const cells = [agreed, all, `${(100 * share).toFixed(1)} %`, onlyCompose.length, onlySlipway.length, unknown];
    const widths = [5, 5, 7, 21, 21, 13];
    console.log(`  ${kind.padEnd(16)}${cells.map((cell, i) => `${cell}`.padStart(widths[i] ?? 0)).join(' ')}`);
    if (share < wanted[kind === 'as it is' ? kind : 'mutated']) isRight = false;
    for (const it of [...onlyCompose, ...onlySlipway]) {
      if (details === 'table' && (kind !== 'as it is' || explained.includes(it.path))) continue;
      if (kind === 'as it is' && !explained.includes(it.path)) isRight = false;
      const ours = it.slipway.map(({ rule, message }) => `${rule.id}: ${message}`).slice(0, 2);
      console.log(
        `    ${it.path} [${it.what}] ${it.compose === '' ? `Slipway: ${ours.join(' | ')}` : `Compose: ${it.compose.slice(0, 200)}`}`,
      );
    }
  }
  return isRight;
}
