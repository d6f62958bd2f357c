// `npm run conformance`: how far Slipway agrees with its peers on their own test cases, which lie beside the project in
// ../shared/cases. A case says which rule of the peer must speak (“catch”) or stay silent (“clean”). Counted are the
// cases of peer rules that some rule of Slipway claims by its `aka`; the others are told as not covered yet.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { rules } from '../../server/src/rules/index.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

interface Case {
  readonly id: string;
  readonly peer: string;
  /** The peer's rule, or `*` for “any of them”. */
  readonly rule: string;
  readonly kind: 'dockerfile' | 'compose';
  readonly text: string;
  readonly expect: 'catch' | 'clean';
  readonly note: string;
}

interface Tally {
  agreed: number;
  uncovered: number;
  readonly disagreed: Case[];
}

const folder = join(import.meta.dirname, '../../../shared/cases');
/** `--rule ID`: only the cases that this rule of ours claims, each disagreement in full. */
const only = process.argv.includes('--rule') ? process.argv[process.argv.indexOf('--rule') + 1] : undefined;
const claimed = new Set(rules.filter(({ id }) => only === undefined || id === only).flatMap(rule => rule.aka ?? []));

async function main(): Promise<void> {
  if (!existsSync(folder)) {
    console.log('skipped: there are no peers’ cases beside the project (../shared/cases)');
    return;
  }
  for (const file of readdirSync(folder).filter(name => name.endsWith('.jsonl'))) {
    const tally: Tally = { agreed: 0, uncovered: 0, disagreed: [] };
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
      await judge(JSON.parse(line) as Case, tally);
    }
    const covered = tally.agreed + tally.disagreed.length;
    const share = covered === 0 ? '–' : `${((100 * tally.agreed) / covered).toFixed(1)} %`;
    const name = basename(file, '.jsonl').padEnd(18);
    console.log(`${name} ${tally.agreed} of ${covered} agree (${share}), ${tally.uncovered} not covered yet`);
    for (const it of tally.disagreed)
      console.log(`  ${it.expect} ${it.rule} ${it.id}: ${it.note}${only === undefined ? '' : `\n${it.text}\n---`}`);
  }
}

async function judge(it: Case, tally: Tally): Promise<void> {
  if (it.rule === '*' ? only !== undefined : !claimed.has(`${it.peer}:${it.rule}`)) {
    tally.uncovered++;
    return;
  }
  const path = it.kind === 'dockerfile' ? 'Dockerfile' : 'docker-compose.yml';
  const analyzer = createAnalyzer(memoryWorkspace({ [path]: it.text }), { ...defaultConfig, allRules: 'on' });
  const { findings } = await analyzer.findings(`/p/${path}`);
  const speaks = findings.some(({ rule }) =>
    (rule.aka ?? []).some(aka => (it.rule === '*' ? aka.startsWith(`${it.peer}:`) : aka === `${it.peer}:${it.rule}`)),
  );
  if (speaks === (it.expect === 'catch')) tally.agreed++;
  else tally.disagreed.push(it);
}

void main();
