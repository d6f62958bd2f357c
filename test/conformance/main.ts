// `npm run conformance`: how far Slipway agrees with its peers on their own test cases, which lie beside the project in
// ../shared/cases. A case says which rule of the peer must speak (“catch”) or stay silent (“clean”). Counted are the
// cases of peer rules that some rule of Slipway claims by its `aka`, with the configuration of the case; the others are
// told as not covered. What is left of disagreement has its reason in `disagreements.md`; anything else ends in failure.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { rules } from '../../server/src/rules/index.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { configOf, dclintConfigOf, filesOf, switchedOff } from './case-settings.ts';
import { compareWithComposeConfig } from './compose-config.ts';
import { agreesWithComposeGo } from './compose-go.ts';

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

/** The share of a peer's covered cases that has to agree; peers that are not named have none yet. */
const wanted: Readonly<Record<string, number>> = {
  buildkit: 0.97,
  hadolint: 0.97,
  'dockerfile-utils': 0.96,
  'compose-go': 0.95,
  dclint: 0.9,
};

const folder = join(import.meta.dirname, '../../../shared/cases');
/** `--rule ID`: only the cases that this rule of ours claims, each disagreement in full. */
const only = process.argv.includes('--rule') ? process.argv[process.argv.indexOf('--rule') + 1] : undefined;
const claimed = new Set(rules.filter(({ id }) => only === undefined || id === only).flatMap(rule => rule.aka ?? []));

async function main(): Promise<void> {
  if (!existsSync(folder)) {
    console.log('skipped: there are no peers’ cases beside the project (../shared/cases)');
    return;
  }
  const explained = readFileSync(join(import.meta.dirname, 'disagreements.md'), 'utf8');
  for (const file of readdirSync(folder).filter(name => name.endsWith('.jsonl'))) {
    const tally: Tally = { agreed: 0, uncovered: 0, disagreed: [] };
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
      await judge(JSON.parse(line) as Case, tally);
    }
    report(basename(file, '.jsonl'), tally, explained);
  }
  // Takes minutes: `--cases` leaves it out, `--all` names each file, also those that were mutated.
  const details = process.argv.includes('--all') ? 'all' : 'table';
  const isAsked = only === undefined && !process.argv.includes('--cases');
  if (isAsked && !(await compareWithComposeConfig(explained, details))) process.exitCode = 1;
}

function report(peer: string, { agreed, uncovered, disagreed }: Tally, explained: string): void {
  const covered = agreed + disagreed.length;
  const share = covered === 0 ? 1 : agreed / covered;
  const percent = covered === 0 ? '–' : `${(100 * share).toFixed(1)} %`;
  console.log(`${peer.padEnd(18)} ${agreed} of ${covered} agree (${percent}), ${uncovered} not covered`);
  for (const it of disagreed) {
    if (explained.includes(it.id) && only === undefined) continue;
    console.log(`  ${it.expect} ${it.rule} ${it.id}: ${it.note}${only === undefined ? '' : `\n${it.text}\n---`}`);
    if (only === undefined && peer in wanted) process.exitCode = 1;
  }
  const least = only === undefined ? (wanted[peer] ?? 0) : 0;
  if (share < least) {
    console.log(`  at least ${100 * least} % are wanted`);
    process.exitCode = 1;
  }
}

async function judge(it: Case, tally: Tally): Promise<void> {
  if (it.peer === 'compose-go') {
    // Its mistakes have no codes: all that is refused is an error here, whatever the rule.
    if (only !== undefined) return;
    const analyzer = createAnalyzer(memoryWorkspace({ 'docker-compose.yml': it.text }), defaultConfig);
    const { findings } = await analyzer.findings('/p/docker-compose.yml');
    if (agreesWithComposeGo(it, findings)) tally.agreed++;
    else tally.disagreed.push(it);
    return;
  }
  // What hadolint takes from ShellCheck depends on a program that need not be there; test/shellcheck looks at it.
  const isShellCheck = it.peer === 'hadolint' && it.rule.startsWith('SC');
  if (isShellCheck || (it.rule === '*' ? only !== undefined : !claimed.has(`${it.peer}:${it.rule}`))) {
    tally.uncovered++;
    return;
  }
  const path = it.kind === 'dockerfile' ? 'Dockerfile' : 'docker-compose.yml';
  const files = it.kind === 'dockerfile' ? filesOf(it.note) : {};
  const config = it.peer === 'dclint' ? dclintConfigOf(it.note) : configOf(it.note);
  const analyzer = createAnalyzer(memoryWorkspace({ ...files, [path]: it.text }), config);
  const { findings } = await analyzer.findings(`/p/${path}`);
  const off = switchedOff(it.note);
  const names = findings
    .flatMap(({ rule, aka: codes = rule.aka ?? [] }) =>
      codes.map(aka => ({ aka, instruction: rule.id.split('-').at(-1) ?? '' })),
    )
    .filter(({ aka }) => aka.startsWith(`${it.peer}:`))
    .map(({ aka, instruction }) => ({ name: aka.slice(it.peer.length + 1), instruction: instruction.toUpperCase() }))
    .filter(({ name, instruction }) => !off.has(name) && !off.has(`${name}/${instruction}`))
    .map(({ name }) => name);
  const speaks = it.rule === '*' ? names.length > 0 : names.includes(it.rule);
  if (speaks === (it.expect === 'catch')) tally.agreed++;
  else tally.disagreed.push(it);
}

void main();
