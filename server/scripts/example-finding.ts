/** Runs a rule on its first bad example, so that its page shows what it really says and offers. */
import { type Config, defaultConfig } from '../src/analysis/config.ts';
import { type ParsedFile, parseAlone } from '../src/analysis/parsed-file.ts';
import type { ReportedFinding } from '../src/analysis/reported-finding.ts';
import { runRules } from '../src/analysis/run-rules.ts';
import { createShellCheckAnswers } from '../src/analysis/shellcheck-answers.ts';
import { createAnalyzer } from '../src/analyzer.ts';
import { fileKind } from '../src/project/file-kind.ts';
import type { Project } from '../src/project/project.ts';
import type { DirectoryEntry, Workspace } from '../src/project/workspace.ts';
import type { ExampleFiles, Rule } from '../src/rules/rule.ts';
import { checkedScripts } from '../src/shellcheck/checked-scripts.ts';
import { join } from '../src/text/path.ts';
import { recordedShellCheck } from './recorded-shellcheck.ts';

/** Its first finding there; undefined while the rule is not written yet. */
export async function exampleFinding(rule: Rule): Promise<ReportedFinding | undefined> {
  const [files = {}] = rule.bad;
  const config: Config = {
    ...defaultConfig,
    dialect: rule.dialect === 'both' ? 'auto' : rule.dialect,
    allRules: 'on',
  };
  const analyzer = createAnalyzer(workspaceOf(files), config);
  for (const [name, text] of Object.entries(files)) {
    const path = join('/', name);
    const project = await analyzer.project(path);
    const parsed = await withShellCheck(parse(path, text, project));
    // The rule itself is run, not the list of all rules: that list may be what is about to be generated.
    const [finding] = parsed ? runRules({ parsed, project, config, rules: [rule], log: console.error }) : [];
    if (finding) return finding;
  }
  return undefined;
}

/** A Dockerfile with what ShellCheck said of its scripts when it was recorded. */
async function withShellCheck(parsed: ParsedFile | undefined): Promise<ParsedFile | undefined> {
  if (parsed?.kind !== 'dockerfile') return parsed;
  const { path, file } = parsed.subject;
  const answers = createShellCheckAnswers();
  await answers.ask(recordedShellCheck, checkedScripts(file, answers.known).unanswered);
  return { kind: parsed.kind, subject: { path, file, shellcheck: checkedScripts(file, answers.known) } };
}

/** A Compose file as the project has it, for rules compare it with what the project answers. */
function parse(path: string, text: string, project: Project): ParsedFile | undefined {
  const known = project.composeFiles.find(it => it.path === path);
  return known ? { kind: 'compose', subject: known } : parseAlone(path, fileKind(path), text);
}

function workspaceOf(files: ExampleFiles): Workspace {
  const texts = new Map(Object.entries(files).map(([name, text]) => [join('/', name), text]));
  const below = (folder: string) =>
    [...texts.keys()].filter(path => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  return {
    async readFile(path) {
      const text = texts.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    },
    async stat(path) {
      return texts.has(path) ? 'file' : below(path).length > 0 ? 'folder' : 'missing';
    },
    async readDirectory(path) {
      const entries = new Map<string, DirectoryEntry>();
      const start = path.endsWith('/') ? path.length : path.length + 1;
      for (const file of below(path)) {
        const [name = '', ...rest] = file.slice(start).split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
      }
      return [...entries.values()];
    },
  };
}
