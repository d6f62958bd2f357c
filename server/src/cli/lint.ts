/** `slipway lint`: finds the files, has them analysed, applies fixes when asked to, and prints the report. */
import { resolve } from 'node:path';
import { type Config, type ConfigLayer, defaultConfig, mergeConfig } from '../analysis/config.ts';
import { readConfigFile } from '../analysis/config-file.ts';
import { type Analyzer, createAnalyzer, type FileFindings } from '../analyzer.ts';
import { fileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
import type { Severity } from '../rules/rule.ts';
import type { ShellCheck } from '../shellcheck/shellcheck.ts';
import { maxFileLength, maxParallelReads } from '../text/limits.ts';
import { lineIndex } from '../text/line-index.ts';
import { dirname, relative } from '../text/path.ts';
import type { LintOptions, Threshold } from './arguments.ts';
import { type ChangedFile, type FixResult, fixAll } from './fix.ts';
import { formatGithub } from './format-github.ts';
import { formatJson } from './format-json.ts';
import { formatSarif } from './format-sarif.ts';
import { formatText, summary } from './format-text.ts';
import type { ExitCode, Host } from './host.ts';
import { toCorePath } from './native-path.ts';
import { nodeWorkspace } from './node-workspace.ts';
import { type OverlayWorkspace, overlayWorkspace } from './overlay-workspace.ts';
import { noProgress, type Progress, progressBar } from './progress-bar.ts';
import { type LintReport, makeReport, type Notice } from './report.ts';
import { shellCheckProgram } from './shellcheck-program.ts';
import { findTargets, notOurs, type Target, type Targets } from './targets.ts';
import { plain } from './terminal-text.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeChanged } from './write-file.ts';

export async function lint(options: LintOptions, host: Host): Promise<ExitCode> {
  const folder = toCorePath('.', host.folder);
  const disk = nodeWorkspace();
  const configured = await configOf(options, host, disk);
  if (configured.kind === 'invalid') {
    tell(configured.notices, options, host);
    return 2;
  }
  const { config, override } = configured;
  const workspace = overlayWorkspace(disk);
  const { targets, notices: targetNotices } =
    options.stdinFilename === undefined
      ? await findTargets({
          paths: options.paths,
          folder: host.folder,
          kind: options.kind,
          exclude: { patterns: config.exclude, folder },
          workspace: disk,
        })
      : await stdinTarget(options.stdinFilename, options, host, workspace);

  const notices: Notice[] = [...targetNotices];
  const log = (message: string) => notices.push({ path: undefined, level: 'note', message });
  const shellcheck = shellCheckOf(options, host, notices);
  const analyzer = createAnalyzer(workspace, config, { log, override, shellcheck });
  const linted = await lintTargets(analyzer, targets, progressFor(targets.length, options, host), folder);
  notices.push(...linted.notices);

  const fixed = options.fix && (await fixTargets(analyzer, workspace, targets, linted.files, options));
  if (fixed) notices.push(...fixed.notices);
  const writes = fixed && !options.diff && options.stdinFilename === undefined;
  const failures = writes ? await writeAll(fixed.changed, analyzer, targets) : [];
  notices.push(...failures);
  const failed = new Set(failures.map(failure => failure.path));

  const report = await makeReport({
    folder,
    // What could not be written is as it was.
    files: (fixed?.files ?? linted.files).map(file =>
      failed.has(file.path) ? (linted.files.find(it => it.path === file.path) ?? file) : file,
    ),
    notices,
    fixed: fixed && { fixes: fixed.fixes, files: fixed.changed.filter(file => !failed.has(file.path)).length },
    readText: async path => {
      const read = await workspace.readFile(path);
      return read.kind === 'text' ? read.text : undefined;
    },
  });
  tell(report.notices, options, host);
  print(report, fixed, options, host);
  if (options.stdinFilename !== undefined && fixed && !options.diff) await printFixedStdin(targets, workspace, host);
  return exitCode(report, fixed, options);
}

/** A program that was named and cannot be run is an error; one that is not on the PATH is nothing to speak of. */
function shellCheckOf({ shellcheck }: LintOptions, host: Host, notices: Notice[]): ShellCheck | undefined {
  if (shellcheck === 'off') return undefined;
  const tell = (level: Notice['level']) => (message: string) => notices.push({ path: undefined, level, message });
  return shellCheckProgram({
    path: shellcheck === 'auto' ? undefined : resolve(host.folder, shellcheck.path),
    environment: host.environment,
    onMissing: shellcheck === 'auto' ? () => {} : tell('error'),
    log: tell('note'),
  });
}

type Configured =
  | { readonly kind: 'valid'; readonly config: Config; readonly override: ConfigLayer }
  | { readonly kind: 'invalid'; readonly notices: readonly Notice[] };

/** The options over the file of `--config` over the defaults. */
async function configOf(options: LintOptions, host: Host, disk: Workspace): Promise<Configured> {
  const { dialect, device, balenaParser, rules, exclude, allRules } = options;
  let config: Config = {
    ...defaultConfig,
    allRules: allRules ? 'on' : 'off',
    environment: Object.keys(host.environment),
  };
  if (options.config !== undefined) {
    const read = await disk.readFile(toCorePath(options.config, host.folder));
    if (read.kind !== 'text') {
      const message = read.kind === 'missing' ? 'There is no such configuration file' : read.message;
      return { kind: 'invalid', notices: [{ path: options.config, level: 'error', message }] };
    }
    const { layer, mistakes } = readConfigFile(read.text);
    if (mistakes.length > 0) {
      const index = lineIndex(read.text);
      const notices = mistakes.map(({ at, message }): Notice => {
        const { line, character } = index.positionAt(at.start);
        return { path: `${options.config}:${line + 1}:${character + 1}`, level: 'error', message };
      });
      return { kind: 'invalid', notices };
    }
    config = mergeConfig(config, layer);
  }
  const layer = {
    ...(dialect === undefined ? {} : { dialect }),
    ...(device === undefined ? {} : { device }),
    ...(balenaParser === undefined ? {} : { balenaParser }),
    rules,
    exclude,
  };
  return { kind: 'valid', config: mergeConfig(config, layer), override: layer };
}

/** Lays standard input over the disk as the file it is said to be. */
async function stdinTarget(
  name: string,
  { kind, fix }: LintOptions,
  host: Host,
  workspace: OverlayWorkspace,
): Promise<Targets> {
  const path = toCorePath(name, host.folder);
  const refuse = (message: string): Targets => ({ targets: [], notices: [{ path, level: 'error', message }] });
  if (kind === undefined && fileKind(path) === undefined) return refuse(notOurs);
  const limit = 3 * maxFileLength;
  const bytes = await host.readStdin(limit + 1);
  if (bytes.length > limit) return refuse('Standard input is too large to be linted');
  const text = bytes.toString('utf8');
  if (fix && !Buffer.from(text).equals(bytes))
    return refuse('Standard input is not valid UTF-8: what could not be read would be lost, so nothing was mended');
  workspace.lay(path, text);
  return { targets: [{ path, from: 'named', kind }], notices: [] };
}

interface Linted {
  readonly files: readonly FileFindings[];
  readonly notices: readonly Notice[];
}

/** Several at once, so that reading one file goes on while another is analysed. The results keep the order. */
async function lintTargets(
  analyzer: Analyzer,
  targets: readonly Target[],
  progress: Progress,
  folder: string,
): Promise<Linted> {
  const results: (FileFindings | undefined)[] = targets.map(() => undefined);
  const notices: Notice[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let i = next++; i < targets.length; i = next++) {
      const target = targets[i];
      if (!target) return;
      try {
        results[i] = await analyzer.findings(target.path, { kind: target.kind });
      } catch (error) {
        const message = `Slipway failed on this file; please report it: ${error instanceof Error ? error.stack : error}`;
        notices.push({ path: target.path, level: 'error', message });
      }
      progress.advance(relative(folder, target.path));
    }
  }
  await Promise.all(Array.from({ length: maxParallelReads }, work));
  progress.done();
  const files = results.filter(result => result !== undefined);
  const named = new Set(targets.filter(target => target.from === 'named').map(target => target.path));
  for (const { path, notice } of files) {
    if (!notice) continue;
    const isError = named.has(path) || notice.kind === 'unreadable';
    notices.push({ path, level: isError ? 'error' : 'note', message: notice.message });
  }
  return { files, notices };
}

