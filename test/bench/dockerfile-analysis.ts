/**
 * The whole analysis with every rule switched on against dockerfile-utils, which checks a third of them, on each Dockerfile
 * of the corpus; hadolint beside it where it is on the PATH. Every round has texts that nobody has seen, and nothing of an
 * earlier text is of use.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type * as analyzer from '../../server/src/analyzer.ts';
import { hasCorpus } from '../support/corpus.ts';
import { dockerfileTexts } from '../support/dockerfile-texts.ts';
import { type Benchmark, type Contender, compare, flat, type Outcome } from './benchmark.ts';
import { bundled } from './bundled.ts';
import { oneFileWorkspace } from './one-file-workspace.ts';

/** How many times faster than dockerfile-utils the analysis is to be. */
const target = 8;
/** Slower than this is a gross regression: it was 8 last, and the clock of a busy machine is a third off. */
const leastRatio = 2;
/** Until ours has gone through the texts some sixty times V8 compiles beside it, and its threads count; the other's ten do. */
const turns = 20;
/** hadolint takes 50 ms for a file, most of it in the ShellCheck inside it: some files are enough. */
const hadolintEvery = 10;

const { createAnalyzer } = bundled('server/src/analyzer.ts') as typeof analyzer;
const config = { ...defaultConfig, allRules: 'on' } as const;
const log = (message: string): void => {
  throw new Error(message);
};

export const dockerfileAnalysis: Benchmark = {
  name: `Analysing every Dockerfile of ${hasCorpus ? 'the corpus' : 'the sample and generated ones'}, all rules on, per file`,
  async run(): Promise<Outcome> {
    const texts = dockerfileTexts().map(({ text }) => text);
    let serial = 0;
    const fresh = (): string[] => texts.map(text => flat(`${text}\n# round ${serial++}\n`));
    const contenders: readonly Contender[] = [
      { what: 'Slipway, the next text of an open file', rounds: 5, work: nextText() },
      { what: 'Slipway, an analyzer of its own for each text', rounds: 2, work: ownAnalyzer },
      { what: 'dockerfile-utils', rounds: 1, work: text => 1 + validate(text).length },
    ];
    const times = (await compare(contenders, turns, fresh)).map(ms => ms / texts.length);
    const some = fresh().filter((_, i) => i % hadolintEvery === 0);
    const hadolint = hadolintTime(some);
    const all = [
      ...contenders.map(({ what }, i) => ({ what, ms: times[i] ?? 0 })),
      ...(hadolint === undefined
        ? []
        : [{ what: `hadolint, one process for every ${hadolintEvery}th file`, ms: hadolint / some.length }]),
    ];
    const [ours = 0, , theirs = 0] = times;
    const says = `${(theirs / ours).toFixed(1)} times faster than dockerfile-utils, not`;
    return {
      rows: all.map(({ what, ms }) => ({ what, ms, ratio: ms / ours })),
      failures: theirs / ours < leastRatio ? [`${says} ${leastRatio}`] : [],
      missed: theirs / ours < target ? [`${says} ${target}`] : [],
    };
  },
};

/** As an editor's keystrokes come: one analyzer, which must look at everything in the text anew. */
function nextText(): Contender['work'] {
  const workspace = oneFileWorkspace();
  const kept = createAnalyzer(workspace, config, { log });
  return async text => {
    workspace.text = text;
    kept.changed([workspace.path], 'content');
    return 1 + (await kept.findings(workspace.path)).findings.length;
  };
}

/** As a command line comes: nothing is known yet, not even the folder. */
async function ownAnalyzer(text: string): Promise<number> {
  const workspace = oneFileWorkspace();
  workspace.text = text;
  return 1 + (await createAnalyzer(workspace, config, { log }).findings(workspace.path)).findings.length;
}

/**
 * Milliseconds of processor time that hadolint takes for all texts, written to a disk first; its start is paid once and
 * its answer goes nowhere. Undefined where it is not on the PATH.
 */
function hadolintTime(texts: readonly string[]): number | undefined {
  if (spawnSync('hadolint', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const paths = texts.map((text, i) => {
      const path = join(folder, `${i}.Dockerfile`);
      writeFileSync(path, text);
      return path;
    });
    // `times` of the shell: its own times in the first line, its children's in the second, user before system.
    const script = 'hadolint --no-fail --format json "$@" > /dev/null; times';
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...paths], { encoding: 'utf8', cwd: folder });
    const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s/.exec(stdout.trim().split('\n').at(-1) ?? '') ?? [];
    return (Number(minutes) * 60 + Number(seconds)) * 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
