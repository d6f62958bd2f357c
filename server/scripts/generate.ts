/**
 * Writes everything that repeats what rules and commands say: `rules/index.ts` and the lists of its areas, a page for each
 * rule, settings, commands, menus, keys, views and walkthroughs in `package.json`, the tables in the README. With `--check` it writes nothing, names the files that differ,
 * and exits 1.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandContributions, contributions, panelActivations } from '../../client/src/contributions/index.ts';
import { walkthroughs } from '../../client/src/contributions/walkthroughs.ts';
import type { Rule } from '../src/rules/rule.ts';
import { commandTable } from './command-table.ts';
import { loadLessons } from './lesson-files.ts';
import { loadRule, projectRoot, ruleFiles } from './rule-files.ts';
import { ruleIndex } from './rule-index.ts';
import { lessonsOfRules, ruleLessonsModule } from './rule-lessons.ts';
import { noticePages, rulePage, ruleTable } from './rule-page.ts';
import { settings } from './settings-schema.ts';

const rulesFolder = 'server/src/rules';
const pagesFolder = 'server/docs/rules';
const isCheck = process.argv.includes('--check');

async function main(): Promise<void> {
  const files = ruleFiles();
  // The lists come first and alone: with one that names a file no longer there, nothing that runs rules can be loaded.
  const areListsRight = settle(new Map([...ruleIndex(files)].map(([name, text]) => [`${rulesFolder}/${name}`, text])));
  if (isCheck && !areListsRight) return;

  const { exampleFinding } = await import('./example-finding.ts');
  const rules = await Promise.all(files.map(loadRule));
  const { curriculum } = loadLessons(projectRoot);
  const taught = lessonsOfRules(curriculum);
  const pages = rules.map(
    async rule => [rule.id, rulePage(rule, await exampleFinding(rule), taught.get(rule.id))] as const,
  );

  /** Path → what should stand there; undefined for a file that should not exist. */
  const wanted = new Map<string, string | undefined>([
    ...[...(await Promise.all(pages)), ...noticePages()].map(
      ([id, page]) => [`${pagesFolder}/${id}.md`, page] as const,
    ),
    ['server/src/lessons/rule-lessons.ts', ruleLessonsModule(curriculum)],
    ['package.json', withSettings(read('package.json') ?? '{}', rules)],
  ]);
  for (const path of pagesPresent()) if (!wanted.has(path)) wanted.set(path, undefined);
  const readme = read('README.md');
  if (readme !== undefined)
    wanted.set(
      'README.md',
      between(between(readme, 'rules', ruleTable(rules)), 'commands', commandTable(commandContributions)),
    );
  settle(wanted);
}

/** Writes what differs, or with `--check` names it and fails. Whether nothing differed. */
function settle(wanted: ReadonlyMap<string, string | undefined>): boolean {
  const drifted = [...wanted].filter(([path, text]) => read(path) !== text);
  for (const [path, text] of drifted) {
    if (isCheck) {
      console.error(
        `${path} is not what rules, commands and lessons say: run \`npm run generate\` and commit what it writes`,
      );
      process.exitCode = 1;
    } else {
      write(path, text);
      console.log(`wrote ${path}`);
    }
  }
  return drifted.length === 0;
}

function read(path: string): string | undefined {
  const at = join(projectRoot, path);
  return existsSync(at) ? readFileSync(at, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

function write(path: string, text: string | undefined): void {
  const at = join(projectRoot, path);
  if (text === undefined) {
    rmSync(at);
  } else {
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
}

function pagesPresent(): readonly string[] {
  const folder = join(projectRoot, pagesFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => `${pagesFolder}/${path.replaceAll('\\', '/')}`);
}

/** Replaces our own settings and keeps those that others wrote by hand, and everything else. */
function withSettings(text: string, rules: readonly Rule[]): string {
  const manifest = JSON.parse(text) as {
    activationEvents?: readonly string[];
    contributes?: { configuration?: { properties?: Record<string, unknown> } };
  };
  const own = settings(rules);
  const others = Object.entries(manifest.contributes?.configuration?.properties ?? {}).filter(
    ([name]) => !(name in own),
  );
  const configuration = { title: 'Slipway', properties: { ...own, ...Object.fromEntries(others) } };
  const contributes = { ...manifest.contributes, ...contributions(), ...lessons(), configuration };
  const activationEvents = [...new Set([...(manifest.activationEvents ?? []), ...panelActivations])];
  return `${JSON.stringify({ ...manifest, activationEvents, contributes }, null, 2)}\n`;
}

/** Lessons in which something is wrong are told of, and fail, but are written all the same: an author looks at them. */
function lessons(): { readonly walkthroughs: readonly unknown[] } {
  const { curriculum, problems } = loadLessons(projectRoot);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  return { walkthroughs: walkthroughs(curriculum) };
}

/** Replaces what stands between the comments `<!-- name:start -->` and `<!-- name:end -->`, where they are. */
function between(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->\n`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  return from < 0 || to < 0 ? text : `${text.slice(0, from + start.length)}${content}\n${text.slice(to)}`;
}

void main();