function progressFor(total: number, { quiet }: LintOptions, { err, now }: Host): Progress {
  if (quiet || !err.isTerminal) return noProgress;
  return progressBar({ total, write: text => err.write(text), width: err.width, now });
}

function fixTargets(
  analyzer: Analyzer,
  workspace: OverlayWorkspace,
  targets: readonly Target[],
  files: readonly FileFindings[],
  { fix = 'safe', stdinFilename }: LintOptions,
): Promise<FixResult> {
  const kinds = new Map(targets.map(target => [target.path, target.kind]));
  // Standard input has no place to write to but standard output, which holds one file.
  const mayChange = (path: string) => stdinFilename === undefined || kinds.has(path);
  return fixAll({ analyzer, workspace, kindOf: path => kinds.get(path), upTo: fix, mayChange }, files);
}

async function writeAll(
  changed: readonly ChangedFile[],
  analyzer: Analyzer,
  targets: readonly Target[],
): Promise<readonly Notice[]> {
  if (changed.length === 0) return [];
  const roots = await Promise.all(targets.map(async ({ path, kind }) => (await analyzer.project(path, kind)).root));
  const folders = [...new Set([...roots, ...targets.map(target => dirname(target.path))])];
  const notices: Notice[] = [];
  for (const file of changed) {
    const failure = await writeChanged(file, folders);
    if (failure !== undefined) notices.push({ path: file.path, level: 'error', message: failure });
  }
  return notices;
}

