/**
 * The whole analysis of Compose files with every rule switched on, against what the YAML library alone needs to parse the
 * same text; dclint beside it where it is installed. Every round has texts that nobody has seen, and nothing of an
 * earlier text is of use.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type * as analyzer from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import type * as composeParser from '../../server/src/syntax/compose/parse-compose.ts';
import { corpusProjects, hasCorpus } from '../support/corpus.ts';
import { type Benchmark, type Contender, compare, flat, type Outcome } from './benchmark.ts';
import { bundled } from './bundled.ts';
import { oneFileWorkspace } from './one-file-workspace.ts';

/** How much of the library's time the whole analysis may take, its own parse included. */
const target = 1.6;
/** More than this is a gross regression. */
const mostRatio = 3;
const turns = 6;

const { createAnalyzer } = bundled('server/src/analyzer.ts') as typeof analyzer;
const { parseCompose } = bundled('server/src/syntax/compose/parse-compose.ts') as typeof composeParser;
const config = { ...defaultConfig, allRules: 'on' } as const;
const log = (message: string): void => {
  throw new Error(message);
};

export const composeAnalysis: Benchmark = {
  name: `Analysing every Compose file of ${hasCorpus ? 'the corpus' : 'a sample'}, all rules on, per file`,
  async run(): Promise<Outcome> {
    const texts = composeTexts();
    let serial = 0;
    const fresh = (): string[] => texts.map(text => flat(`${text}\n# round ${serial++}\n`));
    const contenders: readonly Contender[] = [
      {
        what: 'yaml, parsing alone',
        rounds: 5,
        work: text => 1 + parseDocument(text, { logLevel: 'silent' }).errors.length,
      },
      { what: 'Slipway, parsing', rounds: 5, work: text => 1 + parseCompose(text).services.length },
      { what: 'Slipway, the next text of an open file', rounds: 5, work: nextText() },
    ];
    const times = (await compare(contenders, turns, fresh)).map(ms => ms / texts.length);
    const [library = 0, , ours = 0] = times;
    const dclint = await dclintTime(fresh());
    const all = [
      ...contenders.map(({ what }, i) => ({ what, ms: times[i] ?? 0 })),
      ...(dclint === undefined ? [] : [{ what: 'dclint, its default rules', ms: dclint / texts.length }]),
    ];
    const says = `${(ours / library).toFixed(2)} times the time of yaml, not`;
    return {
      rows: all.map(({ what, ms }) => ({ what, ms, ratio: ms / library })),
      failures: ours / library > mostRatio ? [`${says} ${mostRatio}`] : [],
      missed: ours / library > target ? [`${says} ${target}`] : [],
    };
  },
};

function composeTexts(): readonly string[] {
  const texts = corpusProjects().flatMap(({ files }) =>
    Object.entries(files).flatMap(([path, text]) => (fileKind(path) === 'compose' ? [text] : [])),
  );
  return texts.length > 0 ? texts : [sample];
}

const sample = `services:
${Array.from({ length: 40 }, (_, i) => `  app${i}:\n    image: example/app:${i}\n    ports:\n      - "${8000 + i}:80"\n    environment:\n      NUMBER: ${i}\n`).join('')}`;

/** As an editor's keystrokes come: one analyzer, which must look at everything in the text anew. */
function nextText(): Contender['work'] {
  const workspace = oneFileWorkspace('compose.yaml');
  const kept = createAnalyzer(workspace, config, { log });
  return async text => {
    workspace.text = text;
    kept.changed([workspace.path], 'content');
    return 1 + (await kept.findings(workspace.path)).findings.length;
  };
}

/**
 * Milliseconds of processor time that dclint takes for all texts, with the rules that are on by default. It reads files
 * only, so they are written to a disk first; undefined where it is not installed.
 */
async function dclintTime(texts: readonly string[]): Promise<number | undefined> {
  const dclint = await import('dclint').catch(() => undefined);
  if (!dclint) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const paths = texts.map((text, i) => {
      const path = join(folder, `${i}.compose.yaml`);
      writeFileSync(path, text);
      return path;
    });
    const linter = new dclint.DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
    const start = process.cpuUsage();
    linter.lintFiles(paths, false);
    return process.cpuUsage(start).user / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