/** Notices go to standard error: standard output belongs to the report. */
function tell(notices: readonly Notice[], { quiet, noColor }: LintOptions, { err }: Host): void {
  const paint = err.paint({ noColor });
  for (const { path, level, message } of notices) {
    if (quiet && level === 'note') continue;
    const head = level === 'error' ? paint('red', 'error') : paint('dim', 'note');
    const text = message
      .split('\n')
      .map(line => plain(line))
      .join('\n');
    err.write(`${head}: ${path === undefined ? '' : `${plain(path)}: `}${text}\n`);
  }
}

function print(report: LintReport, fixed: FixResult | undefined, options: LintOptions, host: Host): void {
  const { format, noColor, quiet, diff, stdinFilename } = options;
  if (diff) {
    for (const { path, before, after } of fixed?.changed ?? [])
      host.out.write(unifiedDiff(relative(report.folder, path), before, after));
    return;
  }
  // The fixed text of standard input takes the place of the report, which moves over.
  const output = stdinFilename !== undefined && fixed ? host.err : host.out;
  const paint = output.paint({ noColor });
  switch (format) {
    case 'text':
      output.write(formatText(report, { paint, width: output.width }));
      if (!quiet) output.write(summary(report, paint));
      break;
    case 'json':
      output.write(formatJson(report));
      break;
    case 'sarif':
      output.write(formatSarif(report, host.version));
      break;
    case 'github':
      output.write(formatGithub(report, repositoryOf(host)));
      break;
  }
}

function repositoryOf({ environment, folder }: Host): string | undefined {
  const workspace = environment['GITHUB_WORKSPACE'];
  return workspace ? toCorePath(workspace, folder) : undefined;
}

async function printFixedStdin(targets: readonly Target[], workspace: Workspace, host: Host): Promise<void> {
  for (const { path } of targets) {
    const read = await workspace.readFile(path);
    if (read.kind === 'text') host.out.write(read.text);
  }
}

const ranks: Readonly<Record<Severity | Threshold, number>> = { hint: 1, warning: 2, error: 3, never: 4 };

function exitCode(report: LintReport, fixed: FixResult | undefined, { failOn, diff }: LintOptions): ExitCode {
  if (report.notices.some(notice => notice.level === 'error')) return 2;
  if (diff) return fixed && fixed.changed.length > 0 && failOn !== 'never' ? 1 : 0;
  return report.findings.some(finding => ranks[finding.severity] >= ranks[failOn]) ? 1 : 0;
}
